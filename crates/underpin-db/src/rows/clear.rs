//! Rows that are in the way of what is to come are taken out, with all that refers to them.

use std::collections::BTreeMap;

use postgres::{Client, Transaction};
use underpin_render::sql::{Path, Text};
use underpin_schema::{QName, Schema};

use super::{
    Filled, Fit, SPELLING, fit, guards,
    order::{Turn, order},
    withdraw::withdraw,
};
use crate::Error;

/// What tells the rows that have to go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unfit<'a> {
    /// What each row has to fulfil.
    pub(crate) fits: &'a [Fit],
    /// Queries for the places of rows that have to go, each with the table. One that cannot be asked is passed over.
    pub(crate) queries: &'a [(QName, String)],
}

/// To take out one row may put another in the way, such as one whose reference it empties.
const ROUNDS: usize = 10;

/// Takes out the rows that have to go.
///
/// # Errors
/// Where the server cannot be reached, or the database is not of that schema.
pub(crate) fn clear(client: &mut Client, schema: &Schema, unfit: Unfit<'_>) -> Result<(), Error> {
    undisturbed(client, schema, |transaction| {
        let turns = order(schema);
        for _ in 0..ROUNDS {
            let mut found = false;
            for turn in &turns {
                let places = unfit_of(transaction, turn, unfit)?;
                found |= !places.is_empty();
                withdraw(transaction, schema, (turn.name, &places))?;
            }
            if !found {
                break;
            }
        }
        Ok(())
    })
}

/// Takes out the rows that lie in certain places, with all that refers to them.
///
/// # Errors
/// As [`clear`].
pub(crate) fn take_out(
    client: &mut Client,
    schema: &Schema,
    places: &BTreeMap<QName, Vec<String>>,
) -> Result<(), Error> {
    undisturbed(client, schema, |transaction| {
        for (table, places) in places {
            withdraw(transaction, schema, (table, places))?;
        }
        Ok(())
    })
}

/// Works while no trigger does anything.
fn undisturbed(
    client: &mut Client,
    schema: &Schema,
    work: impl FnOnce(&mut Transaction<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut transaction = client.transaction()?;
    transaction.batch_execute(SPELLING)?;
    let guards = guards(schema, &[]);
    transaction.batch_execute(&guards.off)?;
    work(&mut transaction)?;
    transaction.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")?;
    transaction.batch_execute(&guards.on)?;
    Ok(transaction.commit()?)
}

fn unfit_of(transaction: &mut Transaction<'_>, turn: &Turn<'_>, unfit: Unfit<'_>) -> Result<Vec<String>, Error> {
    let mut places = Vec::new();
    let fits = fit::usable(transaction, turn, unfit.fits, &mut Filled::default())?;
    if !fits.is_empty() {
        let path = Path(turn.name);
        let passes: Vec<String> = fits.iter().map(|fit| fit.over_row(turn.table)).collect();
        transaction.batch_execute(&judge(&path.to_string(), &passes.join("\n AND ")))?;
        places.extend(query(transaction, &format!("SELECT ctid::text FROM {path} WHERE NOT {JUDGE}(ctid)"))?);
    }
    for (_, sql) in unfit.queries.iter().filter(|(table, _)| table == turn.name) {
        let mut savepoint = transaction.transaction()?;
        match query(&mut savepoint, sql) {
            Ok(found) => {
                savepoint.commit()?;
                places.extend(found);
            }
            Err(_) => savepoint.rollback()?,
        }
    }
    Ok(places)
}

fn query(transaction: &mut Transaction<'_>, sql: &str) -> Result<Vec<String>, Error> {
    Ok(transaction.query(sql, &[])?.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// Says of a row whether it passes.
const JUDGE: &str = "pg_temp.underpin_row_passes";

/// A row that an expression cannot be computed for does not pass.
/// <https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING>
fn judge(path: &str, passes: &str) -> String {
    let body = format!(
        "#variable_conflict use_column\nBEGIN RETURN (SELECT {passes} FROM {path} WHERE ctid = $1);\n\
         EXCEPTION WHEN OTHERS THEN RETURN false;\nEND"
    );
    format!("CREATE OR REPLACE FUNCTION {JUDGE}(tid) RETURNS boolean LANGUAGE plpgsql AS {}", Text(&body))
}
