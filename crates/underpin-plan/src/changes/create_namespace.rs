use std::fmt;

use underpin_schema::{Name, ObjectId, Schema};

use super::{Drafts, Kind, Undo};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Create a PostgreSQL schema. <https://www.postgresql.org/docs/current/sql-createschema.html>
#[derive(Clone, Debug, PartialEq)]
pub struct CreateNamespace {
    /// Its name.
    pub name: Name,
}

impl Kind for CreateNamespace {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Namespace(name)) = difference else { return None };
        Some(Self { name: (*name).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        schema.namespaces.insert(self.name.clone());
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(Op::CreateNamespace(self.name.clone()), Undo::By(Op::DropNamespace(self.name.clone())));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Namespace(self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
