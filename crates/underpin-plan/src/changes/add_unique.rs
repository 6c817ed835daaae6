use std::fmt;

use underpin_schema::{Name, ObjectId, QName, Schema, Unique};

use super::{Drafts, Kind, Undo, change_table};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Add a unique constraint to a table that has rows; it fails where two of them are equal.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct AddUnique {
    /// The table.
    pub table: QName,
    /// Its name.
    pub name: Name,
    /// What it is.
    pub unique: Unique,
}

impl Kind for AddUnique {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Unique(table, name, unique)) = difference else { return None };
        Some(Self { table: (*table).clone(), name: (*name).clone(), unique: (*unique).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| {
            table.uniques.insert(self.name.clone(), self.unique.clone());
        });
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::AddUnique(self.table.clone(), self.name.clone(), self.unique.clone()),
            Undo::By(Op::DropUnique(self.table.clone(), self.name.clone())),
        );
    }

    fn object(&self) -> ObjectId {
        ObjectId::Unique(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add {}", self.object())
    }
}
