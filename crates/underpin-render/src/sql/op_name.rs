//! The names of operations in the machine-readable plan.

use underpin_plan::{AccessWay, Object, Op};

/// The name of an operation, which never changes its meaning.
pub(super) fn op_name(op: &Op) -> &'static str {
    match op {
        Op::Create(object) => create(object),
        Op::Drop(object) => drop(object),
        Op::Rename(_) => "rename",
        Op::RenamePrimaryKey(_, _) => "rename_primary_key",
        Op::AddEnumValue { ty: _, value: _, place: _ } => "add_enum_value",
        Op::RenameEnumValue { ty: _, value: _ } => "rename_enum_value",
        Op::AlterDomain(_) => "alter_domain",
        Op::AlterComposite(_) => "alter_composite",
        Op::AlterTypes(_, _) => "alter_types",
        Op::SetDefault { table: _, column: _, ty: _, default: _ } => "set_default",
        Op::SetIdentity(_, _, _) => "set_identity",
        Op::CreateSequence(_, _, _) => "create_sequence",
        Op::DropSequence(_, _, _) => "drop_sequence",
        Op::ChangeSequence(_, _, _) => "change_sequence",
        Op::RenameSequence(_, _, _) => "rename_sequence",
        Op::AdvanceSequence(_, _, _) => "advance_sequence",
        Op::AlterSequence(_, _) => "alter_sequence",
        Op::SetOwner(_, _) => "set_owner",
        Op::DropExpression(_, _, _) => "drop_expression",
        Op::SetNotNull(_, _) => "set_not_null",
        Op::DropNotNull(_, _) => "drop_not_null",
        Op::ReplaceFunction(_, _) => "replace_function",
        Op::SetValidity(_) => "set_validity",
        Op::SetRowSecurity(_, _) => "set_row_security",
        Op::MoveExtension(_, _) => "move_extension",
        Op::Comment(_, _) => "comment",
        Op::Access(access) => match access.way {
            AccessWay::Keep => "keep_access",
            AccessWay::Restore => "restore_access",
        },
        Op::Assert(_) => "assert",
        Op::Fill(_) => "fill",
        Op::Run(_) => "run",
    }
}

fn create(object: &Object) -> &'static str {
    match object {
        Object::Namespace(_) => "create_schema",
        Object::Extension(_, _) => "create_extension",
        Object::Enum(_, _) => "create_enum",
        Object::Type(_, _) => "create_type",
        Object::Sequence(_, _) => "create_sequence",
        Object::Table(_, _) => "create_table",
        Object::Column(_, _, _) => "add_column",
        Object::PrimaryKey(_, _) => "add_primary_key",
        Object::Unique(_, _, _) => "add_unique",
        Object::Index(_, _, _) => "create_index",
        Object::ForeignKey(_, _, _) => "add_foreign_key",
        Object::Check(_, _, _) => "add_check",
        Object::Exclusion(_, _, _) => "add_exclusion",
        Object::Trigger(_, _, _) => "create_trigger",
        Object::Policy(_, _, _) => "create_policy",
        Object::View(_, _) => "create_view",
        Object::Function(_, _) => "create_function",
    }
}

fn drop(object: &Object) -> &'static str {
    match object {
        Object::Namespace(_) => "drop_schema",
        Object::Extension(_, _) => "drop_extension",
        Object::Enum(_, _) => "drop_enum",
        Object::Type(_, _) => "drop_type",
        Object::Sequence(_, _) => "drop_sequence",
        Object::Table(_, _) => "drop_table",
        Object::Column(_, _, _) => "drop_column",
        Object::PrimaryKey(_, _) => "drop_primary_key",
        Object::Unique(_, _, _) => "drop_unique",
        Object::Index(_, _, _) => "drop_index",
        Object::ForeignKey(_, _, _) => "drop_foreign_key",
        Object::Check(_, _, _) => "drop_check",
        Object::Exclusion(_, _, _) => "drop_exclusion",
        Object::Trigger(_, _, _) => "drop_trigger",
        Object::Policy(_, _, _) => "drop_policy",
        Object::View(_, _) => "drop_view",
        Object::Function(_, _) => "drop_function",
    }
}
