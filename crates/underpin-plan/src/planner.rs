//! The way from one schema to another: what differs, in sequence, and back.

use std::collections::{BTreeSet, HashMap};

use underpin_schema::{Diagnostic, DiagnosticId, ObjectId, Resolved, Schema, has_errors};

use crate::{
    Change, CommitReason, Edge, Irreversible, Op, Pair, Phase, Plan, Reason, Step,
    changes::{Draft, Drafts, Undo},
    net,
    order::{Circle, Sequence, sequence},
    refuse,
    walk::{Walk, walk},
};

/// The plan from the old schema to the new one.
///
/// What cannot be planned is refused: an error for each such difference, all at once, and an empty plan beside them.
/// `resolved` gives the places for messages and the intents of the specs; its schema is not looked at.
pub fn plan(pair: Pair<&Schema>, resolved: &Resolved) -> (Plan, Vec<Diagnostic>) {
    let Walk { found: differences, unequal } = walk(pair);
    let mut changes = Vec::with_capacity(differences.len());
    let mut unclaimed = Vec::new();
    for difference in &differences {
        match Change::detect(difference) {
            Some(change) => changes.push(change),
            None => unclaimed.push(difference),
        }
    }
    let mut diagnostics = refuse::refusals(pair, resolved, &differences, &unclaimed);
    if has_errors(&diagnostics) {
        return (Plan::default(), diagnostics);
    }
    let missed = net::missed(&changes, pair, &unequal);
    if !missed.is_empty() {
        diagnostics.push(mismatch(&missed));
        return (Plan::default(), diagnostics);
    }
    let mut drafts = Drafts::default();
    for (cause, change) in changes.iter().enumerate() {
        drafts.cause = cause;
        change.draft(&mut drafts);
    }
    match sequence(&drafts.list) {
        Ok(sequence) => (assemble(changes, drafts.list, sequence), diagnostics),
        Err(circles) => {
            diagnostics.extend(circles.iter().map(|circle| refuse_circle(circle, &drafts.list, resolved)));
            (Plan::default(), diagnostics)
        }
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

fn assemble(changes: Vec<Change>, drafts: Vec<Draft>, sequence: Sequence) -> Plan {
    let Sequence { order, phases, edges } = sequence;
    let down = way_back(&drafts, &order, &edges);
    let irreversible = changes
        .iter()
        .filter_map(|change| change.irreversible().map(|reason| Irreversible { object: change.object(), reason }));
    let irreversible = irreversible.collect();

    let mut slots: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let mut position = vec![0; slots.len()];
    let mut up = Vec::with_capacity(slots.len());
    let mut comments = Vec::new();
    for node in order {
        position[node] = up.len();
        let Some(Draft { cause, op, undo: _, attached }) = slots[node].take() else { continue };
        let phase = phases[node];
        let describes = |after| Edge { before: up.len(), after: up.len() + after, reason: Reason::Describes };
        comments.extend((1..=attached.len()).map(describes));
        let ops = std::iter::once(op).chain(attached);
        up.extend(ops.map(|op| Step { phase, op, cause, commit_before: None }));
    }
    let place = |Edge { before, after, reason }| Edge { before: position[before], after: position[after], reason };
    let mut edges: Vec<_> = edges.into_iter().map(place).chain(comments).collect();
    edges.sort_unstable_by_key(|edge| (edge.after, edge.before));
    commit(&mut up, &edges);
    Plan { changes, up, down, irreversible, edges }
}

/// Marks the first step that uses labels of an enum type which its own transaction would have added.
fn commit(up: &mut [Step], edges: &[Edge]) {
    let mut committed = 0;
    for edge in edges.iter().filter(|edge| edge.reason == Reason::UsesValue) {
        // Edges come in the order of `after`: what was added before the last commit is safe.
        if edge.before >= committed {
            committed = edge.after;
            up[edge.after].commit_before = Some(CommitReason::NewEnumValue(up[edge.before].op.object()));
        }
    }
}

/// The operations that take the others back, last first.
fn way_back(drafts: &[Draft], order: &[usize], edges: &[Edge]) -> Vec<Step> {
    let mut position = vec![0; drafts.len()];
    order.iter().enumerate().for_each(|(at, &node)| position[node] = at);
    let mut last_need = vec![0; drafts.len()];
    for edge in edges {
        last_need[edge.after] = last_need[edge.after].max(position[edge.before]);
    }
    let creation = |(node, draft): (usize, &Draft)| match &draft.op {
        Op::CreateTable(_, _) => Some((draft.cause, position[node])),
        _ => None,
    };
    let created: HashMap<usize, usize> = drafts.iter().enumerate().filter_map(creation).collect();
    let undo = |&node: &usize| {
        let draft = &drafts[node];
        let op = match &draft.undo {
            Undo::By(op) => op,
            // What it needs is made after its table, so it is dropped before it: this has to go first.
            Undo::WithTable(op) if created.get(&draft.cause).is_none_or(|&table| last_need[node] > table) => op,
            Undo::WithTable(_) | Undo::Impossible => return None,
        };
        // All of the way back takes away what the way there has brought.
        Some(Step { phase: Phase::Contract, op: op.clone(), cause: draft.cause, commit_before: None })
    };
    order.iter().rev().filter_map(undo).collect()
}
