//! The names of operations in the machine-readable plan.

use underpin_plan::Op;

/// The name of an operation, which never changes its meaning.
pub(super) fn op_name(op: &Op) -> &'static str {
    match op {
        Op::CreateNamespace(_) => "create_schema",
        Op::DropNamespace(_) => "drop_schema",
        Op::CreateExtension(_, _) => "create_extension",
        Op::DropExtension(_) => "drop_extension",
        Op::CreateEnum(_, _) => "create_enum",
        Op::DropEnum(_) => "drop_enum",
        Op::AddEnumValue { ty: _, value: _, place: _ } => "add_enum_value",
        Op::CreateTable(_, _) => "create_table",
        Op::DropTable(_) => "drop_table",
        Op::AddColumn(_, _, _) => "add_column",
        Op::DropColumn(_, _) => "drop_column",
        Op::CreateIndex(_, _, _) => "create_index",
        Op::DropIndex(_, _) => "drop_index",
        Op::AddUnique(_, _, _) => "add_unique",
        Op::AddForeignKey(_, _, _) => "add_foreign_key",
        Op::AddCheck(_, _, _) => "add_check",
        Op::DropUnique(_, _) => "drop_unique",
        Op::DropCheck(_, _) => "drop_check",
        Op::DropForeignKey(_, _, _) => "drop_foreign_key",
        Op::CreateView(_, _) => "create_view",
        Op::DropView(_, _) => "drop_view",
        Op::CreateFunction(_, _) => "create_function",
        Op::DropFunction(_) => "drop_function",
        Op::CreateTrigger(_, _, _) => "create_trigger",
        Op::DropTrigger(_, _) => "drop_trigger",
        Op::CreatePolicy(_, _, _) => "create_policy",
        Op::DropPolicy(_, _) => "drop_policy",
        Op::SetRowSecurity(_, _, _) => "set_row_security",
        Op::Comment(_, _) => "comment",
    }
}
