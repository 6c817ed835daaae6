//! Lanes: the place of each kind of operation in a readable migration.

use underpin_schema::{Name, ObjectId, QName, Signature};

use crate::{Op, Phase};

/// The place of a kind of operation, in the order in which a migration reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    Namespace,
    Extension,
    Enum,
    EnumValue,
    Table,
    Column,
    /// Unique constraints and indexes, table by table. Before foreign keys, which may need them.
    Key,
    ForeignKey,
    Check,
    /// Row-level security and policies, table by table.
    Security,
    Function,
    View,
    /// After the functions that they call.
    Trigger,
    Comment,
    /// What is no longer there goes last: nothing uses it by then.
    Drop,
}

impl Lane {
    pub(crate) fn of(op: &Op) -> Self {
        match op {
            Op::CreateNamespace(_) => Lane::Namespace,
            Op::CreateExtension(_, _) => Lane::Extension,
            Op::CreateEnum(_, _) => Lane::Enum,
            Op::AddEnumValue { ty: _, value: _, place: _ } => Lane::EnumValue,
            Op::CreateTable(_, _) => Lane::Table,
            Op::AddColumn(_, _, _) => Lane::Column,
            Op::CreateIndex(_, _, _) | Op::AddUnique(_, _, _) => Lane::Key,
            Op::AddForeignKey(_, _, _) => Lane::ForeignKey,
            Op::AddCheck(_, _, _) => Lane::Check,
            Op::SetRowSecurity(_, _, _) | Op::CreatePolicy(_, _, _) => Lane::Security,
            Op::CreateFunction(_, _) => Lane::Function,
            Op::CreateView(_, _) => Lane::View,
            Op::CreateTrigger(_, _, _) => Lane::Trigger,
            Op::Comment(_, _) => Lane::Comment,
            Op::DropNamespace(_)
            | Op::DropExtension(_)
            | Op::DropEnum(_)
            | Op::DropTable(_)
            | Op::DropColumn(_, _)
            | Op::DropIndex(_, _)
            | Op::DropUnique(_, _)
            | Op::DropCheck(_, _)
            | Op::DropForeignKey(_, _, _)
            | Op::DropView(_, _)
            | Op::DropFunction(_)
            | Op::DropTrigger(_, _)
            | Op::DropPolicy(_, _) => Lane::Drop,
        }
    }

    pub(crate) fn phase(self) -> Phase {
        match self {
            Lane::Namespace | Lane::Extension | Lane::Enum | Lane::EnumValue => Phase::Prepare,
            Lane::Table | Lane::Column => Phase::Expand,
            Lane::Key
            | Lane::ForeignKey
            | Lane::Check
            | Lane::Security
            | Lane::Function
            | Lane::View
            | Lane::Trigger
            | Lane::Comment => Phase::Tighten,
            Lane::Drop => Phase::Contract,
        }
    }
}

/// What operations of one lane are sorted by: the schema, the table or other object, and what belongs to it.
pub(crate) type Names = [Name; 3];

/// The names of an operation. Columns of one table have equal ones: they keep the order of the spec.
pub(crate) fn names(op: &Op) -> Names {
    let empty = || Name::new("");
    let qualified = |name: QName, member: Option<Name>| [name.namespace, name.name, member.unwrap_or_else(empty)];
    match op.object() {
        ObjectId::Namespace(name) | ObjectId::Extension(name) => [name, empty(), empty()],
        ObjectId::Enum(name) | ObjectId::EnumValue(name, _) | ObjectId::Table(name) | ObjectId::PrimaryKey(name) => {
            qualified(name, None)
        }
        ObjectId::Column(table, _) | ObjectId::View(table) => qualified(table, None),
        ObjectId::Unique(table, name)
        | ObjectId::Index(table, name)
        | ObjectId::ForeignKey(table, name)
        | ObjectId::Check(table, name)
        | ObjectId::Trigger(table, name)
        | ObjectId::Policy(table, name) => qualified(table, Some(name)),
        ObjectId::Function(Signature { name, args }) => qualified(name, Some(args.into())),
    }
}
