//! Old and new, side by side.

use std::{collections::BTreeMap, hash::Hash};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A thing as it was and as it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair<T> {
    /// As it was.
    pub old: T,
    /// As it is to be.
    pub new: T,
}

impl<T> Pair<T> {
    /// Both sides.
    pub fn new(old: T, new: T) -> Self {
        Self { old, new }
    }

    /// The same of both sides.
    pub fn map<U>(self, mut of: impl FnMut(T) -> U) -> Pair<U> {
        Pair { old: of(self.old), new: of(self.new) }
    }

    /// Both sides, borrowed.
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { old: &self.old, new: &self.new }
    }
}

impl<T: PartialEq> Pair<T> {
    /// The pair, where its sides are not the same.
    pub fn differing(self) -> Option<Self> {
        (self.old != self.new).then_some(self)
    }
}

/// What two maps have and have not in common, each part in the order of the map that it comes from.
#[derive(Debug, PartialEq)]
pub struct Compared<'a, K, V> {
    /// In the new one alone.
    pub created: Vec<(&'a K, &'a V)>,
    /// In the old one alone.
    pub dropped: Vec<(&'a K, &'a V)>,
    /// In both, the same or not.
    pub both: Vec<(&'a K, Pair<&'a V>)>,
}

/// A map that can be compared with another of its kind.
pub trait Lookup<K, V> {
    /// The value under a key.
    fn value(&self, key: &K) -> Option<&V>;
    /// The entries, in the order of the map.
    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: 'a,
        V: 'a;
}

impl<K: Ord, V> Lookup<K, V> for BTreeMap<K, V> {
    fn value(&self, key: &K) -> Option<&V> {
        self.get(key)
    }

    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: 'a,
        V: 'a,
    {
        self.iter()
    }
}

impl<K: Hash + Eq, V> Lookup<K, V> for IndexMap<K, V> {
    fn value(&self, key: &K) -> Option<&V> {
        self.get(key)
    }

    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: 'a,
        V: 'a,
    {
        self.iter()
    }
}

/// Compares two maps by their keys.
pub fn diff_maps<'a, K, V, M: Lookup<K, V>>(pair: Pair<&'a M>) -> Compared<'a, K, V>
where
    K: 'a,
    V: 'a,
{
    let (mut created, mut both) = (Vec::new(), Vec::new());
    for (key, new) in pair.new.entries() {
        match pair.old.value(key) {
            Some(old) => both.push((key, Pair { old, new })),
            None => created.push((key, new)),
        }
    }
    let dropped = pair.old.entries().filter(|(key, _)| pair.new.value(key).is_none()).collect();
    Compared { created, dropped, both }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_compared_by_key() {
        let old = BTreeMap::from([("a", 1), ("b", 2)]);
        let new = BTreeMap::from([("b", 3), ("c", 4)]);
        let compared = diff_maps(Pair::new(&old, &new));
        assert_eq!(compared.created, [(&"c", &4)]);
        assert_eq!(compared.dropped, [(&"a", &1)]);
        assert_eq!(compared.both, [(&"b", Pair::new(&2, &3))]);
    }

    #[test]
    fn an_index_map_keeps_its_order() {
        let old = IndexMap::new();
        let new = IndexMap::from([("z", 1), ("a", 2)]);
        assert_eq!(diff_maps(Pair::new(&old, &new)).created, [(&"z", &1), (&"a", &2)]);
    }
}
