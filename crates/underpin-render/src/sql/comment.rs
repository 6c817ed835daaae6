//! Comments that the database keeps.

use std::fmt;

use underpin_plan::CommentOn;
use underpin_schema::ObjectId;

use super::{
    ident::{Beside, Ident, Path},
    literal::Text,
};

/// `COMMENT ON ... IS ...`. <https://www.postgresql.org/docs/current/sql-comment.html>
pub(super) fn write_comment(f: &mut fmt::Formatter<'_>, on: &CommentOn, comment: Option<&str>) -> fmt::Result {
    if let CommentOn::Object(ObjectId::EnumValue(_, _) | ObjectId::PrimaryKey(_) | ObjectId::Step(_)) = on {
        // PostgreSQL keeps no comments on labels and steps, and the name of a primary key is not in its address.
        return f.write_str("-- no comment is kept here");
    }
    f.write_str("COMMENT ON ")?;
    match on {
        CommentOn::Object(object) => write_object(f, object)?,
        CommentOn::Domain(name) => write!(f, "DOMAIN {}", Path(name))?,
        CommentOn::MaterializedView(name) => write!(f, "MATERIALIZED VIEW {}", Path(name))?,
    }
    match comment {
        Some(text) => write!(f, " IS {};", Text(text)),
        None => f.write_str(" IS NULL;"),
    }
}

fn write_object(f: &mut fmt::Formatter<'_>, object: &ObjectId) -> fmt::Result {
    match object {
        ObjectId::Namespace(name) => write!(f, "SCHEMA {}", Ident(name)),
        ObjectId::Extension(name) => write!(f, "EXTENSION {}", Ident(name)),
        ObjectId::Enum(name) | ObjectId::EnumValue(name, _) | ObjectId::Type(name) => write!(f, "TYPE {}", Path(name)),
        ObjectId::Sequence(name) => write!(f, "SEQUENCE {}", Path(name)),
        ObjectId::Table(name) | ObjectId::PrimaryKey(name) => write!(f, "TABLE {}", Path(name)),
        ObjectId::Column(table, name) | ObjectId::Attribute(table, name) => {
            write!(f, "COLUMN {}.{}", Path(table), Ident(name))
        }
        ObjectId::Unique(table, name)
        | ObjectId::ForeignKey(table, name)
        | ObjectId::Check(table, name)
        | ObjectId::Exclusion(table, name) => {
            write!(f, "CONSTRAINT {} ON {}", Ident(name), Path(table))
        }
        ObjectId::Index(table, name) => write!(f, "INDEX {}", Beside { table, name }),
        ObjectId::Trigger(table, name) => write!(f, "TRIGGER {} ON {}", Ident(name), Path(table)),
        ObjectId::Policy(table, name) => write!(f, "POLICY {} ON {}", Ident(name), Path(table)),
        ObjectId::View(name) => write!(f, "VIEW {}", Path(name)),
        ObjectId::Step(name) => write!(f, "STEP {}", Ident(name)),
        ObjectId::Function(signature) => write!(f, "FUNCTION {}({})", Path(&signature.name), signature.args),
    }
}
