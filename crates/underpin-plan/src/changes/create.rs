use std::fmt;

use underpin_schema::{Column, DefaultValue, Expr, ObjectId, Schema};

use super::{Drafts, Kind, parts, set_default};
use crate::{FillRows, Object, Pair};

/// Create an object: a table with all that hangs on it, or something that hangs on a table that is there.
/// <https://www.postgresql.org/docs/current/sql-commands.html>
#[derive(Clone, Debug, PartialEq)]
pub struct Create {
    /// The object.
    pub object: Object,
    /// What a new column holds in the rows that are there.
    pub fill: Option<Expr>,
}

impl Create {
    /// Whether the rows that are there can take the object; a required column needs something that fills it.
    pub(crate) fn fits_rows(&self) -> bool {
        match &self.object {
            Object::Column(_, _, column) => column.nullable || column.default.is_some() || self.fill.is_some(),
            Object::Namespace(_)
            | Object::Extension(_, _)
            | Object::Enum(_, _) | Object::Type(_, _)
            | Object::Sequence(_, _)
            | Object::Table(_, _)
            | Object::PrimaryKey(_, _)
            | Object::Unique(_, _, _)
            | Object::Index(_, _, _)
            | Object::ForeignKey(_, _, _)
            | Object::Check(_, _, _)
            | Object::Exclusion(_, _, _)
            | Object::Trigger(_, _, _)
            | Object::Policy(_, _, _)
            | Object::View(_, _)
            | Object::Function(_, _) => true,
        }
    }
}

impl Kind for Create {
    fn apply(&self, schema: &mut Schema) {
        self.object.insert(schema);
    }

    fn draft(&self, drafts: &mut Drafts) {
        if parts::goes_with_its_view(&self.object, drafts) {
            return;
        }
        let (Object::Column(table, name, column), Some(fill)) = (&self.object, &self.fill) else {
            parts::ask(&self.object, drafts);
            return parts::create(self.object.clone(), drafts);
        };
        // The rows get their values before the column forbids NULL, and before it is numbered: the numbers go on after them.
        let (first, later) = match &column.default {
            numbered @ Some(DefaultValue::Serial(_) | DefaultValue::Identity(_)) => (None, numbered.clone()),
            default => (default.clone(), None),
        };
        let loose = Column { nullable: true, default: first, ..(**column).clone() };
        parts::create(Object::Column(table.clone(), name.clone(), Box::new(loose)), drafts);
        parts::fill((table, name), (fill, FillRows::All), (&column.ty, column.nullable), drafts);
        let ty = Pair { old: column.ty.clone(), new: column.ty.clone() };
        set_default::draft((table, name), ty, Pair { old: None, new: later }, drafts);
    }

    fn object(&self) -> ObjectId {
        self.object.id()
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match &self.object {
            Object::Column(_, _, _)
            | Object::PrimaryKey(_, _)
            | Object::Unique(_, _, _)
            | Object::ForeignKey(_, _, _)
            | Object::Check(_, _, _)
            | Object::Exclusion(_, _, _) => "add",
            Object::Namespace(_)
            | Object::Extension(_, _)
            | Object::Enum(_, _) | Object::Type(_, _)
            | Object::Sequence(_, _)
            | Object::Table(_, _)
            | Object::Index(_, _, _)
            | Object::Trigger(_, _, _)
            | Object::Policy(_, _, _)
            | Object::View(_, _)
            | Object::Function(_, _) => "create",
        };
        write!(f, "{verb} {}", self.object.id())?;
        if self.fill.is_some() { write!(f, " and fill it") } else { Ok(()) }
    }

    fn of(&self) -> &'static str {
        self.object.kind()
    }

    fn objects() -> &'static [&'static str] {
        Object::KINDS
    }
}
