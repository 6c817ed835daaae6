use std::fmt;

use underpin_schema::{Extension, Name, ObjectId, Schema};

use super::{Drafts, Kind, Undo};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Install an extension. <https://www.postgresql.org/docs/current/sql-createextension.html>
#[derive(Clone, Debug, PartialEq)]
pub struct CreateExtension {
    /// Its name.
    pub name: Name,
    /// How it is installed.
    pub extension: Extension,
}

impl Kind for CreateExtension {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Extension(name, extension)) = difference else { return None };
        Some(Self { name: (*name).clone(), extension: (*extension).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        schema.extensions.insert(self.name.clone(), self.extension.clone());
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::CreateExtension(self.name.clone(), self.extension.clone()),
            Undo::By(Op::DropExtension(self.name.clone())),
        );
    }

    fn object(&self) -> ObjectId {
        ObjectId::Extension(self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
