//! The way from one schema to another: what differs, in sequence, and back.

mod access;
mod circles;
mod labels;

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use underpin_schema::{
    Diagnostic, DiagnosticId, Done, KeyTarget, Name, NullsEqual, ObjectId, QName, Resolved, Schema, Trigger,
    TriggerEvent, has_errors,
};

use crate::{
    Change, CommitReason, DataStep, Edge, Inverse, Irreversible, LateChecks, Numbering, Object, Op, Pair, Phase, Plan,
    Precondition, Reason, Step,
    changes::{Draft, Drafts, RunStep, detect, parts},
    dependents, net,
    order::{Circle, Sequence, sequence},
    refuse::{self, Said},
    renames,
    walk::{Walk, walk},
    wanted::Wanted,
};

/// The plan from the old schema to the new one.
///
/// What would lose data without a word of the specs is refused: an error for each, all at once, and an empty plan beside
/// them. `resolved` gives the places for messages and the intents of the specs; its schema is not looked at.
pub fn plan(pair: Pair<&Schema>, resolved: &Resolved) -> (Plan, Vec<Diagnostic>) {
    plan_after(pair, resolved, &Done::default())
}

/// The same, after migrations that have done what the old schema does not show.
pub fn plan_after(pair: Pair<&Schema>, resolved: &Resolved, done: &Done) -> (Plan, Vec<Diagnostic>) {
    let wanted = Wanted::new(&resolved.intents, done);
    let renamed = renames::bring(pair, &wanted);
    let inner = Pair { old: renamed.schema.as_ref(), new: pair.new };
    let Walk { found, unequal } = walk(inner);
    let detected = detect::changes(&found, inner, &wanted, &renamed.changes);
    let missed = net::missed(&detected, inner, &unequal);
    let rebuilt = dependents::rebuilt(&renamed.changes, &detected, inner);
    let mut changes = renamed.changes.clone();
    changes.extend(detected);
    changes.extend(rebuilt.into_iter().map(Change::from));
    let (steps, done) = steps(pair.old, &wanted, done, &renamed.swaps);
    changes.extend(steps);

    let said = Said {
        before: pair.old,
        pair: inner,
        resolved,
        wanted: &wanted,
        renamed: &renamed,
        found: &found,
        changes: &changes,
    };
    let mut diagnostics = refuse::refusals(&said);
    if has_errors(&diagnostics) {
        return (Plan::default(), diagnostics);
    }
    if !missed.is_empty() {
        diagnostics.push(mismatch(&missed));
        return (Plan::default(), diagnostics);
    }
    let mut drafts = drafts(&changes);
    circles::open(&mut drafts);
    quiet(&mut drafts, inner.old);
    let idle = idle(&drafts);
    drafts.retain(|draft| !matches!(&draft.op, Op::Assert(precondition) if idle.contains(&precondition.object())));
    match sequence(&drafts) {
        Ok(sequence) => {
            labels::speak_first_names(&mut drafts, &sequence.order);
            (assemble(pair, changes, drafts, sequence, done), diagnostics)
        }
        Err(circles) => {
            diagnostics.extend(circles.iter().map(|circle| refuse_circle(circle, &drafts, resolved)));
            (Plan::default(), diagnostics)
        }
    }
}

/// The data steps that are to run, and what is to be remembered. Where there is nothing yet, there are no rows to move.
fn steps(old: &Schema, wanted: &Wanted<'_>, before: &Done, swaps: &[(ObjectId, Name)]) -> (Vec<Change>, Done) {
    let mut done = Done { steps: before.steps.clone(), swaps: swaps.iter().cloned().collect() };
    let mut changes = Vec::new();
    let from_nothing = *old == Schema::default();
    for step in wanted.steps() {
        done.steps.insert(step.name.value.clone());
        if !from_nothing {
            let (name, sql) = (step.name.value.clone(), step.sql.value.clone());
            let phase = step.phase.as_ref().and_then(|phase| Phase::named(&phase.value)).unwrap_or(Phase::Data);
            changes.push(RunStep { step: DataStep { name, phase, sql } }.into());
        }
    }
    (changes, done)
}

/// The operations of all changes. What is created again says first what it leaves nothing to do for.
fn drafts(changes: &[Change]) -> Vec<Draft> {
    let mut drafts = Drafts::default();
    let (recreating, rest): (Vec<_>, Vec<_>) = changes.iter().enumerate().partition(|(_, change)| change.recreates());
    for (cause, change) in recreating.into_iter().chain(rest) {
        if !change.recreates() && change.alters_in_place() && drafts.recreated.contains(&change.object()) {
            continue;
        }
        if matches!(change, Change::SetDefault(_)) && drafts.defaulted.contains(&change.object()) {
            continue;
        }
        drafts.cause = cause;
        change.draft(&mut drafts);
    }
    drafts.list
}

