//! Objects: what makes one of each kind, and what takes it away.

use std::fmt;

use underpin_plan::Object;
use underpin_schema::{QName, View};

use super::{
    constraint,
    constraint::{CheckClause, ExclusionClause, ForeignKeyClause, PrimaryKeyClause, UniqueClause},
    ident::{Ident, Path},
    index, object, policy, routine, sequence,
    sequence::Apart,
    table,
    table::ColumnClause,
    user_type,
};

/// `CREATE ...`, or `ALTER TABLE ... ADD ...`.
pub(super) fn write_create(f: &mut fmt::Formatter<'_>, object: &Object) -> fmt::Result {
    match object {
        Object::Namespace(name) => write!(f, "CREATE SCHEMA IF NOT EXISTS {};", Ident(name)),
        Object::Extension(name, extension) => object::write_extension(f, name, extension),
        Object::Enum(name, ty) => object::write_enum(f, name, &ty.values),
        Object::Type(name, ty) => user_type::write_create(f, name, ty),
        Object::Sequence(name, created) => sequence::write_alone(f, name, created),
        Object::Table(name, created) => table::write_table(f, name, created),
        Object::Column(table, name, column) => {
            let apart = Apart::of(table, [(name, &**column)]);
            apart.write_before(f)?;
            write!(f, "ALTER TABLE {} ADD COLUMN {};", Path(table), ColumnClause { table, name, column })?;
            apart.write_behind(f)
        }
        Object::PrimaryKey(table, key) => constraint::write_add(f, table, &PrimaryKeyClause(key)),
        Object::Unique(table, name, unique) => constraint::write_add(f, table, &UniqueClause { name, unique }),
        Object::Index(table, name, created) => index::write_index(f, table, name, created),
        Object::ForeignKey(table, name, key) => constraint::write_add(f, table, &ForeignKeyClause { name, key }),
        Object::Check(table, name, check) => constraint::write_add(f, table, &CheckClause { name, check }),
        Object::Exclusion(table, name, exclusion) => {
            constraint::write_add(f, table, &ExclusionClause { name, exclusion })
        }
        Object::Trigger(table, name, trigger) => routine::write_trigger(f, table, name, trigger),
        Object::Policy(table, name, created) => policy::write_policy(f, table, name, created),
        Object::View(name, view) => object::write_view(f, name, view),
        Object::Function(signature, function) => routine::write_function(f, signature, function),
    }
}

/// `DROP ...`, or `ALTER TABLE ... DROP ...`.
pub(super) fn write_drop(f: &mut fmt::Formatter<'_>, object: &Object) -> fmt::Result {
    match object {
        Object::Namespace(name) => write!(f, "DROP SCHEMA {};", Ident(name)),
        Object::Extension(name, _) => write!(f, "DROP EXTENSION {};", Ident(name)),
        Object::Enum(name, _) => write!(f, "DROP TYPE {};", Path(name)),
        Object::Type(name, ty) => user_type::write_drop(f, name, ty),
        Object::Sequence(name, _) => write!(f, "DROP SEQUENCE {};", Path(name)),
        Object::Table(name, _) => write!(f, "DROP TABLE {};", Path(name)),
        Object::Column(table, name, _) => write_drop_part(f, table, "COLUMN", name),
        Object::PrimaryKey(table, key) => write_drop_part(f, table, "CONSTRAINT", &key.name),
        Object::Unique(table, name, _)
        | Object::ForeignKey(table, name, _)
        | Object::Check(table, name, _)
        | Object::Exclusion(table, name, _) => write_drop_part(f, table, "CONSTRAINT", name),
        Object::Index(table, name, _) => index::write_drop(f, table, name),
        Object::Trigger(table, name, _) => routine::write_drop_trigger(f, table, name),
        Object::Policy(table, name, _) => policy::write_drop_policy(f, table, name),
        Object::View(name, View { storage, options: _, query: _, indexes: _, triggers: _, depends: _, comment: _ }) => {
            object::write_drop_view(f, name, *storage)
        }
        Object::Function(signature, _) => routine::write_drop_function(f, signature),
    }
}

/// `VALIDATE CONSTRAINT`. There is no statement for the way back, so the constraint is dropped and added again.
pub(super) fn write_validity(f: &mut fmt::Formatter<'_>, object: &Object) -> fmt::Result {
    let (table, name, is_valid): (_, _, bool) = match object {
        Object::Check(table, name, check) => (table, name, check.validity.is_valid()),
        Object::ForeignKey(table, name, key) => (table, name, key.validity.is_valid()),
        // No plan asks for it.
        other => return write_create(f, other),
    };
    if is_valid {
        return write!(f, "ALTER TABLE {} VALIDATE CONSTRAINT {};", Path(table), Ident(name));
    }
    write_drop(f, object)?;
    f.write_str("\n\n")?;
    write_create(f, object)
}

fn write_drop_part(f: &mut fmt::Formatter<'_>, table: &QName, kind: &str, name: &str) -> fmt::Result {
    write!(f, "ALTER TABLE {} DROP {kind} {};", Path(table), Ident(name))
}
