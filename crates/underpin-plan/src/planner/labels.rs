//! Labels that a plan adds to enum types: under which names, and how they are taken away again.

use underpin_schema::{Done, Intents, Located, ObjectId, Removal, Resolved, Schema, Span};

use super::plan_after;
use crate::{
    Change, Inverse, Op, Pair, Phase, Step, ValuePlace,
    changes::{AddEnumValue, Draft},
};

/// Has the labels that are added speak the names before the renames: they come before these, so that what is committed first is
/// nothing but labels that nobody uses.
pub(super) fn speak_first_names(drafts: &mut [Draft], order: &[usize]) {
    let renames = order.iter().rev().map(|&node| &drafts[node].op).filter(|op| is_of_enums(op));
    let renames: Vec<Op> = renames.cloned().collect();
    for draft in drafts {
        let Op::AddEnumValue { ty, value: _, place } = &mut draft.op else { continue };
        for rename in &renames {
            match rename {
                Op::Rename(Pair { old: ObjectId::Enum(old), new: ObjectId::Enum(new) }) if new == ty => {
                    *ty = old.clone()
                }
                Op::RenameEnumValue { ty: of, value }
                    if of == ty && *place == ValuePlace::Before(value.new.clone()) =>
                {
                    *place = ValuePlace::Before(value.old.clone());
                }
                _ => {}
            }
        }
    }
}

fn is_of_enums(op: &Op) -> bool {
    matches!(
        op,
        Op::Rename(Pair { old: ObjectId::Enum(_), new: ObjectId::Enum(_) }) | Op::RenameEnumValue { ty: _, value: _ }
    )
}

/// What takes labels away that the first operations have added: PostgreSQL has no statement for it, so each type is built anew
/// without them, once no row holds one. Nothing where that cannot be planned, or where other work comes before.
/// <https://www.postgresql.org/docs/current/datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS>
pub(super) fn taken_away(old: &Schema, drafts: &[Draft], first: &[usize]) -> Option<Vec<Step>> {
    let mut with = old.clone();
    let mut intents = Intents::default();
    let mut causes = Vec::new();
    for &node in first {
        let Draft { cause, op, attached: _ } = &drafts[node];
        match op {
            Op::AddEnumValue { ty, value, place } => {
                let added = AddEnumValue { ty: ty.clone(), value: value.clone(), place: place.clone() };
                Change::from(added).apply(&mut with);
                let object = ObjectId::EnumValue(ty.clone(), value.clone());
                intents.removals.push(Removal { object: Located::new(object, Span::default()), target: None });
                causes.push((ObjectId::Enum(ty.clone()), *cause));
            }
            other if other.inverse() == Inverse::Nothing => {}
            _ => return None,
        }
    }
    let resolved = Resolved { intents, ..Resolved::default() };
    let (back, _) = plan_after(Pair::new(&with, old), &resolved, &Done::default());
    let (_, last) = causes.last()?;
    if back.up.is_empty() {
        return None;
    }
    let step = |step: Step| {
        let object = back.changes[step.cause].object();
        let cause = causes.iter().find(|(ty, _)| *ty == object).map_or(*last, |(_, cause)| *cause);
        Step { phase: Phase::Contract, op: step.op, cause, commit_before: None }
    };
    Some(back.up.into_iter().map(step).collect())
}
