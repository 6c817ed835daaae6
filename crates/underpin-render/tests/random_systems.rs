//! Random systems, judged by PostgreSQL and by Prisma: what is without a mistake to the resolver must be one to nobody.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use underpin_db::Database;
use underpin_plan::Pair;
use underpin_render::{prisma, sql};
use underpin_schema::{Resolved, Schema, arbitrary, resolve};
use underpin_testing::{oracle::oracle, postgres_since};

/// The systems, the same in every run; more with `RANDOM_SYSTEMS=200`. They are for the Prisma that judges them.
fn systems() -> Vec<Resolved> {
    let count = std::env::var("RANDOM_SYSTEMS").ok().and_then(|count| count.parse().ok()).unwrap_or(24);
    let mut runner = TestRunner::deterministic();
    let mut one = || {
        let tree = arbitrary::specs().new_tree(&mut runner);
        let mut spec = tree.unwrap_or_else(|reason| panic!("{reason}")).current();
        spec.system.prisma = None;
        let (resolved, diagnostics) = resolve(&spec);
        assert_eq!(diagnostics, []);
        resolved
    };
    (0..count).map(|_| one()).collect()
}

/// Runs what makes the system from nothing.
fn build(resolved: &Resolved, database: &Database) {
    let empty = Schema::default();
    let (plan, diagnostics) = underpin_plan::plan(Pair { old: &empty, new: &resolved.schema }, resolved);
    assert_eq!(diagnostics, []);
    for step in &plan.up {
        let sql = sql::op(&step.op).to_string();
        database.execute(&sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }
}

fn text(resolved: &Resolved) -> String {
    let (text, diagnostics) = prisma::schema(&resolved.schema, &resolved.code);
    assert_eq!(diagnostics, []);
    text
}

#[test]
fn postgresql_makes_random_systems() {
    // `nulls: equal` needs it.
    let Some(cluster) = postgres_since(15, "postgresql_makes_random_systems") else { return };
    for resolved in systems() {
        build(&resolved, &cluster.database().unwrap());
    }
}

#[test]
fn prisma_reads_random_systems() {
    let Some(mut oracle) = oracle("prisma_reads_random_systems") else { return };
    for resolved in systems() {
        let text = text(&resolved);
        assert_eq!(oracle.format(&text).as_deref(), Ok(text.as_str()));
        assert_eq!(oracle.validate(&text), Ok(()), "{text}");
    }
}

#[test]
fn databases_of_random_systems_are_in_step_with_their_text() {
    let test = "databases_of_random_systems_are_in_step_with_their_text";
    let (Some(cluster), Some(mut oracle)) = (postgres_since(15, test), oracle(test)) else { return };
    for resolved in systems() {
        let database = cluster.database().unwrap();
        build(&resolved, &database);
        assert_eq!(oracle.drift(&database.url(), &text(&resolved)).as_deref(), Ok(""));
    }
}
