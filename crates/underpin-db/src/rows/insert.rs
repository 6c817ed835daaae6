//! Candidates become rows.

use std::collections::{BTreeMap, BTreeSet};

use postgres::{Transaction, types::ToSql};
use underpin_render::sql::{Ident, Path, Text, Type};

use super::{
    Filled, Recipe, Shortfall,
    candidate::Maker,
    order::{Optional, Turn},
    parents::Parents,
    pool::Pool,
    random::Random,
};
use crate::Error;

/// How often candidates are made for a table, and how often in vain.
const ROUNDS: usize = 24;
const VAIN_ROUNDS: usize = 4;

/// A table that is to be filled.
pub(super) struct Work<'a, 'b> {
    pub(super) turn: &'b Turn<'a>,
    pub(super) table: Pool<'a>,
    /// How many rows it has already.
    pub(super) present: usize,
    pub(super) recipe: &'b Recipe,
    pub(super) random: Random,
}

/// Fills a table and says what is missing.
pub(super) fn insert(transaction: &mut Transaction<'_>, work: Work<'_, '_>, filled: &mut Filled) -> Result<(), Error> {
    let Work { turn, table: pool, present, recipe, mut random } = work;
    let mut short = |reason: String| filled.shortfalls.push(Shortfall { table: turn.name.clone(), reason });
    pool.notes.iter().cloned().for_each(&mut short);
    let mut parents = Vec::new();
    let mut impossible = pool.impossible.clone();
    for key in &turn.now {
        let read = Parents::read(transaction, key.key, &mut random)?;
        if read.is_empty() && key.optional == Optional::No {
            impossible.get_or_insert(format!("it needs rows of {}, which has none", key.key.table));
        }
        parents.push(read);
    }
    if let Some(reason) = impossible {
        let have = if present == 0 { "no".to_owned() } else { format!("{present} of {}", recipe.rows) };
        short(format!("it has {have} rows: {reason}"));
        filled.rows.insert(turn.name.clone(), present);
        return Ok(());
    }
    let statement = Statement::new(turn, &pool);
    statement.prepare(transaction)?;
    let given = BTreeMap::new();
    let offsets = pool.columns.iter().map(|source| if source.once { 0 } else { random.below(1000) }).collect();
    let mut maker = Maker { turn, pool: &pool, parents, given: &given, random, made: present, offsets };
    let (mut have, mut vain, mut last_error) = (present, 0, None);
    for round in 0..ROUNDS {
        if have >= recipe.rows || vain >= VAIN_ROUNDS {
            break;
        }
        let missing = recipe.rows - have;
        // Where few pass, more are tried at once, at the price of some rows more than asked for. Every second one refers to
        // the next row in turn: so many that the one that is still free has its turn before all is in vain.
        let wanted = if round < 3 { missing } else { missing * 2 + recipe.rows.max(128) / 2 };
        let candidates: Vec<Vec<Option<String>>> = (0..wanted).filter_map(|_| maker.candidate()).collect();
        let made = statement.run(transaction, &candidates, &mut last_error)?;
        vain = if made == 0 { vain + 1 } else { 0 };
        have += made;
    }
    if have < recipe.rows {
        let why = last_error.unwrap_or_else(|| "its keys, checks and unique indexes leave no more".to_owned());
        short(format!("it has {have} of {} rows: {why}", recipe.rows));
    }
    filled.rows.insert(turn.name.clone(), have);
    Ok(())
}

/// The INSERT of a table, for any number of rows.
pub(super) struct Statement {
    /// Makes the function that says of a row whether it passes.
    judge: Option<String>,
    head: String,
    /// The rows that pass, with their number.
    rows: String,
    columns: usize,
}

/// Says of the texts of a row whether it passes.
const JUDGE: &str = "pg_temp.underpin_passes";

