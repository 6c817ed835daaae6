//! A case proved with made rows: what `underpin prove` says of its migration.

use underpin_db::{
    Cluster,
    prove::{Prover, RowSource, Subject, Verdict},
    rows::Recipe,
};

use underpin_plan::Op;

use crate::{
    case::Case,
    planned::{Outcome, Planned},
};

/// How many rows each table gets: the values that programs stumble over come first.
const ROWS: usize = 25;

/// Proves a case. What is wrong, in words.
pub fn check(case: &Case, cluster: &Cluster) -> Vec<String> {
    let Ok(planned) = Planned::new(case) else { return Vec::new() };
    let Outcome::Plan(plan) = &planned.outcome else { return Vec::new() };
    let has_steps = plan.up.iter().any(|step| matches!(step.op, Op::Run(_)));
    let [migration, down, plan] = planned.files(plan);
    let subject = Subject {
        id: "20260101000000_case",
        old: &planned.old.schema,
        new: &planned.new.schema,
        migration: &migration,
        down: &down,
        plan: &plan,
    };
    // What SQL of the specs can bear is for its author to say, with the rows of the case.
    let source = match has_steps {
        true => RowSource::Script(case.blocks("Rows").into_iter().map(|block| block.text).collect()),
        false => RowSource::Made(Recipe { rows: ROWS, ..Recipe::default() }),
    };
    let prover = Prover::new(cluster, source);
    let proof = match prover.prove(&subject, &mut |_| {}) {
        Ok(proof) => proof,
        Err(error) => return vec![format!("{}: {error}", case.id())],
    };
    let failed = proof.conclusions.iter().filter(|conclusion| conclusion.verdict == Verdict::Fails);
    let words = failed.map(|conclusion| {
        let details = conclusion.details.join("\n    ");
        format!("{}: {}: {}\n    {details}", case.id(), conclusion.point.words(), conclusion.seen)
    });
    words.collect()
}
