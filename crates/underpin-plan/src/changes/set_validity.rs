use std::fmt;

use underpin_schema::{ObjectId, Schema};

use super::{Drafts, Kind, parts};
use crate::{Object, Op, Pair};

/// Have the rows that are there fulfil a check or foreign key too, or no longer promise that they do.
/// <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT>
#[derive(Clone, Debug, PartialEq)]
pub struct SetValidity {
    /// The constraint in both forms, which differ in nothing else.
    pub pair: Pair<Object>,
}

impl SetValidity {
    /// The change between two forms of a constraint, where they differ in nothing but their validity.
    pub(crate) fn of(pair: &Pair<Object>) -> Option<Self> {
        let is_all = match (&pair.old, &pair.new) {
            (Object::Check(_, _, old), Object::Check(_, _, new)) => {
                old.validity != new.validity && old.expr == new.expr
            }
            (Object::ForeignKey(_, _, old), Object::ForeignKey(_, _, new)) => {
                let same = underpin_schema::ForeignKey { validity: new.validity, ..old.clone() };
                old.validity != new.validity && same == *new
            }
            (_, _) => false,
        };
        is_all.then(|| Self { pair: pair.clone() })
    }
}

/// Whether an object is a constraint that the rows of before need not fulfil.
pub(super) fn is_not_valid(object: &Object) -> bool {
    match object {
        Object::Check(_, _, check) => !check.validity.is_valid(),
        Object::ForeignKey(_, _, key) => !key.validity.is_valid(),
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _) | Object::Type(_, _)
        | Object::Sequence(_, _)
        | Object::Table(_, _)
        | Object::Column(_, _, _)
        | Object::PrimaryKey(_, _)
        | Object::Unique(_, _, _)
        | Object::Index(_, _, _)
        | Object::Exclusion(_, _, _)
        | Object::Trigger(_, _, _)
        | Object::Policy(_, _, _)
        | Object::View(_, _)
        | Object::Function(_, _) => false,
    }
}

impl Kind for SetValidity {
    fn apply(&self, schema: &mut Schema) {
        self.pair.new.insert(schema);
    }

    fn draft(&self, drafts: &mut Drafts) {
        parts::ask(&self.pair.new, drafts);
        drafts.add(Op::SetValidity(Box::new(self.pair.clone())));
    }

    fn object(&self) -> ObjectId {
        self.pair.new.id()
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match is_not_valid(&self.pair.new) {
            true => write!(f, "no longer have the rows that are there fulfil {}", self.object()),
            false => write!(f, "validate {}", self.object()),
        }
    }

    fn of(&self) -> &'static str {
        self.pair.new.kind()
    }

    fn objects() -> &'static [&'static str] {
        &["ForeignKey", "Check"]
    }
}
