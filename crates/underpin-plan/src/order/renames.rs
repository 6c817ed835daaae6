//! Renames: those that lead the plan, and those in its middle.

use std::collections::HashSet;

use underpin_schema::{Name, ObjectId};

use super::{Edge, Reason};
use crate::{Object, Op, Pair, changes::Draft};

/// The renames of a plan, as indices of drafts.
#[derive(Debug, Default)]
pub(super) struct Renames {
    /// Those that bring the old schema under its new names, in their order. Everything else speaks the new names.
    pub(super) leading: Vec<usize>,
    /// An enum type makes room for the one that takes its place, and is dropped in the end.
    pub(super) rebuilt: Vec<usize>,
    /// Something new takes the place, and so the name, of what is dropped.
    pub(super) late: Vec<usize>,
}

impl Renames {
    /// A rename belongs to the middle where the change that asks for it also creates what has the one name and drops what
    /// has the other.
    pub(super) fn of(drafts: &[Draft]) -> Self {
        let mut renames = Self::default();
        if !drafts.iter().any(|draft| is_rename(&draft.op)) {
            return renames;
        }
        let (mut created, mut dropped) = (HashSet::new(), HashSet::new());
        for draft in drafts {
            if let Op::Create(object) = &draft.op {
                created.insert((draft.cause, object.id()));
            } else if let Op::Drop(object) = &draft.op {
                dropped.insert((draft.cause, object.id()));
            }
        }
        for (node, draft) in drafts.iter().enumerate().filter(|(_, draft)| is_rename(&draft.op)) {
            let here = |object: &ObjectId| (draft.cause, object.clone());
            let list = match &draft.op {
                Op::Rename(Pair { old, new }) if created.contains(&here(old)) && dropped.contains(&here(new)) => {
                    if matches!(new, ObjectId::Enum(_)) { &mut renames.rebuilt } else { &mut renames.late }
                }
                _ => &mut renames.leading,
            };
            list.push(node);
        }
        renames
    }

    /// The edges between the leading renames, and from the last of them to all that comes after no other operation.
    pub(super) fn edges(&self, drafts: &[Draft], edges: &mut Vec<Edge>) {
        let Some(&last) = self.leading.last() else { return };
        let mut early = vec![false; drafts.len()];
        for pair in self.leading.windows(2) {
            edges.push(Edge { before: pair[0], after: pair[1], reason: Reason::RenameOrder });
        }
        let of_columns = self.leading.iter().position(|&node| is_of_columns(&drafts[node].op));
        for (before, draft) in drafts.iter().enumerate() {
            if let (Op::Drop(Object::View(_, _)), Some(at)) = (&draft.op, of_columns) {
                early[before] = true;
                edges.push(Edge { before, after: self.leading[at], reason: Reason::OldNames });
                if let Some(last) = at.checked_sub(1).map(|at| self.leading[at]) {
                    edges.push(Edge { before: last, after: before, reason: Reason::NewNames });
                }
            }
            if let Op::AddEnumValue { ty: _, value: _, place: _ } = &draft.op {
                early[before] = true;
                edges.push(Edge { before, after: self.leading[0], reason: Reason::AddedBefore });
            }
            if let Op::Create(Object::Namespace(name)) = &draft.op {
                // What is moved to another schema needs it there.
                let moved = |node: &&usize| match &drafts[**node].op {
                    Op::Rename(Pair { old: _, new }) => namespace(new) == Some(name),
                    _ => false,
                };
                for &after in self.leading.iter().filter(moved) {
                    early[before] = true;
                    edges.push(Edge { before, after, reason: Reason::InSchema });
                }
            }
        }
        let mut waits = early.clone();
        self.leading.iter().for_each(|&node| waits[node] = true);
        for edge in edges.iter().filter(|edge| edge.is_hard() && !early[edge.before]) {
            waits[edge.after] = true;
        }
        let waiting = (0..drafts.len()).filter(|&node| !waits[node]);
        edges.extend(waiting.map(|after| Edge { before: last, after, reason: Reason::NewNames }));
    }
}

fn is_rename(op: &Op) -> bool {
    matches!(
        op,
        Op::Rename(_)
            | Op::RenamePrimaryKey(_, _)
            | Op::RenameSequence(_, _, _)
            | Op::RenameEnumValue { ty: _, value: _ }
    )
}

/// Whether it renames what the text of a view says by its old name: the columns of a view do not follow.
fn is_of_columns(op: &Op) -> bool {
    matches!(op, Op::Rename(Pair { old: _, new: ObjectId::Column(_, _) }) | Op::RenameEnumValue { ty: _, value: _ })
}

/// The PostgreSQL schema of what has one of its own to be moved to.
fn namespace(object: &ObjectId) -> Option<&Name> {
    match object {
        ObjectId::Enum(name)
        | ObjectId::Type(name)
        | ObjectId::Sequence(name)
        | ObjectId::Table(name)
        | ObjectId::View(name) => Some(&name.namespace),
        ObjectId::Function(signature) => Some(&signature.name.namespace),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Attribute(_, _)
        | ObjectId::Column(_, _)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Exclusion(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::Step(_) => None,
    }
}
