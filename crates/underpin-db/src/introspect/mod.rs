//! What a database holds, read from PostgreSQL's catalogs into the normal form of a resolved spec.
//!
//! One query for each kind of object, in `queries/`, fetches it for the whole database at once. They hold no text of
//! ours or of the database: nothing is put into SQL. Every function in them is named with its schema, and every operator
//! compares equal types, so that no function that someone has made in `public` can take the place of PostgreSQL's own.
//! <https://www.postgresql.org/docs/current/typeconv-func.html>

mod columns;
mod constants;
mod constraints;
mod defaults;
mod dependencies;
mod draft;
mod functions;
mod indexes;
mod normal;
mod objects;
mod others;
mod policies;
mod sequences;
mod since;
mod tables;
mod tolerant;
mod triggers;
mod types;
mod unmanaged;
mod user_types;
mod views;

use postgres::{Client, IsolationLevel, Transaction};
use underpin_schema::Schema;

pub(crate) use normal::make_roles;
pub use normal::normal_form;
pub use tolerant::normal_form_of_what_stands;
pub use unmanaged::{Unmanaged, UnmanagedKind};

use self::{draft::Draft, since::Since};
use crate::Error;

/// What a database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Introspected {
    /// What underpin manages, in normal form. Expressions are in PostgreSQL's own spelling.
    pub schema: Schema,
    /// What is there beside it, sorted.
    pub unmanaged: Vec<Unmanaged>,
}

/// Reads what a database holds, at one moment, without changing anything.
///
/// What underpin does not manage is named beside the schema, and never makes the reading fail. Who owns the objects and
/// who may use them is not read.
///
/// # Errors
/// Where the connection is lost, or is within a transaction already.
pub fn introspect(client: &mut Client) -> Result<Introspected, Error> {
    let options = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let mut transaction = options.start()?;
    let introspected = read(&mut transaction)?;
    transaction.rollback()?;
    Ok(introspected)
}

/// How PostgreSQL is to write expressions and constants, whatever the database, the role or the client say: names in
/// `public` without their schema and all others with it, as specs have them.
/// <https://www.postgresql.org/docs/current/runtime-config-client.html>
const SPELLING: &str = "
    SET LOCAL search_path = public;
    SET LOCAL quote_all_identifiers = off;
    SET LOCAL standard_conforming_strings = on;
    SET LOCAL bytea_output = hex;
    SET LOCAL extra_float_digits = 1;
    SET LOCAL DateStyle = 'ISO, MDY';
    SET LOCAL IntervalStyle = postgres;
    SET LOCAL TimeZone = 'UTC';
    SET LOCAL lc_monetary = 'C';
    SET LOCAL jit = off;";

/// Reads within a transaction, whose settings are then others.
pub(crate) fn read(transaction: &mut Transaction<'_>) -> Result<Introspected, Error> {
    transaction.batch_execute(SPELLING)?;
    let since = Since::read(transaction)?;
    let mut draft = Draft::default();
    objects::read(transaction, &mut draft)?;
    user_types::read(transaction, &mut draft)?;
    tables::read(transaction, &mut draft)?;
    columns::read(transaction, &mut draft)?;
    constraints::read(transaction, &since, &mut draft)?;
    views::read(transaction, &mut draft)?;
    indexes::read(transaction, &since, &mut draft)?;
    policies::read(transaction, &mut draft)?;
    triggers::read(transaction, &mut draft)?;
    functions::read(transaction, &mut draft)?;
    others::read(transaction, &mut draft)?;
    dependencies::read(transaction, &mut draft)?;
    Ok(draft.finish())
}