/// A row that an expression cannot be computed for does not pass, and must not keep the others out.
/// <https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-VAR-SUBST>
fn judge(question: &str) -> String {
    let body = format!(
        "#variable_conflict use_column\nBEGIN RETURN ({question});\nEXCEPTION WHEN OTHERS THEN RETURN false;\nEND"
    );
    format!("CREATE OR REPLACE FUNCTION {JUDGE}(text[]) RETURNS boolean LANGUAGE plpgsql AS {}", Text(&body))
}

const ORDER: &str = "\"underpin order\"";

impl Statement {
    /// Values come as texts and are cast; rows that a check forbids are left out by asking the check itself, and those
    /// that are there already by ON CONFLICT, which knows partial and expression indexes too.
    /// <https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT>
    pub(super) fn new(turn: &Turn<'_>, pool: &Pool<'_>) -> Self {
        let columns: Vec<String> = pool.columns.iter().map(|source| Ident(source.name).to_string()).collect();
        let path = Path(turn.name);
        if columns.is_empty() {
            let head = format!("INSERT INTO {path} SELECT FROM ");
            return Self { judge: None, head, rows: "generate_series(1, $1::bigint)".to_owned(), columns: 0 };
        }
        let parameters: Vec<String> = (1..=columns.len()).map(|at| format!("${at}::text[]")).collect();
        let aliases: Vec<String> = (1..=columns.len()).map(|at| format!("v{at}")).collect();
        let cast = |value: &dyn Fn(usize) -> String| -> String {
            let given = pool.columns.iter().zip(&columns).enumerate();
            let mut casts: Vec<String> =
                given.map(|(at, (source, column))| format!("{}::{} AS {column}", value(at), source.ty)).collect();
            // What the server makes is not known yet, but an expression may speak of it.
            let made =
                turn.table.columns.iter().filter(|(name, _)| pool.columns.iter().all(|source| source.name != *name));
            casts.extend(made.map(|(name, column)| format!("NULL::{} AS {}", Type(&column.ty), Ident(name))));
            casts.join(", ")
        };
        let mut passes: Vec<String> =
            pool.checks.iter().map(|check| format!("({}\n) IS NOT FALSE", check.expr)).collect();
        passes.extend(pool.fits.iter().map(|fit| fit.over_row(turn.table)));
        let alias = Ident(&turn.name.name);
        let (judge, passing) = if passes.is_empty() {
            (None, String::new())
        } else {
            let row = cast(&|at| format!("($1)[{}]", at + 1));
            let judge = judge(&format!("SELECT {} FROM (SELECT {row}) AS {alias}", passes.join("\n AND ")));
            (Some(judge), format!("\nWHERE {JUDGE}(ARRAY[{}])", aliases.join(", ")))
        };
        let columns_text = columns.join(", ");
        let rows = format!(
            "(SELECT {}, {ORDER}\nFROM unnest({}) WITH ORDINALITY AS v({}, {ORDER}){passing}) AS {alias}\nORDER BY {ORDER}",
            cast(&|at| format!("v{}", at + 1)),
            parameters.join(", "),
            aliases.join(", "),
        );
        let head = format!("INSERT INTO {path} ({columns_text})\nSELECT {columns_text} FROM ");
        Self { judge, head, rows, columns: columns.len() }
    }

    /// Makes ready for the calls below.
    pub(super) fn prepare(&self, transaction: &mut Transaction<'_>) -> Result<(), Error> {
        Ok(self.judge.as_ref().map_or(Ok(()), |judge| transaction.batch_execute(judge))?)
    }

    /// Those of the candidates that pass, as far as can be told beforehand.
    pub(super) fn passing(
        &self,
        transaction: &mut Transaction<'_>,
        candidates: Vec<Vec<Option<String>>>,
    ) -> Result<Vec<Vec<Option<String>>>, Error> {
        if self.columns == 0 || candidates.is_empty() {
            return Ok(candidates);
        }
        let sql = format!("SELECT {ORDER} FROM {}", self.rows);
        let mut savepoint = transaction.transaction()?;
        let lists = self.lists(&candidates);
        let parameters: Vec<&(dyn ToSql + Sync)> = lists.iter().map(|list| list as _).collect();
        match savepoint.query(&sql, &parameters) {
            Ok(rows) => {
                let numbers: BTreeSet<i64> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
                savepoint.commit()?;
                drop(lists);
                let kept = candidates.into_iter().zip(1_i64..).filter(|(_, number)| numbers.contains(number));
                Ok(kept.map(|(candidate, _)| candidate).collect())
            }
            // One of them cannot even be looked at.
            Err(_) => {
                savepoint.rollback()?;
                drop(lists);
                Ok(candidates)
            }
        }
    }

