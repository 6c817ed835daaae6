//! Constraints and indexes that have the same definition under another name.

use std::collections::{BTreeMap, BTreeSet};

use underpin_schema::{Name, ObjectId, QName, Rename as Intent, Schema, Table};

use super::spare;
use crate::{Change, Pair, changes::Rename};

/// The renames of the parts of all tables that both schemas have, in an order in which each name is free when it is taken:
/// tables that swap names swap those of their keys and indexes too.
///
/// Where several have the same definition, the intents may say which one becomes which.
pub(super) fn renames(old: &Schema, new: &Schema, said: &[Intent]) -> Vec<Change> {
    let mut left = Vec::new();
    for (name, to) in &new.tables {
        if let Some(from) = old.tables.get(name)
            && from != to
        {
            of_table(name, Pair { old: from, new: to }, said, &mut left);
        }
    }
    if left.is_empty() {
        return Vec::new();
    }
    let mut held: BTreeSet<Room> = old.tables.iter().flat_map(|(name, table)| rooms(name, table)).collect();
    let mut found = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|part| part.takes().iter().all(|room| !held.contains(room)));
        let part = match free {
            Some(at) => left.remove(at),
            None => {
                let leaving: BTreeSet<Room> = left.iter().flat_map(Part::leaves).collect();
                let circle =
                    |part: &Part| part.takes().iter().all(|room| !held.contains(room) || leaving.contains(room));
                let Some(at) = left.iter().position(circle) else {
                    // What has the name is no part that is renamed: this one is dropped and created instead.
                    left.remove(0);
                    continue;
                };
                let (first, then) = left[at].clone().aside(&held);
                left[at] = then;
                first
            }
        };
        part.leaves().iter().for_each(|room| {
            held.remove(room);
        });
        held.extend(part.takes());
        found.push(part.change());
    }
    found
}

/// A name that is taken: of an index, beside the tables of a schema; of a constraint, in its table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    Schema(Name, Name),
    Table(QName, Name),
}

#[derive(Clone)]
struct Part {
    table: QName,
    kind: Kind,
    names: Pair<Name>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    PrimaryKey,
    Unique,
    Index,
    ForeignKey,
    Check,
    Exclusion,
}

impl Part {
    fn rooms(&self, name: &Name) -> Vec<Room> {
        let beside = Room::Schema(self.table.namespace.clone(), name.clone());
        let inside = Room::Table(self.table.clone(), name.clone());
        match self.kind {
            Kind::PrimaryKey | Kind::Unique | Kind::Exclusion => vec![beside, inside],
            Kind::Index => vec![beside],
            Kind::ForeignKey | Kind::Check => vec![inside],
        }
    }

    fn takes(&self) -> Vec<Room> {
        self.rooms(&self.names.new)
    }

    fn leaves(&self) -> Vec<Room> {
        self.rooms(&self.names.old)
    }

    /// Two renames over a name for a moment: the first, and what is left to do.
    fn aside(self, held: &BTreeSet<Room>) -> (Self, Self) {
        let old = QName::new(self.table.namespace.clone(), self.names.old.clone());
        let room = spare(&old, "swap", |name| self.rooms(&name.name).iter().any(|room| held.contains(room))).name;
        let first = Self { names: Pair { old: self.names.old.clone(), new: room.clone() }, ..self.clone() };
        let then = Self { names: Pair { old: room, new: self.names.new.clone() }, ..self };
        (first, then)
    }

    fn change(&self) -> Change {
        let id = |id: fn(QName, Name) -> ObjectId| {
            Rename::Object(self.names.as_ref().map(|name| id(self.table.clone(), name.clone())))
        };
        match self.kind {
            Kind::PrimaryKey => Rename::PrimaryKey(self.table.clone(), self.names.clone()),
            Kind::Unique => id(ObjectId::Unique),
            Kind::Index => id(ObjectId::Index),
            Kind::ForeignKey => id(ObjectId::ForeignKey),
            Kind::Check => id(ObjectId::Check),
            Kind::Exclusion => id(ObjectId::Exclusion),
        }
        .into()
    }
}

/// The names that a table and its parts hold.
fn rooms(name: &QName, table: &Table) -> Vec<Room> {
    let beside = |part: &Name| Room::Schema(name.namespace.clone(), part.clone());
    let inside = |part: &Name| Room::Table(name.clone(), part.clone());
    let keys = table.primary_key.iter().map(|key| &key.name).chain(table.uniques.keys()).chain(table.exclusions.keys());
    let mut rooms = vec![beside(&name.name)];
    rooms.extend(keys.flat_map(|key| [beside(key), inside(key)]));
    rooms.extend(table.indexes.keys().map(beside));
    rooms.extend(table.foreign_keys.keys().chain(table.checks.keys()).map(inside));
    rooms
}

fn of_table(name: &QName, pair: Pair<&Table>, said: &[Intent], found: &mut Vec<Part>) {
    let of = |id: fn(QName, Name) -> ObjectId| {
        move |new: &Name| -> Vec<&Name> {
            let object = id(name.clone(), new.clone());
            let intents = said.iter().filter(|intent| intent.object == object);
            intents.flat_map(|intent| &intent.was).map(|was| &was.value).collect()
        }
    };
    let mut add = |kind: Kind, names: Vec<Pair<Name>>| {
        found.extend(names.into_iter().map(|names| Part { table: name.clone(), kind, names }));
    };
    if let (Some(old), Some(new)) = (&pair.old.primary_key, &pair.new.primary_key)
        && old.columns == new.columns
        && old.name != new.name
    {
        add(Kind::PrimaryKey, vec![Pair { old: old.name.clone(), new: new.name.clone() }]);
    }
    add(Kind::Unique, same(pair.map(|table| &table.uniques), of(ObjectId::Unique)));
    add(Kind::Index, same(pair.map(|table| &table.indexes), of(ObjectId::Index)));
    add(Kind::ForeignKey, same(pair.map(|table| &table.foreign_keys), of(ObjectId::ForeignKey)));
    add(Kind::Exclusion, same(pair.map(|table| &table.exclusions), of(ObjectId::Exclusion)));
    add(Kind::Check, same(pair.map(|table| &table.checks), of(ObjectId::Check)));
}

/// Entries that are gone, and new ones of the same definition, each once: those that are said first.
fn same<'a, V: PartialEq>(
    pair: Pair<&'a BTreeMap<Name, V>>,
    was: impl Fn(&'a Name) -> Vec<&'a Name>,
) -> Vec<Pair<Name>> {
    let mut created: Vec<_> = pair.new.iter().filter(|(name, _)| !pair.old.contains_key(*name)).collect();
    let mut gone: Vec<_> = pair.old.iter().filter(|(name, _)| !pair.new.contains_key(*name)).collect();
    let mut found = Vec::new();
    created.retain(|(new, value)| {
        let names = was(new);
        let at = gone.iter().position(|(old, other)| names.contains(old) && *other == *value);
        found.extend(at.map(|at| Pair { old: gone.remove(at).0.clone(), new: (*new).clone() }));
        at.is_none()
    });
    found.extend(gone.into_iter().filter_map(|(name, value)| {
        let at = created.iter().position(|(_, other)| *other == value)?;
        let (new, _) = created.remove(at);
        Some(Pair { old: name.clone(), new: new.clone() })
    }));
    found
}
