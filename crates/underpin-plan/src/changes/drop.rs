use std::fmt;

use underpin_schema::{ObjectId, Schema};

use super::{Drafts, Kind, parts};
use crate::Object;

/// Drop an object. A table or a column holds data: see `refuse` for the word that it takes.
/// <https://www.postgresql.org/docs/current/sql-droptable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    /// The object as it was.
    pub object: Object,
}

impl Kind for Drop {
    fn apply(&self, schema: &mut Schema) {
        self.object.remove(schema);
    }

    fn draft(&self, drafts: &mut Drafts) {
        if parts::goes_with_its_view(&self.object, drafts) {
            return;
        }
        parts::drop(&self.object, drafts);
    }

    fn object(&self) -> ObjectId {
        self.object.id()
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop {}", self.object.id())
    }

    fn of(&self) -> &'static str {
        self.object.kind()
    }

    fn objects() -> &'static [&'static str] {
        Object::KINDS
    }
}
