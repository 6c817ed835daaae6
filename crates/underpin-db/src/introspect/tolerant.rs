//! The normal form of a schema that leans on what underpin does not manage: of what can be built, and only of that.

use postgres::Transaction;
use underpin_plan::Pair;
use underpin_render::sql;
use underpin_schema::{Resolved, Schema};

use super::{SPELLING, normal::make_roles, normal_form, read};
use crate::{Database, Error};

/// The schema as PostgreSQL writes it, without what cannot be built in an empty database: what uses an aggregate or a type
/// that underpin does not manage, say. The database is empty afterwards.
///
/// # Errors
/// Where the connection is lost.
pub fn normal_form_of_what_stands(schema: &Schema, database: &Database) -> Result<Schema, Error> {
    match normal_form(schema, database) {
        Ok(form) => return Ok(form),
        Err(Error::Sql { source: _ } | Error::Plan { reasons: _ }) => {}
        Err(error) => return Err(error),
    }
    // A transaction that failed must not be gone on with.
    database.disconnect();
    let first = built(schema, database)?;
    // What PostgreSQL makes of its own writing: see `normal_form`.
    built(&first, database)
}

fn built(schema: &Schema, database: &Database) -> Result<Schema, Error> {
    let (plan, _) = underpin_plan::plan(Pair { old: &Schema::default(), new: schema }, &Resolved::default());
    database.with(|client| {
        let mut transaction = client.transaction()?;
        transaction.batch_execute(SPELLING)?;
        make_roles(schema, &mut transaction)?;
        for name in &schema.namespaces {
            attempt(&mut transaction, &format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(name)))?;
        }
        for step in &plan.up {
            attempt(&mut transaction, &sql::op(&step.op).to_string())?;
        }
        let form = read(&mut transaction)?.schema;
        transaction.rollback()?;
        Ok(form)
    })
}

/// Runs a statement, and says whether it ran; what it did is taken back where it failed.
fn attempt(transaction: &mut Transaction<'_>, statement: &str) -> Result<bool, Error> {
    let mut inner = transaction.savepoint("attempt")?;
    match inner.batch_execute(statement) {
        Ok(()) => {
            inner.commit()?;
            Ok(true)
        }
        Err(error) if error.as_db_error().is_some() => {
            inner.rollback()?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