    /// Inserts one row and says where it lies; nothing where it cannot be.
    pub(super) fn run_one(
        &self,
        transaction: &mut Transaction<'_>,
        candidate: &[Option<String>],
    ) -> Result<Option<String>, Error> {
        let sql = format!("{}{} ON CONFLICT DO NOTHING RETURNING ctid::text", self.head, self.rows);
        let candidates = [candidate.to_vec()];
        let lists = self.lists(&candidates);
        let mut parameters: Vec<&(dyn ToSql + Sync)> = lists.iter().map(|list| list as _).collect();
        if self.columns == 0 {
            parameters.push(&1_i64);
        }
        let mut savepoint = transaction.transaction()?;
        match savepoint.query_opt(&sql, &parameters) {
            Ok(row) => {
                let place = row.map(|row| row.try_get(0)).transpose()?;
                savepoint.commit()?;
                Ok(place)
            }
            Err(_) => {
                savepoint.rollback()?;
                Ok(None)
            }
        }
    }

    /// The values by column.
    fn lists<'c>(&self, candidates: &'c [Vec<Option<String>>]) -> Vec<Vec<Option<&'c str>>> {
        let list = |at: usize| candidates.iter().map(|row| row.get(at).and_then(Option::as_deref)).collect();
        (0..self.columns).map(list).collect()
    }

    /// Inserts what can be, and says how many that were. Where the whole fails, each half is tried for itself.
    fn run(
        &self,
        transaction: &mut Transaction<'_>,
        candidates: &[Vec<Option<String>>],
        last_error: &mut Option<String>,
    ) -> Result<usize, Error> {
        if candidates.is_empty() {
            return Ok(0);
        }
        let sql = format!("{}{} ON CONFLICT DO NOTHING", self.head, self.rows);
        let mut savepoint = transaction.transaction()?;
        let prepared = match savepoint.prepare(&sql) {
            Ok(prepared) => prepared,
            Err(error) => {
                savepoint.rollback()?;
                *last_error = Some(Error::from(error).to_string());
                return Ok(0);
            }
        };
        savepoint.commit()?;
        let (mut made, mut parts) = (0, vec![candidates]);
        while let Some(part) = parts.pop() {
            match self.try_run(transaction, &prepared, part)? {
                Ok(some) => made += some,
                Err(error) if part.len() == 1 => *last_error = Some(error),
                // The first half comes first, so that rows lie in the order in which they were made.
                Err(_) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([second, first]);
                }
            }
        }
        Ok(made)
    }

    /// The outer result is that of the connection, the inner one that of the statement.
    fn try_run(
        &self,
        transaction: &mut Transaction<'_>,
        prepared: &postgres::Statement,
        candidates: &[Vec<Option<String>>],
    ) -> Result<Result<usize, String>, Error> {
        let mut savepoint = transaction.transaction()?;
        let count = candidates.len() as i64;
        let lists = self.lists(candidates);
        let mut parameters: Vec<&(dyn ToSql + Sync)> = lists.iter().map(|list| list as _).collect();
        if self.columns == 0 {
            parameters.push(&count);
        }
        match savepoint.execute(prepared, &parameters) {
            Ok(made) => {
                savepoint.commit()?;
                Ok(Ok(usize::try_from(made).unwrap_or_default()))
            }
            Err(error) => {
                savepoint.rollback()?;
                Ok(Err(Error::from(error).to_string()))
            }
        }
    }
}