/// The keys of which no row can be in the way: a column is new, nothing fills it, and it holds NULL in every row.
fn idle(drafts: &[Draft]) -> FxHashSet<ObjectId> {
    let mut empty = FxHashSet::default();
    for draft in drafts {
        if let Op::Create(Object::Column(table, name, column)) = &draft.op
            && column.default.is_none()
        {
            empty.insert((table, name));
        }
    }
    for draft in drafts {
        match &draft.op {
            Op::Fill(fill) => {
                empty.remove(&(&fill.table, &fill.column));
            }
            // Who knows what a step writes.
            Op::Run(_) => return FxHashSet::default(),
            _ => {}
        }
    }
    let holds_null = |precondition: &Precondition| match precondition {
        Precondition::NoOrphans { table, name: _, key } => {
            key.columns.iter().any(|name| empty.contains(&(table, name)))
        }
        Precondition::NoDuplicates { table, key: _, targets, nulls: NullsEqual::Distinct, predicate: _ } => {
            targets.iter().any(|target| matches!(target, KeyTarget::Column(name) if empty.contains(&(table, name))))
        }
        _ => false,
    };
    let questions = drafts.iter().filter_map(|draft| match &draft.op {
        Op::Assert(precondition) if holds_null(precondition) => Some(precondition.object()),
        _ => None,
    });
    questions.collect()
}

/// Says of each fill which triggers would fire. Those that are dropped go before it, and new ones come after it.
fn quiet(drafts: &mut [Draft], old: &Schema) {
    let dropped: FxHashSet<ObjectId> = drafts
        .iter()
        .filter_map(|draft| match &draft.op {
            Op::Drop(object @ Object::Trigger(_, _, _)) => Some(object.id()),
            _ => None,
        })
        .collect();
    for draft in drafts {
        let Op::Fill(fill) = &mut draft.op else { continue };
        let Some(table) = old.tables.get(&fill.table) else { continue };
        let fires = |trigger: &Trigger| trigger.events.iter().any(|event| matches!(event, TriggerEvent::Update(_)));
        let stays = |name: &Name| !dropped.contains(&ObjectId::Trigger(fill.table.clone(), name.clone()));
        let firing = table.triggers.iter().filter(|(name, trigger)| fires(trigger) && stays(name));
        fill.quiet = firing.map(|(name, _)| name.clone()).collect();
    }
}

fn mismatch(missed: &BTreeSet<ObjectId>) -> Diagnostic {
    let names: Vec<_> = missed.iter().map(|object| format!("`{object}`")).collect();
    Diagnostic::error(
        DiagnosticId::PlanMismatch,
        format!("the planned changes would not lead to the new schema: {} would still differ", names.join(", ")),
    )
    .help("this is a fault of underpin, not of the specs; please report it with both versions of the specs")
}

fn refuse_circle(circle: &Circle, drafts: &[Draft], resolved: &Resolved) -> Diagnostic {
    let objects: Vec<_> = circle.iter().map(|&node| drafts[node].op.object()).collect();
    let names: Vec<_> = objects.iter().map(|object| format!("`{object}`")).collect();
    let mut diagnostic = Diagnostic::error(
        DiagnosticId::CircularNeeds,
        format!("{} need one another to be there first", names.join(", ")),
    );
    for object in &objects {
        if let Some(span) = resolved.origins.get(object) {
            diagnostic = diagnostic.at(span, "part of the circle");
        }
    }
    diagnostic
        .help("take one of them out, generate a migration, then add it again")
        .help("a plpgsql function may mention what is created after it; an sql function, a view or a default may not")
}

fn assemble(pair: Pair<&Schema>, changes: Vec<Change>, drafts: Vec<Draft>, sequence: Sequence, done: Done) -> Plan {
    let Sequence { order, phases, edges } = sequence;
    let (down, irreversible) = way_back(pair.old, &drafts, &order, &edges);

    let mut slots: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let mut position = vec![0; slots.len()];
    let mut up = Vec::with_capacity(slots.len());
    let mut comments = Vec::new();
    for node in order {
        position[node] = up.len();
        let Some(Draft { cause, op, attached }) = slots[node].take() else { continue };
        let phase = phases[node];
        let describes = |after| Edge { before: up.len(), after: up.len() + after, reason: Reason::Describes };
        comments.extend((1..=attached.len()).map(describes));
        let ops = std::iter::once(op).chain(attached);
        up.extend(ops.map(|op| Step { phase, op, cause, commit_before: None }));
    }
    let place = |Edge { before, after, reason }| Edge { before: position[before], after: position[after], reason };
    let edges = edges.into_iter().map(place).chain(comments).collect();
    let (mut up, mut edges) = access::keep(up, edges);
    edges.sort_unstable_by_key(|edge| (edge.after, edge.before));
    commit(&mut up, &edges);
    Plan { changes, up, down, irreversible, edges, done, checks: LateChecks::of(pair) }
}

