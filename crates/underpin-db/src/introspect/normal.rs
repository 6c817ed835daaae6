//! The normal form of expressions: what PostgreSQL makes of them.

use std::collections::BTreeSet;

use postgres::Transaction;
use underpin_plan::Pair;
use underpin_render::sql;
use underpin_schema::{Diagnostic, Name, Resolved, Schema, Severity};

use super::{SPELLING, read};
use crate::{Database, Error};

/// How often a schema is built at most. PostgreSQL writes most expressions the same when it reads its own writing, and
/// all that we have seen when it does so twice: `x IN ('a')` over a `varchar` is first `= ANY ((ARRAY['a'::character
/// varying])::text[])`, then `= ANY (ARRAY[('a'::character varying)::text])`.
const ROUNDS: usize = 4;

/// The schema with its expressions, queries and types as PostgreSQL writes them, so that two schemas which mean the same
/// to PostgreSQL are equal. The database must be empty, and is empty afterwards: all is made in transactions that are
/// rolled back, roles that policies name included.
///
/// Compare normal forms with normal forms alone: what [`introspect`](crate::introspect) reads may still hold expressions
/// in another of PostgreSQL's own spellings, since that of a constraint depends on what it was made from.
///
/// # Errors
/// Where PostgreSQL refuses the schema, or no plan makes it.
pub fn normal_form(schema: &Schema, database: &Database) -> Result<Schema, Error> {
    let mut form = rebuilt(schema, schema, database)?;
    for _ in 1..ROUNDS {
        let next = rebuilt(&form, schema, database)?;
        if next == form {
            break;
        }
        form = next;
    }
    Ok(form)
}

/// The schema as a database that was made from it tells it, with what no database knows from the original.
fn rebuilt(schema: &Schema, original: &Schema, database: &Database) -> Result<Schema, Error> {
    let (plan, diagnostics) = underpin_plan::plan(Pair { old: &Schema::default(), new: schema }, &Resolved::default());
    let reasons: Vec<&str> = diagnostics.iter().filter(|found| is_error(found)).map(|found| &*found.message).collect();
    if !reasons.is_empty() {
        return Err(Error::Plan { reasons: reasons.join("; ") });
    }
    let mut form = database.with(|client| {
        let mut transaction = client.transaction()?;
        // A timestamp without a zone, as the default of one with a zone, is read in the zone of the session.
        transaction.batch_execute(SPELLING)?;
        make_roles(schema, &mut transaction)?;
        for step in &plan.up {
            transaction.batch_execute(&sql::op(&step.op).to_string())?;
        }
        let form = read(&mut transaction)?.schema;
        transaction.rollback()?;
        Ok(form)
    })?;
    restore(&mut form, original);
    Ok(form)
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}

/// Makes the roles that policies name and the server does not have. They are the server's, not the database's, but they
/// are rolled back as well.
pub(crate) fn make_roles(schema: &Schema, transaction: &mut Transaction<'_>) -> Result<(), Error> {
    let policies = schema.tables.values().flat_map(|table| table.policies.values());
    let roles: BTreeSet<&Name> = policies.flat_map(|policy| &policy.roles).collect();
    let roles: Vec<&str> = roles.into_iter().map(Name::as_str).collect();
    for row in transaction.query(include_str!("queries/missing_roles.sql"), &[&roles])? {
        transaction.batch_execute(row.try_get("statement")?)?;
    }
    Ok(())
}

/// Puts back what no database knows: what an object depends on beside what its text mentions, and that an extension is
/// wanted which every database has.
fn restore(form: &mut Schema, original: &Schema) {
    for (name, view) in &mut form.views {
        view.depends = original.views.get(name).map(|view| view.depends.clone()).unwrap_or_default();
    }
    for (signature, function) in &mut form.functions {
        function.depends = original.functions.get(signature).map(|found| found.depends.clone()).unwrap_or_default();
    }
    for (name, extension) in &original.extensions {
        form.extensions.entry(name.clone()).or_insert_with(|| extension.clone());
    }
}
