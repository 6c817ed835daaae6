//! What steps do to tables that were there before them, and to their rows.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use serde::Serialize;
use underpin_plan::{CommitReason, Facts, Object, Op, Step, StrongestLocks, TableLock};
use underpin_schema::QName;

use super::{one_line, rows, visibility};

/// What steps do to what exists. What they create themselves is left out: nobody else can see it yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Effects {
    /// What must be true of the rows, or nothing is changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<String>,
    /// What is written to rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub writes: Vec<String>,
    /// The strongest lock on each table, by table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<Lock>,
    /// The tables that are written anew, row by row, under their lock.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rewrites: Vec<String>,
    /// The tables whose rows are all read under their lock, beside those that are rewritten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scans: Vec<String>,
    /// Why rows are seen that row-level security hid before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<String>,
    /// The data that is no longer there afterwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub destroys: Vec<String>,
    /// Why the work is committed half-way, once for each time that it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commits: Vec<String>,
}

/// A lock on a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lock {
    /// The table.
    pub table: String,
    /// The mode, as PostgreSQL calls it: `ACCESS EXCLUSIVE`.
    pub mode: String,
    /// What waits for it: `reads and writes`.
    pub blocks: String,
}

pub(super) fn effects(steps: &[Step]) -> Effects {
    let created: FxHashSet<&QName> = steps.iter().filter_map(|step| created(&step.op)).collect();
    let mut locks = StrongestLocks::default();
    let (mut rewritten, mut scanned, mut destroyed) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for step in steps {
        let Facts { locks: taken, rewrites, scans, destroys } = step.op.facts();
        locks.add(&step.op, taken);
        rewritten.extend(rewrites.into_iter().filter(|table| !created.contains(table)));
        scanned.extend(scans.into_iter().filter(|table| !created.contains(table)));
        destroyed.extend(destroys.map(one_line));
    }
    Effects {
        asks: steps.iter().filter_map(|step| rows::asked(&step.op)).collect(),
        writes: steps.iter().flat_map(|step| rows::written(&step.op)).collect(),
        locks: locks
            .finish()
            .into_iter()
            .map(|TableLock { table, mode }| Lock {
                table: one_line(table),
                mode: mode.to_string(),
                blocks: mode.blocks().to_string(),
            })
            .collect(),
        scans: scanned.difference(&rewritten).map(one_line).collect(),
        rewrites: rewritten.iter().map(one_line).collect(),
        shows: visibility::shown(steps),
        destroys: destroyed,
        commits: steps.iter().filter_map(|step| step.commit_before.as_ref()).map(reason).collect(),
    }
}

fn created(op: &Op) -> Option<&QName> {
    if let Op::Create(Object::Table(name, _) | Object::View(name, _)) = op { Some(name) } else { None }
}

/// Why a transaction must end before a step, in a sentence.
pub(crate) fn reason(reason: &CommitReason) -> String {
    match reason {
        CommitReason::NewEnumValue(value) => {
            one_line(format_args!("the new {value} may be used only once the transaction that adds it has ended"))
        }
    }
}
