//! Labels of enum types under other names.

use std::collections::{BTreeMap, BTreeSet};

use underpin_schema::{DefaultValue, EnumType, Name, ObjectId, QName, Rename, Schema};

use super::spare;
use crate::{
    Pair,
    mentions::{Mention, mentions},
    wanted::Wanted,
};

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
        .filter(|(label, was)| label != was)
}

/// What becomes of the old labels that the specs say to be others now: from which to which. As with columns, a `was` is done
/// already where both labels are there before and after; only where the new one's former holder moves on as well, or a
/// circle of them has not been gone through yet, is it still to be done.
pub(crate) fn moves(ty: &QName, pair: Pair<&EnumType>, wanted: &Wanted<'_>) -> BTreeMap<Name, Name> {
    let known = |(label, was): &(&Name, &Name)| pair.new.values.contains(label) && pair.old.values.contains(was);
    let candidates: Vec<_> = intents(ty, wanted).filter(known).collect();
    let mut moves = BTreeMap::new();
    settle(&mut moves, &candidates, pair);
    let circles = swapped_labels(ty, pair, wanted);
    if !circles.is_empty() {
        moves.extend(circles);
        settle(&mut moves, &candidates, pair);
    }
    moves
}

/// Takes candidates until none is left that follows from the others.
fn settle(moves: &mut BTreeMap<Name, Name>, candidates: &[(&Name, &Name)], pair: Pair<&EnumType>) {
    let Pair { old, new } = pair.map(|ty| &ty.values);
    loop {
        let due = |(label, was): &&(&Name, &Name)| {
            !moves.contains_key(*was) && (!old.contains(label) || !new.contains(was) || moves.contains_key(*label))
        };
        let Some((label, was)) = candidates.iter().find(due) else { return };
        moves.insert((*was).clone(), (*label).clone());
    }
}

/// The labels that trade places and have not done so yet: from which to which.
fn swapped_labels(ty: &QName, pair: Pair<&EnumType>, wanted: &Wanted<'_>) -> Vec<(Name, Name)> {
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
    let all: Vec<_> = intents(ty, wanted).collect();
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

/// The renames in place, in an order in which each label is free when it is taken: where other names are all that the old
/// labels of the type get, beside new ones. Otherwise the type is built anew, and nothing is renamed.
pub(super) fn renames(ty: &QName, new: &EnumType, schema: &Schema, wanted: &Wanted<'_>) -> Vec<Pair<Name>> {
    let Some(old) = schema.enums.get(ty) else { return Vec::new() };
    let moves = moves(ty, Pair { old, new }, wanted);
    let became: Vec<&Name> = old.values.iter().map(|label| moves.get(label).unwrap_or(label)).collect();
    let distinct = became.iter().collect::<BTreeSet<_>>().len() == became.len();
    // A label that is new under the name of one that moves on could be added only after the other has moved: what is added is
    // committed first, and half a rename is no place to stop at.
    let takes_over = |label: &&Name| !became.contains(label) && old.values.contains(label);
    let kept = new.values.iter().filter(|label| became.contains(label));
    if moves.is_empty()
        || !distinct
        || new.values.iter().any(|label| takes_over(&label))
        || !became.iter().copied().eq(kept)
        || says_one_of(schema, &moves.values().filter(|label| old.values.contains(label)).collect())
    {
        return Vec::new();
    }
    chain(&old.values, new, moves)
}

/// Whether a text that PostgreSQL keeps as a tree, and that is not compared under the new names, spells one of these labels: they
/// mean others from now on, so the text would be the same as before and mean something else.
fn says_one_of(schema: &Schema, labels: &BTreeSet<&Name>) -> bool {
    if labels.is_empty() {
        return false;
    }
    let queries = schema.views.values().map(|view| view.query.as_str());
    let policies = schema.tables.values().flat_map(|table| table.policies.values());
    let policies = policies.flat_map(|policy| policy.using.iter().chain(&policy.check)).map(|expr| expr.as_str());
    let columns = schema.tables.values().flat_map(|table| table.columns.values());
    let defaults = columns.filter_map(|column| match &column.default {
        Some(DefaultValue::Sql(expr)) => Some(expr.as_str()),
        _ => None,
    });
    queries.chain(policies).chain(defaults).any(|text| {
        mentions(text).iter().any(|mention| match mention {
            Mention::Text(text) => labels.iter().any(|label| label.as_str() == text),
            Mention::Name(_) => false,
        })
    })
}

fn chain(old: &[Name], new: &EnumType, moves: BTreeMap<Name, Name>) -> Vec<Pair<Name>> {
    let mut held: BTreeSet<Name> = old.iter().cloned().collect();
    let mut left: Vec<(Name, Name)> =
        old.iter().filter_map(|label| Some(label.clone()).zip(moves.get(label).cloned())).collect();
    let mut renames = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|(_, to)| !held.contains(to));
        let (from, to) = left.remove(free.unwrap_or(0));
        let to = if free.is_some() {
            to
        } else {
            let taken = |name: &QName| held.contains(&name.name) || new.values.contains(&name.name);
            let room = spare(&QName::public(from.clone()), "swap", taken).name;
            left.push((room.clone(), to));
            room
        };
        held.remove(&from);
        held.insert(to.clone());
        renames.push(Pair { old: from, new: to });
    }
    renames
}
