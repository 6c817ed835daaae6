//! What has been read so far.

use std::collections::{BTreeSet, HashMap};

use underpin_schema::{Name, ObjectId, QName, Schema, Table};

use super::{
    Introspected, Unmanaged, UnmanagedKind,
    dependencies::{self, Number},
};

/// The schema while it is read, with the numbers by which the catalogs refer to tables and columns.
#[derive(Default)]
pub(super) struct Draft {
    pub schema: Schema,
    /// The columns of every table, also of those that are not managed.
    pub columns: HashMap<(u32, i16), KnownColumn>,
    left: Vec<Left>,
    leaning: HashMap<Number, BTreeSet<ObjectId>>,
    tables: HashMap<u32, QName>,
}

/// What others need to know of a column.
pub(super) struct KnownColumn {
    pub name: Name,
    /// The number of its type; where that is a domain, of the one that it is over.
    pub base: u32,
    /// The number of its collation.
    pub collation: u32,
}

/// Something that is not managed.
struct Left {
    kind: UnmanagedKind,
    name: String,
    why: String,
    place: Place,
}

/// Where that is.
enum Place {
    /// It is a property of an object.
    Of(ObjectId),
    /// It is a property of a constraint or an index, whose kind its table tells.
    OfPart(QName, Name),
    /// It is an object.
    Object(Option<Number>),
    /// It is a table that inherits from these.
    Child(Vec<u32>),
}

impl Draft {
    /// Adds a table under its number.
    pub fn add_table(&mut self, number: u32, name: QName, table: Table) {
        self.schema.tables.insert(name.clone(), table);
        self.tables.insert(number, name);
    }

    /// The table of that number; nothing where it is none that underpin manages.
    pub fn table(&mut self, number: u32) -> Option<&mut Table> {
        self.schema.tables.get_mut(self.tables.get(&number)?)
    }

    /// The name of the table of that number.
    pub fn table_name(&self, number: u32) -> Option<&QName> {
        self.tables.get(&number)
    }

    /// The names of columns of a table, in the order of their numbers; none where one of them is not known.
    pub fn names(&self, table: u32, numbers: &[i16]) -> Option<Vec<Name>> {
        numbers.iter().map(|number| Some(self.columns.get(&(table, *number))?.name.clone())).collect()
    }

    /// Says of an object that it is not managed.
    pub fn leave(
        &mut self,
        kind: UnmanagedKind,
        (name, number): (impl ToString, Option<Number>),
        why: impl Into<String>,
    ) {
        self.left.push(Left { kind, name: name.to_string(), why: why.into(), place: Place::Object(number) });
    }

    /// Says of a table that it inherits from others.
    pub fn leave_child(&mut self, name: &QName, parents: Vec<u32>, why: String) {
        let (kind, name, place) = (UnmanagedKind::Table, name.to_string(), Place::Child(parents));
        self.left.push(Left { kind, name, why, place });
    }

    /// Says of an object that it is managed, but not wholly.
    pub fn leave_trait(&mut self, kind: UnmanagedKind, (name, of): (impl ToString, ObjectId), why: impl Into<String>) {
        self.left.push(Left { kind, name: name.to_string(), why: why.into(), place: Place::Of(of) });
    }

    /// Says of a part of a table that it is managed, but not wholly.
    pub fn leave_part(&mut self, kind: UnmanagedKind, table: u32, name: &Name, why: impl Into<String>) {
        let Some(table) = self.tables.get(&table).cloned() else { return };
        let text = part(&table, name);
        let id = match kind {
            UnmanagedKind::Column => ObjectId::Column,
            UnmanagedKind::Index => ObjectId::Index,
            UnmanagedKind::Trigger => ObjectId::Trigger,
            UnmanagedKind::Policy => ObjectId::Policy,
            // Of the other kinds none is part of a table.
            _ => {
                let place = Place::OfPart(table, name.clone());
                return self.left.push(Left { kind, name: text, why: why.into(), place });
            }
        };
        self.leave_trait(kind, (text, id(table, name.clone())), why);
    }

    /// Says that the comment on a part of a table or view, or on a column of a view, is not managed: it goes when that is dropped.
    pub fn leave_comment(&mut self, name: String, (owner, part): (QName, Option<Name>), comment: &str) {
        let place = match part {
            Some(part) => Place::OfPart(owner, part),
            None => Place::Of(ObjectId::View(owner)),
        };
        self.left.push(Left { kind: UnmanagedKind::Comment, name, why: comment.to_owned(), place });
    }

    /// The numbers of all objects that are left.
    pub fn left_objects(&self) -> Vec<Number> {
        let number = |left: &Left| match left.place {
            Place::Object(number) => number,
            Place::Of(_) | Place::OfPart(_, _) | Place::Child(_) => None,
        };
        self.left.iter().filter_map(number).collect()
    }

    /// Says that an object that is left leans on one that is managed.
    pub fn leans(&mut self, number: Number, on: ObjectId) {
        self.leaning.entry(number).or_default().insert(on);
    }

    /// All that was read.
    pub fn finish(self) -> Introspected {
        let Self { schema, columns: _, left, leaning, tables } = self;
        let unmanaged = left.into_iter().map(|Left { kind, name, why, place }| {
            let (of, leans_on) = match place {
                Place::Of(of) => (Some(of), Vec::new()),
                Place::OfPart(table, name) => (dependencies::part(&schema, &table, &name), Vec::new()),
                Place::Object(number) => {
                    let leaned = number.and_then(|number| leaning.get(&number));
                    (None, leaned.into_iter().flatten().cloned().collect())
                }
                // What is done to a column of the parent is done to that of the child.
                Place::Child(parents) => {
                    (None, with_columns(&schema, parents.iter().filter_map(|one| tables.get(one))))
                }
            };
            Unmanaged { kind, name, why, of, leans_on }
        });
        let mut unmanaged: Vec<_> = unmanaged.collect();
        unmanaged.sort();
        Introspected { schema, unmanaged }
    }
}

fn with_columns<'a>(schema: &Schema, tables: impl Iterator<Item = &'a QName>) -> Vec<ObjectId> {
    let mut all = Vec::new();
    for name in tables {
        let columns = schema.tables.get(name).map(|table| &table.columns).into_iter().flatten();
        all.extend(columns.map(|(column, _)| ObjectId::Column(name.clone(), column.clone())));
        all.push(ObjectId::Table(name.clone()));
    }
    all.sort();
    all
}

/// A part of a table as text.
pub(super) fn part(table: &QName, name: &Name) -> String {
    format!("{table}.{}", name.replace('.', ".."))
}
