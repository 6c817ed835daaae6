//! `plan.json`: the plan for programs. What has no value is left out; the keys keep the order of the structs below.

use std::{borrow::Cow, ops::Range};

use serde::{Serialize, Serializer};
use underpin_plan::{
    Change, Destroys, Edge, Facts, InTransaction, Op, Plan, Precondition, Step, TableEffects, TableLock, row_effects,
};
use underpin_schema::{
    ObjectId, QName,
    json::{Lines, to_text},
};

use super::{migration::Migration, op::op, op_name::op_name, script::phase_word};
use crate::words::{self, Summary};

/// How deep keys get lines of their own: the file, its lists, the entries of the lists.
const LINES: Lines = Lines::To(3);

/// About how much a change or a step takes.
const BYTES_OF_ENTRY: usize = 400;

/// The version of the format. It goes up when a key changes its meaning or goes away, not when one is added.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct PlanFile<'a> {
    generated: &'static str,
    format: u32,
    id: &'a str,
    project: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_hash: Option<&'a str>,
    new_hash: &'a str,
    summary: &'a Summary,
    changes: Changes<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<TableEffects>,
    up: Steps<'a>,
    down: Steps<'a>,
    irreversible: Vec<LossEntry<'a>>,
}

/// The changes. Entries are made as they are written: all at once they would take more room than the text.
struct Changes<'a>(&'a [Change]);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(change_entry))
    }
}

/// The steps of one way, made as they are written.
struct Steps<'a> {
    steps: &'a [Step],
    texts: &'a Texts<'a>,
    edges: &'a [Edge],
}

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = |(at, step)| step_entry(step, self.texts.of(at, step), needs(at, self.edges));
        serializer.collect_seq(self.steps.iter().enumerate().map(entry))
    }
}

#[derive(Serialize)]
struct ChangeEntry {
    kind: String,
    object: ObjectId,
    words: String,
}

#[derive(Serialize)]
struct StepEntry<'a> {
    phase: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit_before: Option<String>,
    op: &'static str,
    object: ObjectId,
    cause: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    asks: Option<&'a Precondition>,
    sql: Cow<'a, str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locks: Vec<LockEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rewrites: Option<QName>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scans: Vec<QName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destroys: Option<ObjectId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<NeedEntry>,
}

/// A step that has to come before, by its place in the list, and why.
#[derive(Serialize)]
struct NeedEntry {
    step: usize,
    reason: String,
}

#[derive(Serialize)]
struct LockEntry {
    table: QName,
    mode: String,
}

#[derive(Serialize)]
struct LossEntry<'a> {
    object: &'a ObjectId,
    reason: &'a str,
}

/// The statements as they stand in the other two files.
pub(super) struct Spelled<'a> {
    /// Those of the way there.
    pub up: Texts<'a>,
    /// Those of the way back; none where it refuses to run.
    pub down: Texts<'a>,
}

/// The statements of one file.
pub(super) struct Texts<'a> {
    /// The file's text.
    pub file: &'a str,
    /// The place of each step's statement in it.
    pub places: &'a [Range<usize>],
}

impl<'a> Texts<'a> {
    fn of(&self, at: usize, step: &Step) -> Cow<'a, str> {
        match self.places.get(at).and_then(|place| self.file.get(place.clone())) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(op(&step.op).to_string()),
        }
    }
}

/// What stands in the place of a hash that is not known yet: as long, so that nothing after it has to move.
const UNKNOWN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The text of `plan.json` in which the hash of the schema after the migration is missing.
#[derive(Debug)]
pub(super) struct PlanText {
    text: String,
}

impl PlanText {
    /// The whole text.
    pub(super) fn with_hash(self, new_hash: &str) -> String {
        const KEY: &str = "\n  \"new_hash\": \"";
        let mut text = self.text;
        // Of what stands before it no text holds a line break, or a quote that is not escaped.
        if let Some(key) = text.find(KEY) {
            let place = key + KEY.len()..key + KEY.len() + UNKNOWN.len();
            text.replace_range(place, new_hash);
        }
        text
    }
}

/// Writes `plan.json`, but for the hash of the schema after the migration.
pub(super) fn plan_text(migration: &Migration<'_>, summary: &Summary, spelled: &Spelled<'_>) -> PlanText {
    let Migration { id, project, plan, old, new: _, parent, old_hash, new_hash: _ } = *migration;
    let Plan { changes, up, down, irreversible, edges, done: _, checks: _ } = plan;
    let file = PlanFile {
        generated: "by underpin; underpin:digest",
        format: FORMAT,
        id,
        project,
        parent,
        old_hash,
        new_hash: UNKNOWN,
        summary,
        changes: Changes(changes),
        rows: row_effects(old, changes),
        up: Steps { steps: up, texts: &spelled.up, edges },
        down: Steps { steps: down, texts: &spelled.down, edges: &[] },
        irreversible: irreversible
            .iter()
            .map(|loss| LossEntry { object: &loss.object, reason: &loss.reason })
            .collect(),
    };
    PlanText { text: to_text(&file, LINES, (changes.len() + up.len() + down.len() + 1) * BYTES_OF_ENTRY) }
}

fn change_entry(change: &Change) -> ChangeEntry {
    ChangeEntry { kind: change.kind_name(), object: change.object(), words: change.to_string() }
}

/// What a step needs; the edges come in the order of `after`.
fn needs(at: usize, edges: &[Edge]) -> Vec<NeedEntry> {
    let first = edges.partition_point(|edge| edge.after < at);
    let of_step = edges[first..].iter().take_while(|edge| edge.after == at);
    of_step.map(|Edge { before, after: _, reason }| NeedEntry { step: *before, reason: reason.to_string() }).collect()
}

fn step_entry<'a>(step: &'a Step, sql: Cow<'a, str>, needs: Vec<NeedEntry>) -> StepEntry<'a> {
    let Step { phase, op: work, cause, commit_before } = step;
    let Facts { locks, rewrites, scans, destroys } = work.facts();
    StepEntry {
        phase: phase_word(*phase),
        commit_before: commit_before.as_ref().map(words::reason),
        op: op_name(work),
        object: work.object(),
        cause: *cause,
        asks: match work {
            Op::Assert(precondition) => Some(precondition),
            _ => None,
        },
        sql,
        locks: locks.into_iter().map(|TableLock { table, mode }| LockEntry { table, mode: mode.to_string() }).collect(),
        rewrites,
        scans,
        transaction: match work.in_transaction() {
            InTransaction::May => None,
            InTransaction::MustNot => Some("must_not"),
        },
        destroys: destroys.map(|destroys| match destroys {
            Destroys::Rows(table) => ObjectId::Table(table),
            Destroys::Attribute(ty, name) => ObjectId::Attribute(ty, name),
            Destroys::Count(name) => ObjectId::Sequence(name),
            Destroys::Values(table, column) => ObjectId::Column(table, column),
        }),
        needs,
    }
}
