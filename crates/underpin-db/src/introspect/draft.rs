//! What has been read so far.

use std::collections::HashMap;

use underpin_schema::{Name, QName, Schema, Table};

use super::{Introspected, Unmanaged, UnmanagedKind};

/// The schema while it is read, with the numbers by which the catalogs refer to tables.
#[derive(Default)]
pub(super) struct Draft {
    pub schema: Schema,
    unmanaged: Vec<Unmanaged>,
    tables: HashMap<u32, QName>,
}

impl Draft {
    /// Adds a table under its number.
    pub fn add_table(&mut self, number: u32, name: QName, table: Table) {
        self.schema.tables.insert(name.clone(), table);
        self.tables.insert(number, name);
    }

    /// The table of that number; nothing where it is none that underpin manages.
    pub fn table(&mut self, number: u32) -> Option<(&QName, &mut Table)> {
        let name = self.tables.get(&number)?;
        Some((name, self.schema.tables.get_mut(name)?))
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
