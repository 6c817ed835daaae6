use std::fmt;

use underpin_schema::{Name, ObjectId, Policy, QName, Schema};

use super::{Drafts, Kind, Undo, change_table};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Create a row-level security policy on a table that is there already.
/// <https://www.postgresql.org/docs/current/sql-createpolicy.html>
#[derive(Clone, Debug, PartialEq)]
pub struct CreatePolicy {
    /// The table.
    pub table: QName,
    /// Its name.
    pub name: Name,
    /// What it is.
    pub policy: Policy,
}

impl Kind for CreatePolicy {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Policy(table, name, policy)) = difference else { return None };
        Some(Self { table: (*table).clone(), name: (*name).clone(), policy: (*policy).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        change_table(schema, &self.table, |table| {
            table.policies.insert(self.name.clone(), self.policy.clone());
        });
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::CreatePolicy(self.table.clone(), self.name.clone(), self.policy.clone()),
            Undo::By(Op::DropPolicy(self.table.clone(), self.name.clone())),
        );
        drafts.comment(self.object(), &self.policy.comment);
    }

    fn object(&self) -> ObjectId {
        ObjectId::Policy(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
