//! Labels of enum types under other names.

use std::collections::BTreeSet;

use underpin_schema::{EnumType, Name, ObjectId, QName, Rename};

use crate::{Pair, wanted::Wanted};

/// The enum type that a `was` of a label is about.
pub(crate) fn enum_of_value(intent: &Rename) -> Option<&QName> {
    match &intent.object {
        ObjectId::EnumValue(ty, _) => Some(ty),
        _ => None,
    }
}

/// Each `was` of a label of the type: the label, and what it was.
fn intents<'a>(ty: &'a QName, wanted: &'a Wanted<'_>) -> impl Iterator<Item = (&'a Name, &'a Name)> {
    wanted
        .renames
        .iter()
        .filter_map(move |intent| match &intent.object {
            ObjectId::EnumValue(of, label) if of == ty => Some((label, &intent.was)),
            _ => None,
        })
        .flat_map(|(label, was)| was.iter().map(move |was| (label, &was.value)))
}

/// The label that an old one has become, as the specs say.
pub(crate) fn label_target(ty: &QName, from: &Name, wanted: &Wanted<'_>) -> Option<Name> {
    intents(ty, wanted).find(|(label, was)| *was == from && *label != from).map(|(label, _)| label.clone())
}

/// The labels that trade places and have not done so yet: from which to which.
pub(crate) fn swapped_labels(ty: &QName, pair: Pair<&EnumType>, wanted: &Wanted<'_>) -> Vec<(Name, Name)> {
    let here = |label: &Name| pair.old.values.contains(label) && pair.new.values.contains(label);
    let waiting = swaps(ty, wanted).into_iter().filter(|(object, was)| !wanted.swapped(object, was));
    waiting
        .filter_map(|(object, was)| match object {
            ObjectId::EnumValue(_, label) if here(&label) && here(&was) => Some((was, label)),
            _ => None,
        })
        .collect()
}

/// The labels that the specs say to trade places.
pub(super) fn swaps(ty: &QName, wanted: &Wanted<'_>) -> Vec<(ObjectId, Name)> {
    let all: Vec<_> = intents(ty, wanted).filter(|(label, was)| label != was).collect();
    let labels: BTreeSet<_> = all.iter().map(|(label, _)| *label).collect();
    // A label that leads back to itself along what each one was.
    let leads_back = |start: &Name| {
        let mut at = start;
        for _ in 0..all.len() {
            let Some((_, was)) = all.iter().find(|(label, _)| *label == at) else { return false };
            at = was;
            if at == start {
                return true;
            }
        }
        false
    };
    let trades = all.iter().filter(|(label, was)| labels.contains(*was) && leads_back(label));
    trades.map(|(label, was)| (ObjectId::EnumValue(ty.clone(), (*label).clone()), (*was).clone())).collect()
}

/// The labels that only get another name, in place: where that is all that happens to the old labels of the type, beside
/// new ones. Otherwise the type is built anew, and nothing is renamed.
pub(super) fn renames(ty: &QName, pair: Pair<&EnumType>, wanted: &Wanted<'_>) -> Vec<Pair<Name>> {
    let mut found: Vec<Pair<Name>> = Vec::new();
    let mut values = pair.old.values.clone();
    for value in &mut values {
        if pair.new.values.contains(value) {
            continue;
        }
        let Some(to) = label_target(ty, value, wanted) else { return Vec::new() };
        if pair.old.values.contains(&to) || found.iter().any(|rename| rename.new == to) {
            return Vec::new();
        }
        found.push(Pair { old: value.clone(), new: to.clone() });
        *value = to;
    }
    let kept = pair.new.values.iter().filter(|value| values.contains(value));
    if values.iter().eq(kept) && swapped_labels(ty, pair, wanted).is_empty() { found } else { Vec::new() }
}
