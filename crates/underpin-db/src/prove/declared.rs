//! What a migration says of itself: its plan.json.

use serde::Deserialize;
use underpin_plan::{LockMode, Precondition, TableEffects};
use underpin_schema::{ObjectId, QName};

use crate::Error;

/// What a plan.json declares, as far as a proof asks for it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Declared {
    /// The steps of the way there.
    #[serde(default)]
    pub(super) up: Vec<DeclaredStep>,
    /// What the way back cannot restore.
    #[serde(default)]
    pub(super) irreversible: Vec<Loss>,
    /// What happens to the values of the tables that were there before, where anything does.
    #[serde(default)]
    pub(super) rows: Vec<TableEffects>,
}

/// One step.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DeclaredStep {
    /// The kind of its operation.
    pub(super) op: String,
    /// What it works on.
    pub(super) object: ObjectId,
    /// Its statements.
    pub(super) sql: String,
    /// What it asks of the rows.
    pub(super) asks: Option<Precondition>,
    /// What it locks.
    #[serde(default)]
    pub(super) locks: Vec<DeclaredLock>,
    /// What it writes anew.
    pub(super) rewrites: Option<QName>,
    /// What it reads.
    #[serde(default)]
    pub(super) scans: Vec<QName>,
    /// What is lost with it.
    pub(super) destroys: Option<ObjectId>,
}

/// A lock that a step is said to take.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DeclaredLock {
    pub(super) table: QName,
    mode: String,
}

/// Something that does not come back.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Loss {
    pub(super) object: ObjectId,
    pub(super) reason: String,
}

impl DeclaredLock {
    /// The mode; the strongest where the word for it is unknown, since nothing weaker may be assumed.
    pub(super) fn mode(&self) -> LockMode {
        MODES.into_iter().find(|mode| mode.to_string() == self.mode).unwrap_or(LockMode::AccessExclusive)
    }
}

const MODES: [LockMode; 8] = [
    LockMode::AccessShare,
    LockMode::RowShare,
    LockMode::RowExclusive,
    LockMode::ShareUpdateExclusive,
    LockMode::Share,
    LockMode::ShareRowExclusive,
    LockMode::Exclusive,
    LockMode::AccessExclusive,
];

impl Declared {
    pub(super) fn read(plan_json: &str) -> Result<Self, Error> {
        serde_json::from_str(plan_json).map_err(|error| Error::PlanFile { reason: error.to_string() })
    }
}

impl DeclaredStep {
    /// Whether it runs SQL of the specs, which may read and write any table.
    pub(super) fn is_free(&self) -> bool {
        self.op == "run"
    }

    /// Whether it is about who may use an object, and not about rows.
    pub(super) fn is_of_access(&self) -> bool {
        ["keep_access", "restore_access"].contains(&self.op.as_str())
    }

    /// Whether it reads tables by SQL text of the specs, so that nothing is declared of what it reads.
    pub(super) fn reads_freely(&self) -> bool {
        ["run", "fill", "assert", "create_view"].contains(&self.op.as_str())
    }
}
