use std::fmt;

use underpin_schema::{ObjectId, QName, RowSecurity, Schema};

use super::{Drafts, Kind, change_table};
use crate::{Op, Pair};

/// Apply the policies of a table, bind its owner too, or neither. To relax it shows rows to those who did not see them: that
/// destroys nothing, but `refuse` warns of it.
/// <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>
#[derive(Clone, Debug, PartialEq)]
pub struct SetRowSecurity {
    /// The table.
    pub table: QName,
    /// From what to what.
    pub level: Pair<RowSecurity>,
}

impl Kind for SetRowSecurity {
    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| table.row_security = self.level.new);
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(Op::SetRowSecurity(self.table.clone(), self.level));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Table(self.table.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.level.new {
            RowSecurity::Off => "disable",
            RowSecurity::Enabled => "enable",
            RowSecurity::Forced => "force",
        };
        write!(f, "{verb} row-level security of {}", self.object())
    }
}
