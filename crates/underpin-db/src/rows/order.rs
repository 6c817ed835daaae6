//! In which order the tables are filled, and which references have to wait.

use std::collections::{BTreeMap, BTreeSet};

use underpin_schema::{ForeignKey, Name, QName, Schema, Table};

/// A table in its turn.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pub(super) name: &'a QName,
    pub(super) table: &'a Table,
    /// Foreign keys whose rows are there already, those of most columns first: they leave the least choice.
    pub(super) now: Vec<Key<'a>>,
    /// Foreign keys that are set once all tables have their rows.
    pub(super) later: Vec<Key<'a>>,
}

/// A foreign key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'a> {
    pub(super) name: &'a Name,
    pub(super) key: &'a ForeignKey,
    /// Whether some row may do without.
    pub(super) optional: Optional,
}

/// Whether a foreign key may refer to nothing: one NULL among its columns is enough (MATCH SIMPLE).
/// <https://www.postgresql.org/docs/current/sql-createtable.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Optional {
    Yes,
    No,
}

/// Every table after those that it refers to. Where tables refer to one another in a circle, the circle is broken at a
/// key that may be empty for a while, else at one whose check is put off.
pub(super) fn order(schema: &Schema) -> Vec<Turn<'_>> {
    let mut left: BTreeMap<&QName, Vec<Key<'_>>> =
        schema.tables.iter().map(|(name, table)| (name, keys(table))).collect();
    let mut done = BTreeSet::new();
    let mut turns = Vec::new();
    while !left.is_empty() {
        let waits = |name: &QName, key: &Key<'_>| &key.key.table != name && !done.contains(&key.key.table);
        let ready = left.iter().find(|(name, keys)| !keys.iter().any(|key| waits(name, key))).map(|(name, _)| *name);
        let Some(name) = ready.or_else(|| weakest(&left, &waits)) else { break };
        let keys = left.remove(name).unwrap_or_default();
        let (later, mut now): (Vec<_>, Vec<_>) =
            keys.into_iter().partition(|key| &key.key.table == name || !done.contains(&key.key.table));
        now.sort_by_key(|key| std::cmp::Reverse(key.key.columns.len()));
        if let Some(table) = schema.tables.get(name) {
            turns.push(Turn { name, table, now, later });
        }
        done.insert(name);
    }
    turns
}

/// The foreign keys whose columns the table has.
fn keys(table: &Table) -> Vec<Key<'_>> {
    let of = |(name, key)| {
        let optional = match optional(table, key) {
            true => Optional::Yes,
            false => Optional::No,
        };
        Key { name, key, optional }
    };
    table.foreign_keys.iter().map(of).collect()
}

fn optional(table: &Table, key: &ForeignKey) -> bool {
    key.columns.iter().any(|column| table.columns.get(column).is_some_and(|column| column.nullable))
}

/// The table of a circle that waits for the fewest required keys.
fn weakest<'a>(
    left: &BTreeMap<&'a QName, Vec<Key<'a>>>,
    waits: &dyn Fn(&QName, &Key<'a>) -> bool,
) -> Option<&'a QName> {
    // Along what is waited for, one comes to a table twice: from there on it is a circle.
    let mut path: Vec<&'a QName> = vec![*left.keys().next()?];
    let circle = loop {
        let last = *path.last()?;
        let next = left.get(last)?.iter().find(|key| waits(last, key)).map(|key| &key.key.table)?;
        if let Some(at) = path.iter().position(|name| *name == next) {
            break path.split_off(at);
        }
        path.push(left.get_key_value(next).map(|(name, _)| *name)?);
    };
    let required = |name: &&QName| {
        let keys = left.get(name).map(Vec::as_slice).unwrap_or_default();
        keys.iter().filter(|key| waits(name, key) && key.optional == Optional::No).count()
    };
    circle.into_iter().min_by_key(|name| (required(name), *name))
}
