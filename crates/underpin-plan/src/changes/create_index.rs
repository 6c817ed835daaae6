use std::fmt;

use underpin_schema::{Index, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind, Undo, change_table};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Create an index on a table that has rows; a unique one fails where two of them are equal.
/// <https://www.postgresql.org/docs/current/sql-createindex.html>
#[derive(Clone, Debug, PartialEq)]
pub struct CreateIndex {
    /// The table.
    pub table: QName,
    /// Its name.
    pub name: Name,
    /// What it is.
    pub index: Index,
}

impl Kind for CreateIndex {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Index(table, name, index)) = difference else { return None };
        Some(Self { table: (*table).clone(), name: (*name).clone(), index: (*index).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| {
            table.indexes.insert(self.name.clone(), self.index.clone());
        });
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::CreateIndex(self.table.clone(), self.name.clone(), Box::new(self.index.clone())),
            Undo::By(Op::DropIndex(self.table.clone(), self.name.clone())),
        );
    }

    fn object(&self) -> ObjectId {
        ObjectId::Index(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
