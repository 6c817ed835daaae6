use std::fmt;

use underpin_schema::{ObjectId, Schema};

use super::{Drafts, Kind, parts};
use crate::{Object, Pair};

/// Take an object off and put it back, because what it hangs on cannot change while it is there.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct Rebuild {
    /// As it was, and as it is to be; mostly the same.
    pub pair: Pair<Object>,
    /// What it is in the way of.
    pub because: ObjectId,
}

impl Kind for Rebuild {
    fn apply(&self, schema: &mut Schema) {
        self.pair.new.insert(schema);
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.recreated.insert(self.object());
        parts::drop(&self.pair.old, drafts);
        parts::create(&self.pair.new, drafts);
    }

    fn object(&self) -> ObjectId {
        self.pair.new.id()
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "take {} off and put it back, because of {}", self.object(), self.because)
    }

    fn of(&self) -> &'static str {
        self.pair.new.kind()
    }

    fn objects() -> &'static [&'static str] {
        &[
            "Column", "PrimaryKey", "Unique", "Index", "ForeignKey", "Check", "Trigger", "Policy", "View", "Function",
        ]
    }
}
