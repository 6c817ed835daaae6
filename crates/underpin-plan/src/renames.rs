//! Renames: the old schema is brought under its new names before anything is compared.
//!
//! The specs say which names are new (`was`); a rename is never guessed. Constraints and indexes are the exception: one of
//! the same definition under another name holds no data that could be mistaken, so it is renamed and not built anew.

mod apply;
mod labels;
mod parts;
mod pending;
mod sequences;

use std::borrow::Cow;

use underpin_schema::{Composite, Name, ObjectId, QName, Rename as Intent, Schema, UserType};

pub(crate) use apply::{rename, rename_value};
pub(crate) use sequences::called;
pub use sequences::{is_sequence_name, sequence_name};

pub(crate) use labels::{enum_of_value, moves};
use pending::{Names, Pending};

use crate::{
    Change, Pair,
    changes::{Rename, RenameEnumValue},
    wanted::Wanted,
};

/// The old schema under its new names.
pub(crate) struct Renamed<'a> {
    /// The schema.
    pub(crate) schema: Cow<'a, Schema>,
    /// The renames, in the order in which they can be done.
    pub(crate) changes: Vec<Change>,
    /// What had to make room for something that takes its name: under which name it stands now, and under which it was.
    pub(crate) displaced: Vec<Pair<ObjectId>>,
    /// The names that were swapped, now or before: to be remembered, since no schema shows it.
    pub(crate) swaps: Vec<(ObjectId, Name)>,
}

/// Brings the old schema under its new names.
pub(crate) fn bring<'a>(pair: Pair<&'a Schema>, wanted: &Wanted<'_>) -> Renamed<'a> {
    let mut renamed =
        Renamed { schema: Cow::Borrowed(pair.old), changes: Vec::new(), displaced: Vec::new(), swaps: Vec::new() };
    if !wanted.renames.is_empty() {
        renamed.named_by_specs(pair.new, wanted);
        let sequences = sequences::renames(&renamed.schema, &renamed.changes);
        renamed.changes.extend(sequences);
    }
    for change in parts::renames(&renamed.schema, pair.new, wanted.renames) {
        renamed.make(change);
    }
    renamed
}

impl Renamed<'_> {
    /// The name that a table or type had before.
    pub(crate) fn before(&self, name: &QName, id: impl Fn(QName) -> ObjectId) -> QName {
        let mut at = name.clone();
        for change in self.changes.iter().rev() {
            if let Change::Rename(Rename::Object(Pair {
                old: ObjectId::Table(old) | ObjectId::Enum(old) | ObjectId::Type(old),
                new,
            })) = change
                && *new == id(at.clone())
            {
                at = old.clone();
            }
        }
        at
    }

    fn make(&mut self, change: Change) {
        change.apply(self.schema.to_mut());
        self.changes.push(change);
    }

    fn named_by_specs(&mut self, new: &Schema, wanted: &Wanted<'_>) {
        self.enums(new, wanted);
        self.types(new, wanted);
        self.tables(new, wanted);
        self.sequences(new, wanted);
        for table in new.tables.keys() {
            self.columns(table, new, wanted);
        }
        for (ty, to) in &new.enums {
            if !self.schema.enums.contains_key(ty) {
                continue;
            }
            for value in labels::renames(ty, to, &self.schema, wanted) {
                self.make(RenameEnumValue { ty: ty.clone(), value }.into());
            }
            self.swaps.extend(labels::swaps(ty, wanted));
        }
    }

    fn tables(&mut self, new: &Schema, wanted: &Wanted<'_>) {
        let names =
            Names { old: self.schema.tables.keys().cloned().collect(), new: new.tables.keys().cloned().collect() };
        let of = |intent: &Intent| match &intent.object {
            ObjectId::Table(name) => Some(name.clone()),
            _ => None,
        };
        self.qualified(Pending::new(names, wanted, of, former), ObjectId::Table);
    }

    fn sequences(&mut self, new: &Schema, wanted: &Wanted<'_>) {
        let names = Names {
            old: self.schema.sequences.keys().cloned().collect(),
            new: new.sequences.keys().cloned().collect(),
        };
        let of = |intent: &Intent| match &intent.object {
            ObjectId::Sequence(name) => Some(name.clone()),
            _ => None,
        };
        self.qualified(Pending::new(names, wanted, of, former), ObjectId::Sequence);
    }

    fn enums(&mut self, new: &Schema, wanted: &Wanted<'_>) {
        let names =
            Names { old: self.schema.enums.keys().cloned().collect(), new: new.enums.keys().cloned().collect() };
        let of = |intent: &Intent| match &intent.object {
            ObjectId::Enum(name) => Some(name.clone()),
            _ => None,
        };
        self.qualified(Pending::new(names, wanted, of, former), ObjectId::Enum);
    }

    fn types(&mut self, new: &Schema, wanted: &Wanted<'_>) {
        let names =
            Names { old: self.schema.types.keys().cloned().collect(), new: new.types.keys().cloned().collect() };
        let of = |intent: &Intent| match &intent.object {
            ObjectId::Type(name) => Some(name.clone()),
            _ => None,
        };
        self.qualified(Pending::new(names, wanted, of, former), ObjectId::Type);
        for (ty, to) in &new.types {
            self.attributes(ty, to, wanted);
        }
    }

    fn attributes(&mut self, ty: &QName, to: &UserType, wanted: &Wanted<'_>) {
        let (Some(UserType::Composite(old)), UserType::Composite(to)) = (self.schema.types.get(ty), to) else { return };
        let names_of = |ty: &Composite| ty.attributes.iter().map(|attribute| attribute.name.clone()).collect();
        let names = Names { old: names_of(old), new: names_of(to) };
        let of = |intent: &Intent| match &intent.object {
            ObjectId::Attribute(of, name) if of == ty => Some(name.clone()),
            _ => None,
        };
        let pending = Pending::new(names, wanted, of, |_, was| vec![was.clone()]);
        let spare_name = |name: &Name, word: &str, taken: &dyn Fn(&Name) -> bool| {
            spare(&QName::public(name.clone()), word, |spare| taken(&spare.name)).name
        };
        for hop in pending.sequence(spare_name) {
            self.hop(hop.names.map(|name| ObjectId::Attribute(ty.clone(), name)), hop.displaces);
        }
        self.swaps.extend(pending.swaps.into_iter().map(|(name, was)| (ObjectId::Attribute(ty.clone(), name), was)));
    }

    fn qualified(&mut self, pending: Pending<QName>, id: impl Fn(QName) -> ObjectId) {
        let spare_name = |name: &QName, word: &str, taken: &dyn Fn(&QName) -> bool| spare(name, word, taken);
        for hop in pending.sequence(spare_name) {
            self.hop(hop.names.map(&id), hop.displaces);
        }
        self.swaps.extend(pending.swaps.into_iter().map(|(name, was)| (id(name), was)));
    }

    fn columns(&mut self, table: &QName, new: &Schema, wanted: &Wanted<'_>) {
        let (Some(old), Some(to)) = (self.schema.tables.get(table), new.tables.get(table)) else { return };
        let names = Names { old: old.columns.keys().cloned().collect(), new: to.columns.keys().cloned().collect() };
        let of = |intent: &Intent| match &intent.object {
            ObjectId::Column(of, name) if of == table => Some(name.clone()),
            _ => None,
        };
        let pending = Pending::new(names, wanted, of, |_, was| vec![was.clone()]);
        let spare_name = |name: &Name, word: &str, taken: &dyn Fn(&Name) -> bool| {
            spare(&QName::public(name.clone()), word, |spare| taken(&spare.name)).name
        };
        for hop in pending.sequence(spare_name) {
            self.hop(hop.names.map(|name| ObjectId::Column(table.clone(), name)), hop.displaces);
        }
        self.swaps.extend(pending.swaps.into_iter().map(|(name, was)| (ObjectId::Column(table.clone(), name), was)));
    }

    fn hop(&mut self, names: Pair<ObjectId>, displaces: pending::Displaces) {
        match displaces {
            pending::Displaces::Old => self.displaced.push(names.clone().swapped()),
            pending::Displaces::Nothing => {}
        }
        self.make(Rename::Object(names).into());
    }
}

