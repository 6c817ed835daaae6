use std::fmt;

use underpin_schema::{ColumnType, Expr, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind, parts};
use crate::{FillRows, Op, Precondition};

/// Forbid NULL in a column. Rows that hold it get the `fill`; without one the migration stops where there are any.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct SetRequired {
    /// The table.
    pub table: QName,
    /// The column's name.
    pub name: Name,
    /// Its type, as it is to be.
    pub ty: ColumnType,
    /// What rows get that hold NULL.
    pub fill: Option<Expr>,
}

impl Kind for SetRequired {
    fn apply(&self, schema: &mut Schema) {
        super::change_column(schema, (&self.table, &self.name), |column| column.nullable = false);
    }

    fn draft(&self, drafts: &mut Drafts) {
        let Self { table, name, ty, fill } = self;
        if let Some(fill) = fill {
            return parts::fill((table, name), (fill, FillRows::Null), (ty, false), drafts);
        }
        drafts.add(Op::Assert(Precondition::NoNulls { table: table.clone(), column: name.clone() }));
        drafts.add(Op::SetNotNull(table.clone(), name.clone()));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Column(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "make {} required", self.object())?;
        if self.fill.is_some() { write!(f, " and fill it where it holds NULL") } else { Ok(()) }
    }
}
