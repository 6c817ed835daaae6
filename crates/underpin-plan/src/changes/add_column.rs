use std::fmt;

use underpin_schema::{Column, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind, Undo, change_table};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Add a column to a table that has rows. <https://www.postgresql.org/docs/current/sql-altertable.html>
///
/// A required column that nothing fills is not of this kind: the statement fails as soon as there is a row, so the
/// difference is refused until a fill is planned.
#[derive(Clone, Debug, PartialEq)]
pub struct AddColumn {
    /// The table.
    pub table: QName,
    /// The column's name.
    pub name: Name,
    /// The column.
    pub column: Column,
}

impl AddColumn {
    /// Whether the rows that are there already can take the column.
    pub(crate) fn fits_rows(column: &Column) -> bool {
        column.nullable || column.default.is_some()
    }
}

impl Kind for AddColumn {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Column(table, name, column)) = difference else { return None };
        if !Self::fits_rows(column) {
            return None;
        }
        Some(Self { table: (*table).clone(), name: (*name).clone(), column: (*column).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| {
            table.columns.insert(self.name.clone(), self.column.clone());
        });
    }

    fn draft(&self, drafts: &mut Drafts) {
        let Column { ty, nullable, default, collation, comment } = self.column.clone();
        let column = Column { ty, nullable, default, collation, comment: None };
        drafts.add(
            Op::AddColumn(self.table.clone(), self.name.clone(), Box::new(column)),
            Undo::By(Op::DropColumn(self.table.clone(), self.name.clone())),
        );
        drafts.comment(self.object(), &comment);
    }

    fn object(&self) -> ObjectId {
        ObjectId::Column(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add {}", self.object())
    }
}
