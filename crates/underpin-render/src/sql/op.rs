//! Operations as SQL.

use std::fmt;

use underpin_plan::{Op, Pair};

use super::{
    access, assert, column, comment, convert, create, fill, object, policy, rename, routine, sequence, text::Ended,
    user_type,
};

/// An operation as SQL: a statement with its semicolon, on one line or several. The few that PostgreSQL has no one
/// statement for take two, and a data step as many as its author wrote.
///
/// No statement says CASCADE: what still hangs on an object that is dropped is a mistake to be seen, not to be swept away.
pub fn op(op: &Op) -> impl fmt::Display {
    Statement(op)
}

struct Statement<'a>(&'a Op);

impl fmt::Display for Statement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Op::Create(object) => create::write_create(f, object),
            Op::Drop(object) => create::write_drop(f, object),
            Op::Rename(Pair { old, new }) => rename::write_rename(f, old, new),
            Op::RenamePrimaryKey(table, names) => rename::write_constraint(f, table, &names.old, &names.new),
            Op::AddEnumValue { ty, value, place } => object::write_add_value(f, ty, value, place),
            Op::RenameEnumValue { ty, value } => rename::write_value(f, ty, &value.old, &value.new),
            Op::AlterDomain(alter) => user_type::write_alter_domain(f, alter),
            Op::AlterComposite(alter) => user_type::write_alter_composite(f, alter),
            Op::AlterTypes(table, changes) => convert::write_types(f, table, changes),
            Op::SetDefault { table, column, ty, default } => {
                column::write_default(f, table, column, &ty.new, default.new.as_ref())
            }
            Op::SetIdentity(table, column, identity) => column::write_identity(f, table, column, identity),
            Op::CreateSequence(table, column, ty) => sequence::write_create(f, table, column, ty),
            Op::DropSequence(table, column, _) => sequence::write_drop(f, table, column),
            Op::ChangeSequence(table, column, numbering) => sequence::write_change(f, (table, column), numbering),
            Op::RenameSequence(table, column, names) => sequence::write_rename(f, (table, column), names),
            Op::AdvanceSequence(table, column, options) => sequence::write_advance(f, table, column, options),
            Op::AlterSequence(name, options) => sequence::write_alter(f, name, options),
            Op::SetOwner(name, owner) => sequence::write_owner(f, name, owner.new.as_ref()),
            Op::DropExpression(table, column, _) => column::write_alter(f, table, column, "DROP EXPRESSION"),
            Op::SetNotNull(table, column) => column::write_alter(f, table, column, "SET NOT NULL"),
            Op::DropNotNull(table, column) => column::write_alter(f, table, column, "DROP NOT NULL"),
            Op::ReplaceFunction(signature, function) => routine::write_replaced(f, signature, &function.new),
            Op::SetValidity(pair) => create::write_validity(f, &pair.new),
            Op::SetRowSecurity(table, level) => policy::write_row_security(f, table, *level),
            Op::MoveExtension(name, namespace) => object::write_move_extension(f, name, namespace.new.as_ref()),
            Op::Comment(on, text) => comment::write_comment(f, on, text.new.as_deref()),
            Op::Access(access) => access::write_access(f, access),
            Op::Assert(precondition) => assert::write_assert(f, precondition),
            Op::Fill(fill) => fill::write_fill(f, fill),
            Op::Run(step) => write!(f, "{}", Ended(step.sql.as_str())),
        }
    }
}
