//! Databases of schemas.

use underpin_db::{Database, Introspected, introspect};
use underpin_plan::Pair;
use underpin_render::sql;
use underpin_schema::{Resolved, Schema};

/// Runs what makes a schema from nothing.
pub fn build(schema: &Schema, database: &Database) {
    let (plan, diagnostics) = underpin_plan::plan(Pair { old: &Schema::default(), new: schema }, &Resolved::default());
    assert_eq!(diagnostics, []);
    let script = sql::script(&plan);
    database.execute(&script).unwrap_or_else(|error| panic!("{error}\n{script}"));
}

/// What a database holds.
pub fn read(database: &Database) -> Introspected {
    database.with(introspect).unwrap_or_else(|error| panic!("{error}"))
}
