//! The rows of tables, as texts.

use std::collections::BTreeMap;

use postgres::{Client, GenericClient};
use underpin_render::sql::{Ident, Path};
use underpin_schema::{Name, QName, Schema};

use crate::{Database, Error};

/// One row: the text of each value, in the order of the columns.
pub(super) type TextRow = Vec<Option<String>>;

/// The rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Contents {
    pub(super) columns: Vec<Name>,
    /// In the order in which they lie.
    pub(super) rows: Vec<TextRow>,
}

impl Contents {
    /// The place of a column.
    pub(super) fn place(&self, column: &Name) -> Option<usize> {
        self.columns.iter().position(|known| known == column)
    }
}

/// How texts of values are written, whatever the database and the role say: unambiguous and without loss.
/// <https://www.postgresql.org/docs/current/runtime-config-client.html>
const SPELLING: &str = "
    SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET extra_float_digits = 1;
    SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET lc_numeric = 'C'; SET jit = off";

/// A connection that writes values so.
pub(super) fn reader(database: &Database) -> Result<Client, Error> {
    let mut client = database.connect()?;
    client.batch_execute(SPELLING)?;
    Ok(client)
}

/// The rows of every table of a schema that the database has.
pub(super) fn contents(database: &Database, schema: &Schema) -> Result<BTreeMap<QName, Contents>, Error> {
    // On the connection that there is: to start another one is more work than to read small tables.
    database.with(|client| {
        let mut transaction = client.build_transaction().read_only(true).start()?;
        transaction.batch_execute(SPELLING)?;
        let contents = read(&mut transaction, schema)?;
        // The settings go with the transaction.
        transaction.rollback()?;
        Ok(contents)
    })
}

fn read(client: &mut impl GenericClient, schema: &Schema) -> Result<BTreeMap<QName, Contents>, Error> {
    let mut all = BTreeMap::new();
    for (name, table) in &schema.tables {
        let columns: Vec<Name> = table.columns.keys().cloned().collect();
        let rows = rows(client, name, &columns)?;
        all.insert(name.clone(), Contents { columns, rows });
    }
    Ok(all)
}

/// Some columns of a table, in the order in which the rows lie.
pub(super) fn rows(client: &mut impl GenericClient, table: &QName, columns: &[Name]) -> Result<Vec<TextRow>, Error> {
    let texts: Vec<String> = columns.iter().map(|column| format!("{}::text", Ident(column))).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY ctid", texts.join(", "), Path(table));
    let row = |row: &postgres::Row| (0..columns.len()).map(|at| row.try_get(at)).collect::<Result<TextRow, _>>();
    Ok(client.query(&sql, &[])?.iter().map(row).collect::<Result<_, _>>()?)
}
