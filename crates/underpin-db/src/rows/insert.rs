//! Candidates become rows.

use postgres::{Transaction, types::ToSql};
use underpin_render::sql::{Ident, Path};

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
    pub(super) recipe: &'b Recipe,
    pub(super) random: Random,
}

/// Fills a table and says what is missing.
pub(super) fn insert(transaction: &mut Transaction<'_>, work: Work<'_, '_>, filled: &mut Filled) -> Result<(), Error> {
    let Work { turn, table: pool, recipe, mut random } = work;
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
        short(format!("it has no rows: {reason}"));
        filled.rows.insert(turn.name.clone(), 0);
        return Ok(());
    }
    let statement = Statement::new(turn, &pool, recipe);
    let offsets = pool.columns.iter().map(|source| if source.once { 0 } else { random.below(1000) }).collect();
    let mut maker = Maker { turn, pool: &pool, parents, random, made: 0, offsets };
    let (mut have, mut vain, mut last_error) = (0, 0, None);
    for round in 0..ROUNDS {
        if have >= recipe.rows || vain >= VAIN_ROUNDS {
            break;
        }
        let missing = recipe.rows - have;
        // Where few pass, more are tried at once, at the price of some rows more than asked for.
        let wanted = if round < 3 { missing } else { missing * 2 + 64 };
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
struct Statement {
    sql: String,
    columns: usize,
}

impl Statement {
    /// Values come as texts and are cast; rows that a check forbids are left out by asking the check itself, and those
    /// that are there already by ON CONFLICT, which knows partial and expression indexes too.
    /// <https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT>
    fn new(turn: &Turn<'_>, pool: &Pool<'_>, recipe: &Recipe) -> Self {
        let columns: Vec<String> = pool.columns.iter().map(|source| Ident(source.name).to_string()).collect();
        let path = Path(turn.name);
        if columns.is_empty() {
            let sql = format!("INSERT INTO {path} SELECT FROM generate_series(1, $1::bigint) ON CONFLICT DO NOTHING");
            return Self { sql, columns: 0 };
        }
        let parameters: Vec<String> = (1..=columns.len()).map(|at| format!("${at}::text[]")).collect();
        let aliases: Vec<String> = (1..=columns.len()).map(|at| format!("v{at}")).collect();
        let casts: Vec<String> = (pool.columns.iter().zip(&columns).zip(&aliases))
            .map(|((source, column), alias)| format!("{alias}::{} AS {column}", source.ty))
            .collect();
        let mut passes: Vec<String> =
            pool.checks.iter().map(|check| format!("({}) IS NOT FALSE", check.expr)).collect();
        let fits = recipe.fits.iter().filter(|fit| fit.table == *turn.name);
        passes.extend(fits.map(|fit| format!("({}) IS NOT FALSE", fit.expr)));
        let passes = if passes.is_empty() { String::new() } else { format!(" WHERE {}", passes.join("\n AND ")) };
        let columns_text = columns.join(", ");
        let sql = format!(
            "INSERT INTO {path} ({columns_text})\nSELECT {columns_text} FROM (SELECT {}, \"underpin order\"\n\
             FROM unnest({}) WITH ORDINALITY AS v({}, \"underpin order\")) AS {}{passes}\n\
             ORDER BY \"underpin order\" ON CONFLICT DO NOTHING",
            casts.join(", "),
            parameters.join(", "),
            aliases.join(", "),
            Ident(&turn.name.name),
        );
        Self { sql, columns: columns.len() }
    }

    /// Inserts what can be, and says how many that were. Where the whole fails, each row is tried for itself.
    fn run(
        &self,
        transaction: &mut Transaction<'_>,
        candidates: &[Vec<Option<String>>],
        last_error: &mut Option<String>,
    ) -> Result<usize, Error> {
        if candidates.is_empty() {
            return Ok(0);
        }
        if let Ok(made) = self.try_run(transaction, candidates)? {
            return Ok(made);
        }
        let mut made = 0;
        for candidate in candidates.chunks(1) {
            match self.try_run(transaction, candidate)? {
                Ok(one) => made += one,
                Err(error) => *last_error = Some(error),
            }
        }
        Ok(made)
    }

    /// The outer result is that of the connection, the inner one that of the statement.
    fn try_run(
        &self,
        transaction: &mut Transaction<'_>,
        candidates: &[Vec<Option<String>>],
    ) -> Result<Result<usize, String>, Error> {
        let mut savepoint = transaction.transaction()?;
        let count = candidates.len() as i64;
        let lists: Vec<Vec<Option<&str>>> = (0..self.columns)
            .map(|at| candidates.iter().map(|row| row.get(at).and_then(Option::as_deref)).collect())
            .collect();
        let mut parameters: Vec<&(dyn ToSql + Sync)> = lists.iter().map(|list| list as _).collect();
        if self.columns == 0 {
            parameters.push(&count);
        }
        match savepoint.execute(&self.sql, &parameters) {
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
