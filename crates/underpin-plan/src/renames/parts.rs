//! Constraints and indexes that have the same definition under another name.

use std::collections::BTreeMap;

use underpin_schema::{Name, ObjectId, QName, Schema, Table};

use crate::{Change, Pair, changes::Rename};

/// The renames of the parts of all tables that both schemas have.
pub(super) fn renames(old: &Schema, new: &Schema) -> Vec<Change> {
    let mut found = Vec::new();
    for (name, to) in &new.tables {
        if let Some(from) = old.tables.get(name)
            && from != to
        {
            of_table(name, Pair { old: from, new: to }, &mut found);
        }
    }
    found
}

fn of_table(name: &QName, pair: Pair<&Table>, found: &mut Vec<Change>) {
    if let (Some(old), Some(new)) = (&pair.old.primary_key, &pair.new.primary_key)
        && old.columns == new.columns
        && old.name != new.name
    {
        let names = Pair { old: old.name.clone(), new: new.name.clone() };
        found.push(Rename::PrimaryKey(name.clone(), names).into());
    }
    let mut add = |id: fn(QName, Name) -> ObjectId, names: Vec<Pair<Name>>| {
        let change = |names: Pair<Name>| Rename::Object(names.map(|part| id(name.clone(), part))).into();
        found.extend(names.into_iter().map(change));
    };
    add(ObjectId::Unique, same(pair.map(|table| &table.uniques)));
    add(ObjectId::Index, same(pair.map(|table| &table.indexes)));
    add(ObjectId::ForeignKey, same(pair.map(|table| &table.foreign_keys)));
    add(ObjectId::Check, same(pair.map(|table| &table.checks)));
}

/// Entries that are gone, and new ones of the same definition, each once.
fn same<V: PartialEq>(pair: Pair<&BTreeMap<Name, V>>) -> Vec<Pair<Name>> {
    let mut created: Vec<_> = pair.new.iter().filter(|(name, _)| !pair.old.contains_key(*name)).collect();
    let gone = pair.old.iter().filter(|(name, _)| !pair.new.contains_key(*name));
    gone.filter_map(|(name, value)| {
        let at = created.iter().position(|(_, other)| *other == value)?;
        let (new, _) = created.remove(at);
        Some(Pair { old: name.clone(), new: new.clone() })
    })
    .collect()
}