/// The old names that an intent may mean: one in the same schema, or one that says its own.
fn former(new: &QName, was: &Name) -> Vec<QName> {
    let here = QName::new(new.namespace.clone(), was.clone());
    let Ok(there) = was.parse::<QName>();
    if there == here { vec![here] } else { vec![here, there] }
}

/// A name that nothing else has: `name__word`, cut to what PostgreSQL keeps.
pub(crate) fn spare(name: &QName, word: &str, taken: impl Fn(&QName) -> bool) -> QName {
    (0..)
        .map(|number: usize| {
            let tail = if number == 0 { format!("__{word}") } else { format!("__{word}{number}") };
            let room = underpin_schema::NAME_BYTES - tail.len();
            let end = (0..=name.name.len().min(room)).rev().find(|&end| name.name.is_char_boundary(end)).unwrap_or(0);
            QName::new(name.namespace.clone(), format!("{}{tail}", &name.name[..end]))
        })
        .find(|spare| !taken(spare))
        .unwrap_or_else(|| name.clone())
}

/// The name of an object by itself.
pub(crate) fn name_of(object: &ObjectId) -> String {
    match object {
        ObjectId::Namespace(name) | ObjectId::Extension(name) | ObjectId::Step(name) => name.to_string(),
        ObjectId::Enum(name)
        | ObjectId::Type(name)
        | ObjectId::Sequence(name)
        | ObjectId::Table(name)
        | ObjectId::View(name)
        | ObjectId::PrimaryKey(name) => name.to_string(),
        ObjectId::EnumValue(_, name)
        | ObjectId::Attribute(_, name)
        | ObjectId::Column(_, name)
        | ObjectId::Unique(_, name)
        | ObjectId::Index(_, name)
        | ObjectId::ForeignKey(_, name)
        | ObjectId::Check(_, name)
        | ObjectId::Exclusion(_, name)
        | ObjectId::Trigger(_, name)
        | ObjectId::Policy(_, name) => name.to_string(),
        ObjectId::Function(signature) => signature.to_string(),
    }
}

/// The kind of an object that can have another name.
pub(crate) fn kind_of(object: &ObjectId) -> &'static str {
    match object {
        ObjectId::Table(_) => "Table",
        ObjectId::Column(_, _) => "Column",
        ObjectId::Enum(_) => "Enum",
        ObjectId::Type(_) => "Type",
        ObjectId::Attribute(_, _) => "Attribute",
        ObjectId::Sequence(_) => "Sequence",
        ObjectId::PrimaryKey(_) => "PrimaryKey",
        ObjectId::Unique(_, _) => "Unique",
        ObjectId::Index(_, _) => "Index",
        ObjectId::ForeignKey(_, _) => "ForeignKey",
        ObjectId::Check(_, _) => "Check",
        ObjectId::Exclusion(_, _) => "Exclusion",
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => "",
    }
}
