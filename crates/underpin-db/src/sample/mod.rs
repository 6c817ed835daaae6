//! Some rows of a real database: read without changing anything, complete in what they refer to, and with every value
//! that tells of a person masked before anything else happens to it.

mod check;
mod choose;
pub(crate) mod composite;
mod foreign;
mod insert;
mod mask;
mod shapes;
mod texts;

use std::{collections::BTreeMap, fmt};

use postgres::{Client, IsolationLevel, Transaction};
use underpin_schema::{Column, DefaultValue, Name, Pii, QName, Schema, Table};

use crate::{Error, rows::SPELLING};

/// The columns that are masked, with what they tell.
pub type Masks = BTreeMap<(QName, Name), Pii>;

/// Which rows are wanted.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// The schema that the database has.
    pub schema: &'a Schema,
    /// What is masked.
    pub masks: &'a Masks,
    /// How many rows of a table are taken at most.
    pub rows: usize,
}

/// Rows of a real database, masked.
#[derive(Clone, Default)]
pub struct Sample {
    tables: BTreeMap<QName, Vec<Row>>,
    /// What could not be taken, in words.
    pub notes: Vec<String>,
}

/// A row: where it lay, and the text of each of its columns.
#[derive(Clone)]
struct Row {
    place: String,
    values: Vec<Option<String>>,
}

/// Without the rows, which are nobody's business.
impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sample").field("tables", &self.tables.len()).finish_non_exhaustive()
    }
}

/// No statement on the real database may take longer, or wait for others.
/// <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT>
const PATIENCE: &str =
    "SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '2s'; SET LOCAL application_name = 'underpin'";

impl Sample {
    /// Takes a sample, at one moment and without changing anything.
    ///
    /// # Errors
    /// Where the connection is lost, or the database is not of that schema. No error holds a value.
    pub fn take(client: &mut Client, wish: &Wish<'_>) -> Result<Self, Error> {
        let options = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let mut transaction = options.start()?;
        let taken = Self::read(&mut transaction, wish);
        transaction.rollback()?;
        taken.map_err(|error| discreet(error, "the database cannot be read"))
    }

    fn read(transaction: &mut Transaction<'_>, wish: &Wish<'_>) -> Result<Self, Error> {
        transaction.batch_execute(PATIENCE)?;
        transaction.batch_execute(SPELLING)?;
        check::check(transaction, wish.schema)?;
        let mut sample = choose::choose(transaction, wish)?;
        mask::mask(&mut sample, wish);
        Ok(sample)
    }

    /// How many rows it has of each table.
    pub fn counts(&self) -> BTreeMap<&QName, usize> {
        self.tables.iter().map(|(name, rows)| (name, rows.len())).collect()
    }

    /// Puts the rows into a database that has just been built from the schema; says in words which do not fit.
    ///
    /// # Errors
    /// Where the server cannot be reached, or the database is not of that schema. No error holds a value.
    pub fn insert(&self, client: &mut Client, schema: &Schema) -> Result<Vec<String>, Error> {
        insert::insert(client, self, schema).map_err(|error| discreet(error, "the sample does not fit"))
    }
}

/// The columns of a table that are read and written: the server makes the others itself.
fn columns(table: &Table) -> impl Iterator<Item = (&Name, &Column)> {
    table.columns.iter().filter(|(_, column)| !matches!(column.default, Some(DefaultValue::Generated(_))))
}

/// A refusal without what the server says of it: it quotes values.
pub(crate) fn discreet(error: Error, what: &str) -> Error {
    let Error::Sql { source } = &error else { return error };
    Error::Sample { reason: format!("{what}: {}", refusal(source)) }
}

/// What a refusal is about, without values.
pub(crate) fn refusal(error: &postgres::Error) -> String {
    let Some(answer) = error.as_db_error() else { return "the connection failed".to_owned() };
    let mut text = format!("PostgreSQL refused ({})", answer.code().code());
    for (word, name) in [("table", answer.table()), ("column", answer.column()), ("constraint", answer.constraint())] {
        if let Some(name) = name {
            text.push_str(&format!(", {word} {name}"));
        }
    }
    text
}
