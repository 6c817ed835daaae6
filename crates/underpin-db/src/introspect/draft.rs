//! What has been read so far.

use std::collections::HashMap;

use underpin_schema::{Name, QName, Schema, Table};

use super::{Introspected, Unmanaged, UnmanagedKind};

/// The schema while it is read, with the numbers by which the catalogs refer to tables and columns.
#[derive(Default)]
pub(super) struct Draft {
    pub schema: Schema,
    /// The columns of every table, also of those that are not managed.
    pub columns: HashMap<(u32, i16), KnownColumn>,
    unmanaged: Vec<Unmanaged>,
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

    /// The names of columns of a table, in the order of their numbers; none where one of them is not known.
    pub fn names(&self, table: u32, numbers: &[i16]) -> Option<Vec<Name>> {
        numbers.iter().map(|number| Some(self.columns.get(&(table, *number))?.name.clone())).collect()
    }

    /// Says of an object that it is not managed.
    pub fn leave(&mut self, kind: UnmanagedKind, name: impl ToString, why: impl Into<String>) {
        self.unmanaged.push(Unmanaged { kind, name: name.to_string(), why: why.into() });
    }

    /// Says of a part of a table that it is not managed, or not wholly.
    pub fn leave_part(&mut self, kind: UnmanagedKind, table: u32, name: &str, why: impl Into<String>) {
        if let Some(table) = self.tables.get(&table) {
            let name = part(table, &Name::new(name));
            self.leave(kind, name, why);
        }
    }

    /// All that was read.
    pub fn finish(mut self) -> Introspected {
        self.unmanaged.sort();
        Introspected { schema: self.schema, unmanaged: self.unmanaged }
    }
}

/// A part of a table as text.
pub(super) fn part(table: &QName, name: &Name) -> String {
    format!("{table}.{}", name.replace('.', ".."))
}
