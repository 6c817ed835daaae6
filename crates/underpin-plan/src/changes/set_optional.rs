use std::fmt;

use underpin_schema::{Name, ObjectId, QName, Schema};

use super::{Drafts, Kind};
use crate::Op;

/// Allow NULL in a column. <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct SetOptional {
    /// The table.
    pub table: QName,
    /// The column's name.
    pub name: Name,
}

impl Kind for SetOptional {
    fn apply(&self, schema: &mut Schema) {
        super::change_column(schema, (&self.table, &self.name), |column| column.nullable = true);
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(Op::DropNotNull(self.table.clone(), self.name.clone()));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Column(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "make {} optional", self.object())
    }
}
