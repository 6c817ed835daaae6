use std::fmt;

use underpin_schema::{Name, ObjectId, QName, Schema, Trigger};

use super::{Drafts, Kind, Undo, change_table};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Create a trigger on a table that is there already; rows written before do not fire it.
/// <https://www.postgresql.org/docs/current/sql-createtrigger.html>
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTrigger {
    /// The table.
    pub table: QName,
    /// Its name.
    pub name: Name,
    /// What it is.
    pub trigger: Trigger,
}

impl Kind for CreateTrigger {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Trigger(table, name, trigger)) = difference else { return None };
        Some(Self { table: (*table).clone(), name: (*name).clone(), trigger: (*trigger).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| {
            table.triggers.insert(self.name.clone(), self.trigger.clone());
        });
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::CreateTrigger(self.table.clone(), self.name.clone(), self.trigger.clone()),
            Undo::By(Op::DropTrigger(self.table.clone(), self.name.clone())),
        );
        drafts.comment(self.object(), &self.trigger.comment);
    }

    fn object(&self) -> ObjectId {
        ObjectId::Trigger(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
