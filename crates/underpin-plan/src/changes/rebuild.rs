use std::fmt;

use underpin_schema::{DefaultValue, ObjectId, Schema};

use super::{Drafts, Kind, parts, set_default};
use crate::{Object, Pair};

/// Take an object off and put it back, because what it hangs on cannot change while it is there.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct Rebuild {
    /// As it was, and as it is to be; mostly the same.
    pub pair: Pair<Object>,
    /// What it is in the way of.
    pub because: ObjectId,
    /// Whether the rows may have other values by the time it is put back.
    pub values: Values,
}

/// What becomes of the values that an object looks at, while it is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// They are the same, if of another type.
    Same,
    /// They are what an expression makes of them, or several have become one: a constraint may be false of them.
    Others,
}

impl Rebuild {
    /// Whether it is the default of a column that goes, and not the column with its values.
    fn is_of_default(&self) -> bool {
        matches!(&self.pair.old, Object::Column(_, _, column) if !matches!(column.default, Some(DefaultValue::Generated(_))))
    }
}

impl Rebuild {
    /// Whether the rows may forbid that a constraint is put back: the values that it looks at are others now, and may be equal.
    fn is_in_doubt(&self) -> bool {
        let others = self.values == Values::Others;
        match &self.pair.new {
            Object::PrimaryKey(_, _) | Object::Unique(_, _, _) | Object::Index(_, _, _) | Object::Exclusion(_, _, _) => {
                others || matches!(self.because, ObjectId::Column(_, _))
            }
            Object::Check(_, _, _) | Object::ForeignKey(_, _, _) => others,
            Object::Namespace(_)
            | Object::Extension(_, _)
            | Object::Enum(_, _)
            | Object::Type(_, _)
            | Object::Sequence(_, _)
            | Object::Table(_, _)
            | Object::Column(_, _, _)
            | Object::Trigger(_, _, _)
            | Object::Policy(_, _, _)
            | Object::View(_, _)
            | Object::Function(_, _) => false,
        }
    }
}

impl Kind for Rebuild {
    fn apply(&self, schema: &mut Schema) {
        self.pair.new.insert(schema);
    }

    fn draft(&self, drafts: &mut Drafts) {
        if let (Object::Column(table, name, old), Object::Column(_, _, new)) = (&self.pair.old, &self.pair.new)
            && self.is_of_default()
        {
            // What holds values stays: its default alone is in the way.
            drafts.defaulted.insert(self.object());
            let ty = Pair { old: old.ty.clone(), new: new.ty.clone() };
            let (off, on) =
                (Pair { old: old.default.clone(), new: None }, Pair { old: None, new: new.default.clone() });
            set_default::draft((table, name), ty.clone(), off, drafts);
            return set_default::draft((table, name), ty, on, drafts);
        }
        drafts.recreated.insert(self.object());
        if self.is_in_doubt() {
            parts::ask(&self.pair.new, drafts);
        }
        parts::drop(&self.pair.old, drafts);
        parts::create(self.pair.new.clone(), drafts);
    }

    fn object(&self) -> ObjectId {
        self.pair.new.id()
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = if self.is_of_default() { "the default of " } else { "" };
        write!(f, "take {part}{} off and put it back, because of {}", self.object(), self.because)
    }

    fn of(&self) -> &'static str {
        self.pair.new.kind()
    }

    fn objects() -> &'static [&'static str] {
        &["Type", "Column", "PrimaryKey", "Unique", "Index", "ForeignKey", "Check", "Exclusion", "Trigger", "Policy", "View", "Function"]
    }
}
