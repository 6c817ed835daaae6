//! The Prisma text of the systems of `specs/` means what a person wrote for them in Prisma where one did, and a database that underpin
//! built for them is in step with it.

use underpin_plan::Pair;
use underpin_render::{prisma, sql};
use underpin_schema::{Resolved, Schema};
use underpin_testing::{by_hand, cases::repository, oracle::oracle, postgres, systems};

#[test]
fn systems_mean_what_a_person_wrote_in_prisma() {
    for name in systems::names() {
        let ours = text(&systems::system(&name));
        let Some(mut oracle) = oracle("systems_mean_what_a_person_wrote_in_prisma") else { return };
        assert_eq!(oracle.format(&ours).as_deref(), Ok(ours.as_str()), "{name}");
        let Some(by_hand) = by_hand(&name, &ours) else { continue };
        assert_eq!(oracle.diff(&ours, &by_hand).as_deref(), Ok(""), "{name}: from ours to theirs");
        assert_eq!(oracle.diff(&by_hand, &ours).as_deref(), Ok(""), "{name}: from theirs to ours");
    }
}

#[test]
fn databases_of_systems_are_in_step_with_their_text() {
    let test = "databases_of_systems_are_in_step_with_their_text";
    let (Some(cluster), Some(mut oracle)) = (postgres(test), oracle(test)) else { return };
    let kitchen = repository().join("crates/underpin/tests/systems/kitchen");
    let mut all: Vec<_> = systems::names().into_iter().map(|name| (systems::system(&name), name)).collect();
    all.push((systems::read(&kitchen), "kitchen".to_owned()));
    for (resolved, name) in all {
        let empty = Schema::default();
        let (plan, diagnostics) = underpin_plan::plan(Pair { old: &empty, new: &resolved.schema }, &resolved);
        assert_eq!(diagnostics, [], "{name}");
        let database = cluster.database().unwrap();
        for step in &plan.up {
            let sql = sql::op(&step.op).to_string();
            database.execute(&sql).unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"));
        }
        assert_eq!(oracle.drift(&database.url(), &text(&resolved)).as_deref(), Ok(""), "{name}");
    }
}

fn text(resolved: &Resolved) -> String {
    let (text, diagnostics) = prisma::schema(&resolved.schema, &resolved.code);
    assert_eq!(diagnostics, []);
    text
}
