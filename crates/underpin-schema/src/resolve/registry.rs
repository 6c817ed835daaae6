//! Which names of the database are taken, and by what.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Report;
use crate::{Diagnostic, DiagnosticId, Name, ObjectId, Origins, QName, Span};

/// A room in which no two objects may have one name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Room {
    /// Tables, indexes, views, sequences: `pg_class` of one schema.
    /// <https://www.postgresql.org/docs/current/catalog-pg-class.html>
    Relations(Name),
    /// Types of one schema; every table and view has a row type.
    /// <https://www.postgresql.org/docs/current/catalog-pg-type.html>
    Types(Name),
    /// Constraints of one table.
    Constraints(QName),
}

/// Which names of the database are taken, and by what.
#[derive(Debug, Default)]
pub(super) struct Registry {
    /// By the number that the object has among the origins.
    taken: FxHashMap<(Room, Name), usize>,
    /// Tables whose own name was taken: what they hold would only repeat it.
    clashed: FxHashSet<QName>,
    /// Where each object was written.
    pub origins: Origins,
}

/// The objects that a model makes, with their places. They are noted while models are made side by side, and registered
/// in order afterwards.
#[derive(Debug, Default)]
pub(super) struct Objects {
    noted: Vec<(Noted, Span)>,
}

#[derive(Debug)]
enum Noted {
    /// A primary key with its name, which its [`ObjectId`] does not hold.
    PrimaryKey(QName, Name),
    /// Anything else.
    Object(ObjectId),
}

impl Objects {
    /// Notes an object.
    pub fn add(&mut self, object: ObjectId, span: Span) {
        self.noted.push((Noted::Object(object), span));
    }

    /// Notes a primary key.
    pub fn add_primary_key(&mut self, table: &QName, name: &Name, span: Span) {
        self.noted.push((Noted::PrimaryKey(table.clone(), name.clone()), span));
    }
}

impl Registry {
    /// Adds all objects of a model.
    pub fn add_all(&mut self, objects: Objects, report: &mut Report) {
        for (noted, span) in objects.noted {
            match noted {
                Noted::PrimaryKey(table, name) => self.add_primary_key(&table, &name, span, report),
                Noted::Object(object) => self.add(object, span, report),
            }
        }
    }

    /// Takes the names that an object needs, remembers its place, and reports what had a name before.
    pub fn add(&mut self, object: ObjectId, span: Span, report: &mut Report) {
        // A constraint lives in its table, and its index, if it has one, beside the table.
        let beside = |table: &QName| Room::Relations(table.namespace.clone());
        match &object {
            ObjectId::Table(name) | ObjectId::View(name) => {
                self.take([beside(name), Room::Types(name.namespace.clone())], &name.name, (&object, span), report);
            }
            ObjectId::Enum(name) | ObjectId::Type(name) => {
                self.take([Room::Types(name.namespace.clone())], &name.name, (&object, span), report);
            }
            ObjectId::Index(table, name) => self.take([beside(table)], name, (&object, span), report),
            ObjectId::Unique(table, name) | ObjectId::Exclusion(table, name) => {
                self.take([beside(table), Room::Constraints(table.clone())], name, (&object, span), report);
            }
            ObjectId::ForeignKey(table, name) | ObjectId::Check(table, name) => {
                self.take([Room::Constraints(table.clone())], name, (&object, span), report);
            }
            ObjectId::Namespace(_)
            | ObjectId::Extension(_)
            | ObjectId::EnumValue(_, _)
            | ObjectId::Attribute(_, _)
            | ObjectId::Column(_, _)
            | ObjectId::PrimaryKey(_)
            | ObjectId::Trigger(_, _)
            | ObjectId::Policy(_, _)
            | ObjectId::Function(_)
            | ObjectId::Step(_) => {}
        }
        self.origins.record(object, span);
    }

    /// Takes the name of a primary key, which its [`ObjectId`] does not hold.
    pub fn add_primary_key(&mut self, table: &QName, name: &Name, span: Span, report: &mut Report) {
        let object = ObjectId::PrimaryKey(table.clone());
        let rooms = [Room::Relations(table.namespace.clone()), Room::Constraints(table.clone())];
        self.take(rooms, name, (&object, span), report);
        self.origins.record(object, span);
    }

    fn take<const N: usize>(
        &mut self,
        rooms: [Room; N],
        name: &Name,
        (object, span): (&ObjectId, Span),
        report: &mut Report,
    ) {
        // An empty name has been reported.
        // That a table clashes itself is said each time.
        let table = object.table().filter(|_| !matches!(object, ObjectId::Table(_)));
        if name.is_empty() || table.is_some_and(|table| self.clashed.contains(table) || table.name.is_empty()) {
            return;
        }
        for room in rooms {
            match self.taken.entry((room, name.clone())) {
                Entry::Vacant(free) => {
                    free.insert(self.origins.next());
                }
                Entry::Occupied(taken) => {
                    // One that took a name was recorded right after; an object takes each of its names in another room.
                    let Some((first, place)) = self.origins.nth(*taken.get()) else { continue };
                    let message = match first == object {
                        true => format!("two objects would be the {object}"),
                        false => format!("two objects would have the name `{name}`: {first}, and {object}"),
                    };
                    let finding = Diagnostic::error(DiagnosticId::NameTaken, message).at(span, "again here");
                    report.add(finding.at(*place, "first here").help(way_out(object)));
                    if let ObjectId::Table(table) = object {
                        self.clashed.insert(table.clone());
                    }
                    return;
                }
            }
        }
    }
}

/// How an object gets another name.
fn way_out(object: &ObjectId) -> &'static str {
    match object {
        ObjectId::Unique(_, _) | ObjectId::Index(_, _) => "give one of them a name with `name:`",
        ObjectId::Check(_, _) | ObjectId::Exclusion(_, _) | ObjectId::View(_) => "rename one of them",
        ObjectId::PrimaryKey(_) => "give one of the tables another name with `map:`",
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::Type(_)
        | ObjectId::Attribute(_, _)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Table(_)
        | ObjectId::Column(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => "give one of them another name with `map:`",
    }
}
