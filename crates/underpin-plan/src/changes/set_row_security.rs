use std::fmt;

use underpin_schema::{ObjectId, QName, RowSecurity, Schema};

use super::{Drafts, Kind, Undo, change_table};
use crate::{
    Op, Pair,
    difference::{Alteration, Difference},
};

/// Apply the policies of a table, or bind its owner too. Only upward: to relax row-level security shows rows to those who
/// did not see them before, so it is refused.
/// <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>
#[derive(Clone, Debug, PartialEq)]
pub struct SetRowSecurity {
    /// The table.
    pub table: QName,
    /// From what to what.
    pub level: Pair<RowSecurity>,
}

impl Kind for SetRowSecurity {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Altered(Alteration::RowSecurity(table, level)) = difference else { return None };
        if level.old >= level.new {
            return None;
        }
        Some(Self { table: (*table).clone(), level: *level })
    }

    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| table.row_security = self.level.new);
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::SetRowSecurity(self.table.clone(), self.level.old, self.level.new),
            Undo::By(Op::SetRowSecurity(self.table.clone(), self.level.new, self.level.old)),
        );
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
