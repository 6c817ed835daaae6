//! Operations: one statement each.

use std::fmt;

use underpin_plan::Op;

use super::{
    comment, constraint,
    constraint::{CheckClause, ForeignKeyClause, UniqueClause},
    ident::{Ident, Path},
    index, object, policy, routine, table,
    table::ColumnClause,
};

/// An operation as SQL: one statement with its semicolon, on one line or several.
///
/// No statement says CASCADE: what still hangs on an object that is dropped is a mistake to be seen, not to be swept away.
pub fn op(op: &Op) -> impl fmt::Display {
    Statement(op)
}

struct Statement<'a>(&'a Op);

impl fmt::Display for Statement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Op::CreateNamespace(name) => write!(f, "CREATE SCHEMA IF NOT EXISTS {};", Ident(name)),
            Op::DropNamespace(name) => write!(f, "DROP SCHEMA {};", Ident(name)),
            Op::CreateExtension(name, extension) => object::write_extension(f, name, extension),
            Op::DropExtension(name) => write!(f, "DROP EXTENSION {};", Ident(name)),
            Op::CreateEnum(name, values) => object::write_enum(f, name, values),
            Op::DropEnum(name) => write!(f, "DROP TYPE {};", Path(name)),
            Op::AddEnumValue { ty, value, place } => object::write_add_value(f, ty, value, place),
            Op::CreateTable(name, created) => table::write_table(f, name, created),
            Op::DropTable(name) => write!(f, "DROP TABLE {};", Path(name)),
            Op::AddColumn(table, name, column) => {
                write!(f, "ALTER TABLE {} ADD COLUMN {};", Path(table), ColumnClause { name, column })
            }
            Op::DropColumn(table, name) => write!(f, "ALTER TABLE {} DROP COLUMN {};", Path(table), Ident(name)),
            Op::CreateIndex(table, name, created) => index::write_index(f, table, name, created),
            Op::DropIndex(table, name) => index::write_drop(f, table, name),
            Op::AddUnique(table, name, unique) => constraint::write_add(f, table, &UniqueClause { name, unique }),
            Op::AddForeignKey(table, name, key) => constraint::write_add(f, table, &ForeignKeyClause { name, key }),
            Op::AddCheck(table, name, check) => constraint::write_add(f, table, &CheckClause { name, check }),
            Op::DropUnique(table, name) | Op::DropCheck(table, name) | Op::DropForeignKey(table, name, _) => {
                constraint::write_drop(f, table, name)
            }
            Op::CreateView(name, view) => object::write_view(f, name, view),
            Op::DropView(name, storage) => object::write_drop_view(f, name, *storage),
            Op::CreateFunction(signature, function) => routine::write_function(f, signature, function),
            Op::DropFunction(signature) => routine::write_drop_function(f, signature),
            Op::CreateTrigger(table, name, trigger) => routine::write_trigger(f, table, name, trigger),
            Op::DropTrigger(table, name) => routine::write_drop_trigger(f, table, name),
            Op::CreatePolicy(table, name, created) => policy::write_policy(f, table, name, created),
            Op::DropPolicy(table, name) => policy::write_drop_policy(f, table, name),
            Op::SetRowSecurity(table, from, to) => policy::write_row_security(f, table, *from, *to),
            Op::Comment(on, text) => comment::write_comment(f, on, text.as_deref()),
        }
    }
}
