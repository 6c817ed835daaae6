use std::fmt;

use underpin_schema::{Expr, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind};
use crate::{Fill, FillRows, FillValue, Op, Precondition};

/// Forbid NULL in a column. Rows that hold it get the `fill`; without one the migration stops where there are any.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct SetRequired {
    /// The table.
    pub table: QName,
    /// The column's name.
    pub name: Name,
    /// What rows get that hold NULL.
    pub fill: Option<Expr>,
}

impl Kind for SetRequired {
    fn apply(&self, schema: &mut Schema) {
        super::change_column(schema, (&self.table, &self.name), |column| column.nullable = false);
    }

    fn draft(&self, drafts: &mut Drafts) {
        let (table, column) = (self.table.clone(), self.name.clone());
        if let Some(fill) = &self.fill {
            let (table, column) = (table.clone(), column.clone());
            let value = FillValue::Expr(fill.clone());
            drafts.add(Op::Fill(Fill { table, column, value, rows: FillRows::Null, quiet: Vec::new() }));
        }
        // The expression may be NULL itself.
        drafts.add(Op::Assert(Precondition::NoNulls { table, column }));
        drafts.add(Op::SetNotNull(self.table.clone(), self.name.clone()));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Column(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "make {} required", self.object())?;
        if self.fill.is_some() { write!(f, " and fill it where it holds NULL") } else { Ok(()) }
    }
}
