//! The rows of a database as numbers: enough to tell later whether they are the same, without keeping what they hold.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use underpin_plan::TableEffects;
use underpin_schema::QName;

use super::contents::{Contents, TextRow};

/// A number for each row of each table, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fingerprint {
    pub(super) tables: BTreeMap<QName, Vec<u64>>,
}

/// The number of a row. Two rows that differ have two numbers but for one chance in 2^64.
pub(super) fn number(row: &TextRow) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}

impl Fingerprint {
    pub(super) fn of(contents: &BTreeMap<QName, Contents>) -> Self {
        let table = |(name, contents): (&QName, &Contents)| {
            let mut numbers: Vec<u64> = contents.rows.iter().map(number).collect();
            numbers.sort_unstable();
            (name.clone(), numbers)
        };
        Self { tables: contents.iter().map(table).collect() }
    }

    /// The rows of a table.
    pub(super) fn rows(&self, table: &QName) -> &[u64] {
        self.tables.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many rows of each table are only here and not in the other.
    pub(super) fn only_here(&self, other: &Fingerprint) -> BTreeMap<QName, usize> {
        let count = |(name, rows): (&QName, &Vec<u64>)| (name.clone(), only(rows, other.rows(name)));
        self.tables.iter().map(count).filter(|(_, count)| *count > 0).collect()
    }
}

/// How many of some numbers in order are not among others in order, each as often as it is.
pub(super) fn only(these: &[u64], others: &[u64]) -> usize {
    let mut others = others.iter().peekable();
    let mut count = 0;
    for one in these {
        while others.next_if(|other| *other < one).is_some() {}
        if others.next_if_eq(&one).is_none() {
            count += 1;
        }
    }
    count
}

/// The same counts under the names that the tables had before a migration; those of tables that were not there are gone.
pub(super) fn under_old_names(counts: BTreeMap<QName, usize>, effects: &[TableEffects]) -> BTreeMap<QName, usize> {
    let old = |(name, count): (QName, usize)| {
        let table = effects.iter().find(|table| table.new.as_ref() == Some(&name))?;
        Some((table.old.clone(), count))
    };
    counts.into_iter().filter_map(old).collect()
}

#[cfg(test)]
mod tests {
    use super::only;

    #[test]
    fn rows_count_as_often_as_they_are() {
        for (these, others, expected) in [
            (vec![], vec![1, 2], 0),
            (vec![1, 1, 2], vec![1, 2], 1),
            (vec![1, 3, 5], vec![2, 3, 4], 2),
            (vec![7], vec![], 1),
            (vec![1, 2], vec![0, 1, 1, 2, 9], 0),
        ] {
            assert_eq!(only(&these, &others), expected, "{these:?} {others:?}");
        }
    }
}
