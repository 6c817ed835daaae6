//! What the tests of this crate share.
#![allow(dead_code, reason = "each test uses some of it")]

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use underpin_db::Database;
use underpin_plan::Pair;
use underpin_schema::{Resolved, Schema, Sources, arbitrary, resolve, spec};

const SYSTEM: &str = "project: test\npostgres: 14\nmodels: [models/*.yaml]\nnaming: prisma\n";

/// The system of some documents.
pub fn resolved(documents: &str) -> Resolved {
    let mut sources = Sources::default();
    let (system, mut diagnostics) = spec::read_system(sources.add("underpin.yaml", SYSTEM), SYSTEM);
    let (documents, found) = spec::read_documents(sources.add("models.yaml", documents), documents);
    diagnostics.extend(found);
    let (resolved, found) = resolve(&spec::Spec { system, documents });
    diagnostics.extend(found);
    assert!(!underpin_schema::has_errors(&diagnostics), "{diagnostics:#?}");
    resolved
}

/// The schema of some documents.
pub fn schema(documents: &str) -> Schema {
    resolved(documents).schema
}

/// Makes the schema from nothing.
pub fn build(database: &Database, schema: &Schema) {
    let empty = Schema::default();
    let resolved = Resolved { schema: schema.clone(), ..Resolved::default() };
    let (plan, diagnostics) = underpin_plan::plan(Pair { old: &empty, new: schema }, &resolved);
    assert_eq!(diagnostics, []);
    let sql = underpin_render::sql::script(&plan);
    database.execute(&sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

/// Systems that are the same in every run; more with `RANDOM_SYSTEMS=200`.
pub fn random_systems() -> Vec<Resolved> {
    let count = std::env::var("RANDOM_SYSTEMS").ok().and_then(|count| count.parse().ok()).unwrap_or(24);
    let mut runner = TestRunner::deterministic();
    let mut one = || {
        let spec = arbitrary::specs().new_tree(&mut runner).unwrap_or_else(|reason| panic!("{reason}")).current();
        let (resolved, diagnostics) = resolve(&spec);
        assert_eq!(diagnostics, []);
        resolved
    };
    (0..count).map(|_| one()).collect()
}
