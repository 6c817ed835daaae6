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
    /// A rename belongs to the middle where the plan itself creates what has the old name and drops what has the new one:
    /// a leading rename frees its old name for others, and what takes its new name is not dropped.
    pub(super) fn of(drafts: &[Draft]) -> Self {
        let mut renames = Self::default();
        if !drafts.iter().any(|draft| is_rename(&draft.op)) {
            return renames;
        }
        let (mut created, mut dropped) = (HashSet::new(), HashSet::new());
        for draft in drafts {
            if let Op::Create(object) = &draft.op {
                created.insert(object.id());
            } else if let Op::Drop(object) = &draft.op {
                dropped.insert(object.id());
            }
        }
        for (node, draft) in drafts.iter().enumerate().filter(|(_, draft)| is_rename(&draft.op)) {
            let list = match &draft.op {
                Op::Rename(Pair { old, new }) if created.contains(old) && dropped.contains(new) => {
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
        let (Some(&first), Some(&last)) = (self.leading.first(), self.leading.last()) else { return };
        let mut waits: Vec<_> = vec![false; drafts.len()];
        edges.iter().for_each(|edge| waits[edge.after] |= edge.is_hard());
        for (before, draft) in drafts.iter().enumerate() {
            if matches!(draft.op, Op::Drop(Object::View(_, _))) {
                waits[before] = true;
                edges.push(Edge { before, after: first, reason: Reason::OldNames });
            }
        }
        for pair in self.leading.windows(2) {
            edges.push(Edge { before: pair[0], after: pair[1], reason: Reason::RenameOrder });
        }
        for &node in &self.leading {
            waits[node] = true;
            // What is moved to another schema needs it there.
            let Op::Rename(Pair { old: _, new }) = &drafts[node].op else { continue };
            for (before, draft) in drafts.iter().enumerate() {
                if let Op::Create(Object::Namespace(name)) = &draft.op
                    && namespace(new) == Some(name)
                {
                    waits[before] = true;
                    edges.push(Edge { before, after: node, reason: Reason::InSchema });
                }
            }
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

/// The PostgreSQL schema of what has one of its own to be moved to.
fn namespace(object: &ObjectId) -> Option<&Name> {
    match object {
        ObjectId::Enum(name) | ObjectId::Table(name) | ObjectId::View(name) => Some(&name.namespace),
        ObjectId::Function(signature) => Some(&signature.name.namespace),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Column(_, _)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::Step(_) => None,
    }
}
