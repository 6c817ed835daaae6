//! What PostgreSQL forgets of an object that is dropped and put back: its owner, and what was granted on it.
//! <https://www.postgresql.org/docs/current/ddl-priv.html>

use std::ops::Range;

use underpin_schema::ObjectId;

use crate::{Access, AccessWay, Edge, Object, Op, Pair, Reason, Step};

/// Adds the steps that keep owner and grants of what is dropped and put back, and those that give them back. The edges returned are
/// between the steps as they are then.
pub(super) fn keep(steps: Vec<Step>, edges: Vec<Edge>) -> (Vec<Step>, Vec<Edge>) {
    let groups = groups(&steps, returns(&steps));
    if groups.is_empty() {
        return (steps, edges);
    }
    let woven = Woven::new(steps, &groups);
    let place = |edge: &Edge| Edge { before: woven.moved[edge.before], after: woven.moved[edge.after], ..*edge };
    let mut all: Vec<Edge> = edges.iter().map(place).collect();
    for (group, (&kept, &restored)) in groups.iter().zip(woven.kept.iter().zip(&woven.restored)) {
        for Return { dropped, created, address: _ } in group.members() {
            // Its address is right from where the drop is possible.
            let needs = |edge: &&Edge| edge.after == *dropped && woven.moved[edge.before] < kept;
            all.extend(edges.iter().filter(needs).map(|edge| Edge { after: kept, ..place(edge) }));
            all.push(Edge { before: kept, after: woven.moved[*dropped], reason: Reason::Forgets });
            all.push(Edge { before: woven.moved[*created], after: restored, reason: Reason::GivesAccess });
        }
    }
    (woven.steps, all)
}

/// An object that is dropped, and then created again: by which steps, and under which addresses.
struct Return {
    dropped: usize,
    created: usize,
    address: Pair<ObjectId>,
}

/// The objects that come back: one change drops and creates them, and it has one view or function.
fn returns(steps: &[Step]) -> Vec<Return> {
    let created = |at: &usize| match &steps[*at].op {
        Op::Create(object) if has_grants(object) => Some(object),
        _ => None,
    };
    let creations: Vec<usize> = (0..steps.len()).filter(|at| created(at).is_some()).collect();
    let comes_back = |(dropped, step): (usize, &Step)| {
        let Op::Drop(old) = &step.op else { return None };
        let is_it =
            |at: &&usize| steps[**at].cause == step.cause && created(at).is_some_and(|new| new.kind() == old.kind());
        let at = creations.iter().find(is_it)?;
        Some(Return { dropped, created: *at, address: Pair { old: old.id(), new: created(at)?.id() } })
    };
    steps.iter().enumerate().filter_map(comes_back).collect()
}

/// Whether programs are granted it by itself. What belongs to a table has the grants of the table. Those on types and on single
/// columns are left: a type is open to all unless someone says otherwise, and forty lines of SQL in each rebuild would hide the rest.
fn has_grants(object: &Object) -> bool {
    match object {
        Object::View(_, _) | Object::Function(_, _) => true,
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _)
        | Object::Type(_, _)
        | Object::Sequence(_, _)
        | Object::Table(_, _)
        | Object::Column(_, _, _)
        | Object::PrimaryKey(_, _)
        | Object::Unique(_, _, _)
        | Object::Index(_, _, _)
        | Object::ForeignKey(_, _, _)
        | Object::Check(_, _, _)
        | Object::Exclusion(_, _, _)
        | Object::Trigger(_, _, _)
        | Object::Policy(_, _, _) => false,
    }
}

/// Objects that are kept by one step, before the step `keep`, and given back by one, after the step `restore`.
struct Group {
    keep: usize,
    restore: usize,
    first: Return,
    others: Vec<Return>,
}

impl Group {
    fn members(&self) -> impl Iterator<Item = &Return> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn step(&self, way: AccessWay, number: usize, beside: &Step) -> Step {
        let (first, others) = (self.first.address.clone(), self.others.iter().map(|one| one.address.clone()).collect());
        Step { op: Op::Access(Access { way, group: number, first, others }), commit_before: None, ..beside.clone() }
    }
}

/// One group for all that no rename comes between: the addresses of its members are right at both of its steps.
fn groups(steps: &[Step], returns: Vec<Return>) -> Vec<Group> {
    let renames = |range: Range<usize>| steps[range].iter().any(|step| matches!(step.op, Op::Rename(_)));
    let apart = |one: usize, other: usize| renames(one.min(other)..one.max(other));
    let mut groups: Vec<Group> = Vec::new();
    for found in returns {
        let (keep, restore) = (found.dropped, found.created);
        let near = |group: &&mut Group| !apart(group.keep, keep) && !apart(group.restore, restore);
        match groups.iter_mut().find(near) {
            Some(group) => {
                group.keep = group.keep.min(keep);
                group.restore = group.restore.max(restore);
                group.others.push(found);
            }
            None => groups.push(Group { keep, restore, first: found, others: Vec::new() }),
        }
    }
    groups
}

/// Steps with those that keep and restore among them.
struct Woven {
    steps: Vec<Step>,
    /// Where each of the steps that were there before has gone.
    moved: Vec<usize>,
    /// The steps that keep, group by group.
    kept: Vec<usize>,
    /// The steps that restore, group by group.
    restored: Vec<usize>,
}

impl Woven {
    fn new(steps: Vec<Step>, groups: &[Group]) -> Self {
        let none = vec![0; groups.len()];
        let mut woven = Self { steps: Vec::new(), moved: Vec::new(), kept: none.clone(), restored: none };
        for (at, step) in steps.into_iter().enumerate() {
            for (number, group) in groups.iter().enumerate().filter(|(_, group)| group.keep == at) {
                woven.kept[number] = woven.steps.len();
                woven.steps.push(group.step(AccessWay::Keep, number, &step));
            }
            woven.moved.push(woven.steps.len());
            woven.steps.push(step.clone());
            for (number, group) in groups.iter().enumerate().filter(|(_, group)| group.restore == at) {
                woven.restored[number] = woven.steps.len();
                woven.steps.push(group.step(AccessWay::Restore, number, &step));
            }
        }
        woven
    }
}
