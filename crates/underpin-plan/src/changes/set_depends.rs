use std::fmt;

use underpin_schema::{ObjectId, Schema};

use super::{Drafts, Kind};
use crate::Pair;

/// Change what a view or function says that it depends on. The database does not keep it, so there is nothing to run; but
/// the next plan has to know.
#[derive(Clone, Debug, PartialEq)]
pub struct SetDepends {
    /// The view or function.
    pub object: ObjectId,
    /// From what to what.
    pub depends: Pair<Vec<ObjectId>>,
}

impl Kind for SetDepends {
    fn apply(&self, schema: &mut Schema) {
        let depends = match &self.object {
            ObjectId::View(name) => schema.views.get_mut(name).map(|view| &mut view.depends),
            ObjectId::Function(signature) => {
                schema.functions.get_mut(signature).map(|function| &mut function.depends)
            }
            ObjectId::Namespace(_)
            | ObjectId::Extension(_)
            | ObjectId::Enum(_) | ObjectId::Type(_) | ObjectId::Attribute(_, _)
            | ObjectId::Sequence(_)
            | ObjectId::EnumValue(_, _)
            | ObjectId::Table(_)
            | ObjectId::Column(_, _)
            | ObjectId::PrimaryKey(_)
            | ObjectId::Unique(_, _)
            | ObjectId::Index(_, _)
            | ObjectId::ForeignKey(_, _)
            | ObjectId::Check(_, _)
            | ObjectId::Exclusion(_, _)
            | ObjectId::Trigger(_, _)
            | ObjectId::Policy(_, _)
            | ObjectId::Step(_) => None,
        };
        if let Some(depends) = depends {
            depends.clone_from(&self.depends.new);
        }
    }

    fn draft(&self, _: &mut Drafts) {}

    fn object(&self) -> ObjectId {
        self.object.clone()
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "note what {} depends on", self.object)
    }
}
