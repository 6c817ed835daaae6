//! Which renames are still to be done, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use underpin_schema::{Name, ObjectId, Rename};

use crate::{Pair, wanted::Wanted};

/// The names on both sides.
pub(super) struct Names<K> {
    pub(super) old: BTreeSet<K>,
    pub(super) new: BTreeSet<K>,
}

/// Renames that are still to be done.
pub(super) struct Pending<K> {
    names: Names<K>,
    /// From which name to which.
    to: BTreeMap<K, K>,
    /// The new names that were swapped, each with what the specs say that it was.
    pub(super) swaps: Vec<(K, Name)>,
}

/// One rename.
pub(super) struct Hop<K> {
    pub(super) names: Pair<K>,
    pub(super) displaces: Displaces,
}

/// Whether what is renamed only makes room.
pub(super) enum Displaces {
    /// It is to be dropped; something else takes its name.
    Old,
    /// It has another name now, if only for a moment.
    Nothing,
}

struct Candidate<K> {
    old: K,
    new: K,
    object: ObjectId,
    was: Name,
}

impl<K: Ord + Clone> Pending<K> {
    /// Finds the renames of one kind of object. A `was` is done already where the old name is not there any more, or where
    /// both names are: then the old one is that of something newer. Only where the new name's former holder goes away
    /// as well is it still to be done.
    pub(super) fn new(
        names: Names<K>,
        wanted: &Wanted<'_>,
        of: impl Fn(&Rename) -> Option<K>,
        former: impl Fn(&K, &Name) -> Vec<K>,
    ) -> Self {
        let mut candidates = Vec::new();
        for intent in wanted.renames {
            let Some(new) = of(intent) else { continue };
            if !names.new.contains(&new) {
                continue;
            }
            let olds = intent.was.iter().flat_map(|was| {
                let was = was.value.clone();
                former(&new, &was).into_iter().map(move |old| (old, was.clone()))
            });
            let found = olds.into_iter().find(|(old, _)| names.old.contains(old) && *old != new);
            candidates.extend(found.map(|(old, was)| Candidate { old, new, object: intent.object.clone(), was }));
        }
        let mut pending = Self { names, to: BTreeMap::new(), swaps: Vec::new() };
        pending.settle(&mut candidates);
        for circle in circles(&candidates) {
            let standing: Vec<_> = circle.iter().map(|&at| &candidates[at]).collect();
            pending.swaps.extend(standing.iter().map(|one| (one.new.clone(), one.was.clone())));
            if standing.iter().any(|one| !wanted.swapped(&one.object, &one.was)) {
                pending.to.extend(standing.iter().map(|one| (one.old.clone(), one.new.clone())));
            }
        }
        pending.settle(&mut candidates);
        pending
    }

    /// Takes candidates until none is left that follows from the others.
    fn settle(&mut self, candidates: &mut Vec<Candidate<K>>) {
        loop {
            let due = |one: &Candidate<K>| {
                let Names { old, new } = &self.names;
                !self.to.contains_key(&one.old)
                    && (!old.contains(&one.new) || !new.contains(&one.old) || self.to.contains_key(&one.new))
            };
            let Some(at) = candidates.iter().position(due) else { return };
            let Candidate { old, new, object: _, was: _ } = candidates.remove(at);
            self.to.insert(old, new);
        }
    }

    /// The renames in an order in which each name is free when it is taken: what only makes room goes first, and a circle
    /// is opened by a name for a moment.
    pub(super) fn sequence(&self, spare: impl Fn(&K, &str, &dyn Fn(&K) -> bool) -> K) -> Vec<Hop<K>> {
        let mut hops = Vec::new();
        let mut held = self.names.old.clone();
        let mut left: BTreeMap<K, K> = self.to.clone();
        let taken = |held: &BTreeSet<K>, name: &K| held.contains(name) || self.names.new.contains(name);
        let displaced: Vec<K> =
            self.to.values().filter(|new| held.contains(*new) && !self.to.contains_key(*new)).cloned().collect();
        for name in displaced {
            let room = spare(&name, "removed", &|name| taken(&held, name));
            held.remove(&name);
            held.insert(room.clone());
            hops.push(Hop { names: Pair { old: name, new: room }, displaces: Displaces::Old });
        }
        while !left.is_empty() {
            let free = left.iter().find(|(_, new)| !held.contains(*new)).map(|(old, new)| (old.clone(), new.clone()));
            let (old, new, after) = match free {
                Some((old, new)) => (old, new, None),
                None => {
                    let Some((old, new)) = left.pop_first() else { break };
                    let room = spare(&old, "swap", &|name| taken(&held, name));
                    (old, room.clone(), Some((room, new)))
                }
            };
            left.remove(&old);
            left.extend(after);
            held.remove(&old);
            held.insert(new.clone());
            hops.push(Hop { names: Pair { old, new }, displaces: Displaces::Nothing });
        }
        hops
    }
}

/// The circles among candidates: each takes the name of the next.
fn circles<K: Ord + Clone>(candidates: &[Candidate<K>]) -> Vec<Vec<usize>> {
    let by_old: BTreeMap<&K, usize> = candidates.iter().enumerate().map(|(at, one)| (&one.old, at)).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for start in 0..candidates.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| !path.contains(here) && !seen.contains(here)) {
            path.push(here);
            at = by_old.get(&candidates[here].new).copied();
        }
        seen.extend(path.iter().copied());
        if let Some(from) = at.and_then(|at| path.iter().position(|here| *here == at)) {
            found.push(path.split_off(from));
        }
    }
    found
}
