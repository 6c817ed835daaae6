use std::fmt;

use underpin_schema::{ObjectId, Schema};

use super::{Drafts, Kind, parts};
use crate::{Object, Pair};

/// Drop an object and create it in another form: PostgreSQL has no statement that alters it in place, or none that alters
/// all of it. <https://www.postgresql.org/docs/current/sql-commands.html>
#[derive(Clone, Debug, PartialEq)]
pub struct Replace {
    /// From which form to which.
    pub pair: Pair<Object>,
}

impl Replace {
    /// The kinds of object that are replaced: those that hold no rows, types that no row holds values of, and generated columns.
    const KINDS: &[&str] = &[
        "Type",
        "Column",
        "PrimaryKey",
        "Unique",
        "Index",
        "ForeignKey",
        "Check",
        "Exclusion",
        "Trigger",
        "Policy",
        "View",
        "Function",
    ];

    /// Whether the new form asks of the rows what the old one did not.
    fn asks_more(&self) -> bool {
        match (&self.pair.old, &self.pair.new) {
            (Object::ForeignKey(_, _, old), Object::ForeignKey(_, _, new)) => {
                (&old.columns, &old.table, &old.references) != (&new.columns, &new.table, &new.references)
            }
            // It may wait where it did not, or the other way round.
            (Object::Exclusion(_, _, old), Object::Exclusion(_, _, new)) => {
                (&old.index.keys, &old.operators, &old.index.predicate)
                    != (&new.index.keys, &new.operators, &new.index.predicate)
            }
            (_, _) => true,
        }
    }
}

impl Kind for Replace {
    fn apply(&self, schema: &mut Schema) {
        self.pair.old.remove(schema);
        self.pair.new.insert(schema);
    }

    fn draft(&self, drafts: &mut Drafts) {
        if parts::goes_with_its_view(&self.pair.new, drafts) {
            return;
        }
        drafts.recreated.insert(self.object());
        if self.asks_more() {
            parts::ask(&self.pair.new, drafts);
        }
        parts::drop(&self.pair.old, drafts);
        parts::create(self.pair.new.clone(), drafts);
    }

    fn object(&self) -> ObjectId {
        self.pair.new.id()
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "change {}", self.object())
    }

    fn of(&self) -> &'static str {
        self.pair.new.kind()
    }

    fn objects() -> &'static [&'static str] {
        Self::KINDS
    }
}
