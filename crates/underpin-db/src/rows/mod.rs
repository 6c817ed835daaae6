//! Rows for the tables of a schema, made to be awkward, the same for the same seed.
//!
//! Values come from lists of what programs stumble over and from a generator; the server is asked which of them a check
//! lets through, and unique constraints and indexes drop what they do not allow. No expression is read here.

mod ask;
mod candidate;
mod clear;
mod constants;
mod fit;
mod insert;
mod later;
mod one;
mod order;
mod other;
mod parents;
mod pattern;
mod pool;
mod present;
mod random;
mod typed;
mod values;
mod withdraw;

use std::collections::BTreeMap;

use postgres::{Client, Transaction};
use underpin_render::sql::{Ident, Path};
use underpin_schema::{Deferral, QName, RowSecurity, Schema};

use crate::Error;
use order::{Optional, Turn, order};
use present::Present;

pub(crate) use clear::{Unfit, clear, take_out};
pub use fit::Fit;
pub use one::{Wanted, add_row};
pub(crate) use one::{misfits, values_of};
pub(crate) use random::Random;

/// Which rows are to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The same number gives the same rows.
    pub seed: u64,
    /// How many rows each table is to have at least, where its constraints allow so many.
    pub rows: usize,
    /// What rows have to fulfil beyond the constraints of their tables.
    pub fits: Vec<Fit>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { seed: 1, rows: 200, fits: Vec::new() }
    }
}

/// What has been made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// How many rows each table has got.
    pub rows: BTreeMap<QName, usize>,
    /// What could not be made as asked for.
    pub shortfalls: Vec<Shortfall>,
}

/// Something that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// The table.
    pub table: QName,
    /// What is missing and why, in a sentence for people.
    pub reason: String,
}

/// Fills the tables of a database up to the rows that are asked for. What is there already stays as it is. It is all or
/// nothing.
///
/// Triggers of users are off meanwhile, and row-level security does not bind the owner, so that neither keeps rows out;
/// both are as before in the end.
///
/// # Errors
/// Where the server cannot be reached, or the database is not of that schema.
pub fn fill(client: &mut Client, schema: &Schema, recipe: &Recipe) -> Result<Filled, Error> {
    let mut transaction = client.transaction()?;
    transaction.batch_execute(SPELLING)?;
    let turns = order(schema);
    let guards = guards(schema, &turns);
    transaction.batch_execute(&guards.off)?;
    let filled = fill_in_turns(&mut transaction, schema, &turns, recipe)?;
    // What was put off is checked here; a table cannot be altered while a check of it is pending.
    transaction.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")?;
    transaction.batch_execute(&guards.on)?;
    transaction.commit()?;
    Ok(filled)
}

/// Times and numbers are read back as text, which these settings shape.
pub(crate) const SPELLING: &str = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'iso_8601'; \
     SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL jit = off";

fn fill_in_turns(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    turns: &[Turn<'_>],
    recipe: &Recipe,
) -> Result<Filled, Error> {
    let asked = ask::prepare(transaction)?;
    let present = Present::read(transaction, schema)?;
    let mut filled = Filled::default();
    let mut types = other::Values::default();
    for turn in turns {
        let there = present.of(turn.name);
        if there.len() >= recipe.rows && !there.is_empty() {
            continue;
        }
        let mut random = Random::new(recipe.seed, &turn.name.to_string());
        let fits = fit::usable(transaction, turn, &recipe.fits, &mut filled)?;
        let mut pools = pool::Pools { schema, checks: &asked, fits: &fits, types: &mut types, random: &mut random };
        let table = pools.of_table(transaction, turn)?;
        insert::insert(transaction, insert::Work { turn, table, present: there.len(), recipe, random }, &mut filled)?;
    }
    for turn in turns {
        let random = Random::new(recipe.seed, &format!("later {}", turn.name));
        later::refer(transaction, (schema, turn, present.of(turn.name)), random, &mut filled)?;
    }
    Ok(filled)
}

/// Statements that take away what would keep rows out, and those that put it back.
struct Guards {
    off: String,
    on: String,
}

fn guards(schema: &Schema, turns: &[Turn<'_>]) -> Guards {
    let (mut off, mut on) = (String::new(), String::new());
    for (name, table) in &schema.tables {
        let path = Path(name);
        if !table.triggers.is_empty() {
            off.push_str(&format!("ALTER TABLE {path} DISABLE TRIGGER USER;\n"));
            on.push_str(&format!("ALTER TABLE {path} ENABLE TRIGGER USER;\n"));
        }
        if table.row_security == RowSecurity::Forced {
            off.push_str(&format!("ALTER TABLE {path} NO FORCE ROW LEVEL SECURITY;\n"));
            on.push_str(&format!("ALTER TABLE {path} FORCE ROW LEVEL SECURITY;\n"));
        }
    }
    for turn in turns {
        for key in turn.later.iter().filter(|key| key.optional == Optional::No) {
            // https://www.postgresql.org/docs/current/sql-altertable.html: ALTER CONSTRAINT is for foreign keys.
            let alter = format!("ALTER TABLE {} ALTER CONSTRAINT {}", Path(turn.name), Ident(key.name));
            let as_before = match key.key.deferral {
                Deferral::Never => "NOT DEFERRABLE",
                Deferral::Allowed => "DEFERRABLE INITIALLY IMMEDIATE",
                Deferral::Initially => "DEFERRABLE INITIALLY DEFERRED",
            };
            off.push_str(&format!("{alter} DEFERRABLE INITIALLY DEFERRED;\n"));
            on.push_str(&format!("{alter} {as_before};\n"));
        }
    }
    Guards { off, on }
}

/// The tables, each after those that it refers to as far as that goes.
pub(crate) fn table_order(schema: &Schema) -> Vec<QName> {
    order(schema).into_iter().map(|turn| turn.name.clone()).collect()
}

/// Statements after which triggers and policies are still and foreign keys are checked at the end, and those that put
/// everything back.
pub(crate) fn without_hindrance(schema: &Schema) -> (String, String) {
    let mut turns = order(schema);
    for turn in &mut turns {
        turn.later.append(&mut turn.now);
        turn.later.iter_mut().for_each(|key| key.optional = Optional::No);
    }
    let Guards { off, on } = guards(schema, &turns);
    (off, on)
}