/// Ends the transaction that adds labels of enum types, where a later step uses one. They come before all else, so that
/// what follows is one transaction that applies whole or leaves nothing but labels that nobody uses.
fn commit(up: &mut [Step], edges: &[Edge]) {
    let used = edges.iter().filter(|edge| edge.reason == Reason::UsesValue).map(|edge| edge.before).min();
    let last = up.iter().rposition(|step| matches!(step.op, Op::AddEnumValue { ty: _, value: _, place: _ }));
    if let (Some(used), Some(last)) = (used, last) {
        let value = up[used].op.object();
        if let Some(next) = up.get_mut(last + 1) {
            next.commit_before = Some(CommitReason::NewEnumValue(value));
        }
    }
}

/// The operations that take the others back, last first, and what none can.
fn way_back(old: &Schema, drafts: &[Draft], order: &[usize], edges: &[Edge]) -> (Vec<Step>, Vec<Irreversible>) {
    let mut position = vec![0; drafts.len()];
    order.iter().enumerate().for_each(|(at, &node)| position[node] = at);
    let mut last_need = vec![0; drafts.len()];
    for edge in edges {
        last_need[edge.after] = last_need[edge.after].max(position[edge.before]);
    }
    let made = MadeHere::new(drafts, &position);
    let (mut down, mut irreversible) = (Vec::new(), Vec::new());
    // What is planned for itself: it keeps what it drops already.
    let mut rest = Vec::new();
    for (at, &node) in order.iter().enumerate().rev() {
        let draft = &drafts[node];
        if let Op::AddEnumValue { ty: _, value: _, place: _ } = &draft.op
            && let Some(steps) = labels::taken_away(old, drafts, &order[..=at])
        {
            rest = steps;
            break;
        }
        if made.goes_with_its_owner(&draft.op, last_need[node]) {
            continue;
        }
        match draft.op.inverse() {
            // All of the way back takes away what the way there has brought.
            Inverse::By(op) => {
                let step = |op| Step { phase: Phase::Contract, op, cause: draft.cause, commit_before: None };
                let comments = match &*op {
                    Op::Create(object) => parts::beside(object),
                    _ => Vec::new(),
                };
                let numbers = advanced(&op);
                // Its definition holds the comment; CREATE has no word for it.
                down.push(step(*op));
                down.extend(comments.into_iter().chain(numbers).map(step));
            }
            Inverse::Nothing => {}
            Inverse::Lost(reason) => irreversible.push(Irreversible { object: draft.op.object(), reason }),
        }
    }
    irreversible.reverse();
    let (mut down, _) = access::keep(down, Vec::new());
    down.extend(rest);
    (down, irreversible)
}

/// A sequence that comes back starts at 1, which may be taken: it goes on after what is there.
fn advanced(op: &Op) -> Option<Op> {
    match op {
        Op::CreateSequence(table, column, serial) => {
            Some(Op::AdvanceSequence(table.clone(), column.clone(), serial.sequence.options()))
        }
        Op::SetIdentity(table, column, Pair { old: None, new: Some(identity) }) => {
            Some(Op::AdvanceSequence(table.clone(), column.clone(), identity.sequence.options()))
        }
        Op::ChangeSequence(
            table,
            column,
            Pair { old: Numbering::Serial(_), new: new @ Numbering::Identity(_, _) }
            | Pair { old: Numbering::Identity(_, _), new: new @ Numbering::Serial(_) },
        ) => Some(Op::AdvanceSequence(table.clone(), column.clone(), new.sequence().options())),
        _ => None,
    }
}

/// The tables and columns that a plan creates: what is done to them later goes with them.
struct MadeHere<'a> {
    /// Each with the place of its creation.
    tables: FxHashMap<&'a QName, usize>,
    columns: FxHashSet<ObjectId>,
}

impl<'a> MadeHere<'a> {
    fn new(drafts: &'a [Draft], position: &[usize]) -> Self {
        let mut made = Self { tables: FxHashMap::default(), columns: FxHashSet::default() };
        for (node, draft) in drafts.iter().enumerate() {
            match &draft.op {
                Op::Create(Object::Table(name, _)) => {
                    made.tables.insert(name, position[node]);
                }
                Op::Create(object @ Object::Column(_, _, _)) => {
                    made.columns.insert(object.id());
                }
                _ => {}
            }
        }
        made
    }

    /// Whether dropping the table or column that the plan creates takes the operation back. What needs something that was
    /// made after the table has to go before it.
    fn goes_with_its_owner(&self, op: &Op, last_need: usize) -> bool {
        let of_table = |table: &QName| self.tables.get(table).is_some_and(|&created| last_need <= created);
        match op {
            // Dropped by itself: circles need it, and its lock on the other table is then in plain sight.
            Op::Create(Object::ForeignKey(_, _, _)) => false,
            Op::Create(object) => object.owner().is_some_and(of_table),
            Op::SetRowSecurity(table, _) => of_table(table),
            Op::SetValidity(pair) => pair.new.owner().is_some_and(of_table),
            Op::SetDefault { table: _, column: _, ty: _, default: _ }
            | Op::SetIdentity(_, _, _)
            | Op::CreateSequence(_, _, _)
            | Op::AdvanceSequence(_, _, _)
            | Op::SetNotNull(_, _)
            | Op::Fill(_) => self.columns.contains(&op.object()),
            _ => false,
        }
    }
}
