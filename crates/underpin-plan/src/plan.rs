//! The plan: ordered steps from one schema to another.

use underpin_schema::{Deferral, Done, ObjectId, Schema};

use crate::{Change, Edge, Op, Pair};

/// The phases of a migration, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Schemas, extensions, types: what the rest is written in.
    Prepare,
    /// Tables and columns.
    Expand,
    /// Rows: fills, maps, moves.
    Data,
    /// Keys, checks, indexes, NOT NULL, views, triggers, policies.
    Tighten,
    /// What is no longer there.
    Contract,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The phase it belongs to.
    pub phase: Phase,
    /// What it does.
    pub op: Op,
    /// The change it serves: an index into [`Plan::changes`].
    pub cause: usize,
    /// Why the steps before must be committed first, where they must.
    pub commit_before: Option<CommitReason>,
}

/// Why a transaction must end before a step.
#[derive(Clone, Debug, PartialEq)]
pub enum CommitReason {
    /// A new label of an enum type may be used only once the transaction that added it has ended.
    /// <https://www.postgresql.org/docs/current/sql-altertype.html>
    NewEnumValue(ObjectId),
}

/// The way from one schema to another, and back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What differs.
    pub changes: Vec<Change>,
    /// The way there, in order.
    pub up: Vec<Step>,
    /// The way back, in order.
    pub down: Vec<Step>,
    /// What the way back cannot restore; where there is any, `down.sql` refuses to run.
    pub irreversible: Vec<Irreversible>,
    /// Which step of the way there has to come before which, and why, in the order of the later step.
    pub edges: Vec<Edge>,
    /// What later plans have to know was done, since the schema does not show it.
    pub done: Done,
    /// Whether checks of rows may wait for the end of a transaction.
    pub checks: LateChecks,
}

/// Whether a schema on the way has constraints that may be checked late.
/// <https://www.postgresql.org/docs/current/sql-set-constraints.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LateChecks {
    /// None of it: each statement is checked at its end.
    #[default]
    None,
    /// A foreign key is deferrable.
    Possible,
}

impl LateChecks {
    /// What is possible with the foreign keys of these schemas.
    pub(crate) fn of(schemas: Pair<&Schema>) -> Self {
        let keys = [schemas.old, schemas.new].into_iter().flat_map(|schema| schema.tables.values());
        let mut keys = keys.flat_map(|table| table.foreign_keys.values());
        if keys.any(|key| key.deferral != Deferral::Never) { LateChecks::Possible } else { LateChecks::None }
    }
}

impl Phase {
    /// The phase of that name, as a data step gives it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "prepare" => Some(Phase::Prepare),
            "expand" => Some(Phase::Expand),
            "data" => Some(Phase::Data),
            "tighten" => Some(Phase::Tighten),
            "contract" => Some(Phase::Contract),
            _ => None,
        }
    }
}

/// Something that the way back cannot restore.
#[derive(Clone, Debug, PartialEq)]
pub struct Irreversible {
    /// The object.
    pub object: ObjectId,
    /// Why, in a sentence for people.
    pub reason: String,
}
