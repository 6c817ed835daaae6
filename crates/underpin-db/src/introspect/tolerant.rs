//! The normal form of a schema that leans on what underpin does not manage: of what can be built, and only of that.

use postgres::Transaction;
use underpin_plan::Pair;
use underpin_render::sql;
use underpin_schema::{QName, Resolved, Schema};

use super::{SPELLING, Unmanaged, UnmanagedKind, normal::make_roles, normal_form, read};
use crate::{Database, Error};

/// The schema as PostgreSQL writes it, without what cannot be built in an empty database: what uses an aggregate or a type
/// that underpin does not manage, say. `unmanaged` tells what there is; of it, domains and composite types are stood in for.
/// The database is empty afterwards.
///
/// # Errors
/// Where the connection is lost.
pub fn normal_form_of_what_stands(
    schema: &Schema,
    unmanaged: &[Unmanaged],
    database: &Database,
) -> Result<Schema, Error> {
    match normal_form(schema, database) {
        Ok(form) => return Ok(form),
        Err(Error::Sql { source: _ } | Error::Plan { reasons: _ }) => {}
        Err(error) => return Err(error),
    }
    // A transaction that failed must not be gone on with.
    database.disconnect();
    let first = built(schema, unmanaged, database)?;
    // What PostgreSQL makes of its own writing: see `normal_form`.
    built(&first, unmanaged, database)
}

fn built(schema: &Schema, unmanaged: &[Unmanaged], database: &Database) -> Result<Schema, Error> {
    let (plan, _) = underpin_plan::plan(Pair { old: &Schema::default(), new: schema }, &Resolved::default());
    database.with(|client| {
        let mut transaction = client.transaction()?;
        transaction.batch_execute(SPELLING)?;
        make_roles(schema, &mut transaction)?;
        for name in &schema.namespaces {
            attempt(&mut transaction, &format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(name)))?;
        }
        // One may be over another: as often as one is made, the others are tried again.
        let mut left: Vec<String> = unmanaged.iter().filter_map(stand_in).collect();
        while {
            let before = left.len();
            let mut failed = Vec::new();
            for statement in left {
                if !attempt(&mut transaction, &statement)? {
                    failed.push(statement);
                }
            }
            left = failed;
            left.len() < before
        } {}
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

/// A statement that makes a type of that name.
fn stand_in(one: &Unmanaged) -> Option<String> {
    let Ok(name) = one.name.parse::<QName>();
    let path = format!("{}.{}", quoted(&name.namespace), quoted(&name.name));
    match one.kind {
        UnmanagedKind::Domain => {
            Some(format!("CREATE DOMAIN {path} AS {}", one.why.strip_prefix("it is over ").unwrap_or("text")))
        }
        UnmanagedKind::CompositeType => Some(format!("CREATE TYPE {path} AS ()")),
        _ => None,
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
