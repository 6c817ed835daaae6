use std::fmt;

use underpin_schema::{Check, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind, Undo, change_table};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Add a check to a table that has rows; it fails where one of them does not pass.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct AddCheck {
    /// The table.
    pub table: QName,
    /// Its name.
    pub name: Name,
    /// What it is.
    pub check: Check,
}

impl Kind for AddCheck {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Check(table, name, check)) = difference else { return None };
        Some(Self { table: (*table).clone(), name: (*name).clone(), check: (*check).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| {
            table.checks.insert(self.name.clone(), self.check.clone());
        });
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::AddCheck(self.table.clone(), self.name.clone(), self.check.clone()),
            Undo::By(Op::DropCheck(self.table.clone(), self.name.clone())),
        );
    }

    fn object(&self) -> ObjectId {
        ObjectId::Check(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add {}", self.object())
    }
}
