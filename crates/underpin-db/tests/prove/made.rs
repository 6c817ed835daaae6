//! Migrations made for proofs.

use underpin_db::{
    Cluster,
    prove::{Point, Proof, Prover, RowSource, Subject, Verdict},
    rows::Recipe,
};
use underpin_plan::{Pair, Plan};
use underpin_render::{
    File,
    sql::{Migration, migration},
};
use underpin_schema::{Resolved, Schema, has_errors};

use crate::common::resolved;

/// A migration, as its files have it.
#[derive(Clone)]
pub struct Made {
    pub old: Schema,
    pub new: Resolved,
    pub plan: Plan,
    pub files: Files,
}

/// The texts of a migration.
#[derive(Clone)]
pub struct Files {
    pub migration: String,
    pub down: String,
    pub plan: String,
}

impl Made {
    /// The migration from one system to another.
    pub fn new(old: &str, new: &str) -> Self {
        let (old, new) = (resolved(old).schema, resolved(new));
        let (plan, diagnostics) = underpin_plan::plan(Pair { old: &old, new: &new.schema }, &new);
        assert!(!has_errors(&diagnostics), "{diagnostics:#?}");
        Self::of_plan(old, new, &plan)
    }

    /// The migration that a plan gives.
    pub fn of_plan(old: Schema, new: Resolved, plan: &Plan) -> Self {
        let files = migration(&Migration {
            id: "20261121000000_test",
            project: "test",
            plan,
            old: &old,
            new: &new.schema,
            parent: None,
            old_hash: None,
            new_hash: "",
        });
        let text = |path: &str| files.iter().find(|file| file.path == path).map(|File { path: _, text }| text.clone());
        let files = Files {
            migration: text("migration.sql").unwrap(),
            down: text("down.sql").unwrap(),
            plan: text("plan.json").unwrap(),
        };
        Self { old, new, plan: plan.clone(), files }
    }

    pub fn prove(&self, cluster: &Cluster) -> Proof {
        prover(cluster).prove(&self.subject(), &mut |_| {}).unwrap()
    }

    /// The same with another plan.
    pub fn with_plan(&self, plan: Plan) -> Self {
        Self::of_plan(self.old.clone(), self.new.clone(), &plan)
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject {
            id: "20261121000000_test",
            old: &self.old,
            new: &self.new.schema,
            migration: &self.files.migration,
            down: &self.files.down,
            plan: &self.files.plan,
        }
    }
}

/// A prover with few rows.
pub fn prover(cluster: &Cluster) -> Prover<'_> {
    Prover::new(cluster, RowSource::Made(Recipe { rows: 40, ..Recipe::default() }))
}

/// The points that do not hold.
pub fn failed(proof: &Proof) -> Vec<Point> {
    let failed = proof.conclusions.iter().filter(|conclusion| conclusion.verdict == Verdict::Fails);
    failed.map(|conclusion| conclusion.point).collect()
}
