use std::fmt;

use underpin_schema::{Name, ObjectId, Schema};

use super::{Drafts, Kind};
use crate::{Op, Pair};

/// Move the objects of an extension to another schema. <https://www.postgresql.org/docs/current/sql-alterextension.html>
#[derive(Clone, Debug, PartialEq)]
pub struct MoveExtension {
    /// The extension.
    pub name: Name,
    /// From which schema to which; nothing for the default one.
    pub namespace: Pair<Option<Name>>,
}

impl Kind for MoveExtension {
    fn apply(&self, schema: &mut Schema) {
        if let Some(extension) = schema.extensions.get_mut(&self.name) {
            extension.namespace.clone_from(&self.namespace.new);
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(Op::MoveExtension(self.name.clone(), self.namespace.clone()));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Extension(self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "move {} to another schema", self.object())
    }
}
