use std::fmt;

use underpin_schema::{ForeignKey, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind, Undo, change_table};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Add a foreign key to a table that has rows; it fails where one of them refers to nothing.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct AddForeignKey {
    /// The table.
    pub table: QName,
    /// Its name.
    pub name: Name,
    /// What it is.
    pub foreign_key: ForeignKey,
}

impl Kind for AddForeignKey {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::ForeignKey(table, name, foreign_key)) = difference else { return None };
        Some(Self { table: (*table).clone(), name: (*name).clone(), foreign_key: (*foreign_key).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| {
            table.foreign_keys.insert(self.name.clone(), self.foreign_key.clone());
        });
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::AddForeignKey(self.table.clone(), self.name.clone(), self.foreign_key.clone()),
            Undo::By(Op::DropForeignKey(self.table.clone(), self.name.clone(), self.foreign_key.clone())),
        );
    }

    fn object(&self) -> ObjectId {
        ObjectId::ForeignKey(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add {}", self.object())
    }
}
