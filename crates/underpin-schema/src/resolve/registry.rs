//! Which names of the database are taken, and by what.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Report;
use crate::{Diagnostic, DiagnosticId, Name, ObjectId, Origins, QName, Span};

/// A room in which no two objects may have one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Room<'a> {
    /// Tables, indexes, views, sequences: `pg_class` of one schema.
    /// <https://www.postgresql.org/docs/current/catalog-pg-class.html>
    Relations(&'a Name),
    /// Types of one schema; every table and view has a row type.
    /// <https://www.postgresql.org/docs/current/catalog-pg-type.html>
    Types(&'a Name),
    /// Constraints of one table.
    Constraints(&'a QName),
}

/// The objects with their places. Whether two of them have one name is asked when all are there.
#[derive(Debug, Default)]
pub(super) struct Registry {
    /// Where each object was written.
    pub origins: Origins,
    /// The names of primary keys, which their [`ObjectId`]s do not hold, by the numbers of these among the origins.
    primary_keys: Vec<(usize, Name)>,
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
    pub fn add_all(&mut self, objects: Objects) {
        for (noted, span) in objects.noted {
            match noted {
                Noted::PrimaryKey(table, name) => self.add_primary_key(table, name, span),
                Noted::Object(object) => self.add(object, span),
            }
        }
    }

    /// Adds an object, and remembers its place.
    pub fn add(&mut self, object: ObjectId, span: Span) {
        self.origins.record(object, span);
    }

    /// Adds a primary key with its name.
    pub fn add_primary_key(&mut self, table: QName, name: Name, span: Span) {
        self.primary_keys.push((self.origins.recorded().len(), name));
        self.add(ObjectId::PrimaryKey(table), span);
    }

    /// Reports what has a name that something had before.
    pub fn check_names(&self, report: &mut Report) {
        let objects = self.origins.recorded();
        let mut names = Names { objects, taken: FxHashMap::default(), clashed: FxHashSet::default() };
        names.taken.reserve(objects.len());
        let mut primary_keys = self.primary_keys.iter().peekable();
        for (number, (object, _)) in objects.iter().enumerate() {
            let key = primary_keys.next_if(|(key, _)| *key == number).map(|(_, name)| name);
            names.object(number, object, key, report);
        }
    }
}

/// The names that objects have taken.
struct Names<'a> {
    objects: &'a [(ObjectId, Span)],
    /// By the number of the object.
    taken: FxHashMap<(Room<'a>, &'a Name), usize>,
    /// Tables whose own name was taken: what they hold would only repeat it.
    clashed: FxHashSet<&'a QName>,
}

impl<'a> Names<'a> {
    /// Takes the names that an object needs. The name of a primary key is not in its address.
    fn object(&mut self, number: usize, object: &'a ObjectId, key: Option<&'a Name>, report: &mut Report) {
        // A constraint lives in its table, and its index, if it has one, beside the table.
        let beside = |table: &'a QName| Room::Relations(&table.namespace);
        match object {
            ObjectId::Table(name) | ObjectId::View(name) => {
                self.take([beside(name), Room::Types(&name.namespace)], &name.name, number, report);
            }
            ObjectId::Enum(name) | ObjectId::Type(name) => {
                self.take([Room::Types(&name.namespace)], &name.name, number, report);
            }
            ObjectId::Sequence(name) => self.take([beside(name)], &name.name, number, report),
            ObjectId::Index(table, name) => self.take([beside(table)], name, number, report),
            ObjectId::Unique(table, name) | ObjectId::Exclusion(table, name) => {
                self.take([beside(table), Room::Constraints(table)], name, number, report);
            }
            ObjectId::PrimaryKey(table) => {
                if let Some(name) = key {
                    self.take([beside(table), Room::Constraints(table)], name, number, report);
                }
            }
            ObjectId::ForeignKey(table, name) | ObjectId::Check(table, name) => {
                self.take([Room::Constraints(table)], name, number, report);
            }
            ObjectId::Namespace(_)
            | ObjectId::Extension(_)
            | ObjectId::EnumValue(_, _)
            | ObjectId::Attribute(_, _)
            | ObjectId::Column(_, _)
            | ObjectId::Trigger(_, _)
            | ObjectId::Policy(_, _)
            | ObjectId::Function(_)
            | ObjectId::Step(_) => {}
        }
    }

    fn take<const N: usize>(&mut self, rooms: [Room<'a>; N], name: &'a Name, number: usize, report: &mut Report) {
        let objects = self.objects;
        let (object, span) = &objects[number];
        // An empty name has been reported.
        // That a table clashes itself is said each time.
        let table = object.table().filter(|_| !matches!(object, ObjectId::Table(_)));
        if name.is_empty() || table.is_some_and(|table| self.clashed.contains(table) || table.name.is_empty()) {
            return;
        }
        for room in rooms {
            match self.taken.entry((room, name)) {
                Entry::Vacant(free) => {
                    free.insert(number);
                }
                Entry::Occupied(taken) => {
                    // An object takes each of its names in another room.
                    let (first, place) = &objects[*taken.get()];
                    let message = match first == object {
                        true => format!("two objects would be the {object}"),
                        false => format!("two objects would have the name `{name}`: {first}, and {object}"),
                    };
                    let finding = Diagnostic::error(DiagnosticId::NameTaken, message).at(*span, "again here");
                    report.add(finding.at(*place, "first here").help(way_out(object)));
                    if let ObjectId::Table(table) = object {
                        self.clashed.insert(table);
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
        ObjectId::Check(_, _) | ObjectId::Exclusion(_, _) | ObjectId::Sequence(_) | ObjectId::View(_) => {
            "rename one of them"
        }
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
