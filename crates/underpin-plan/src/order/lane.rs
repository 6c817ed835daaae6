//! Lanes: the place of each kind of operation in a readable migration.

use std::collections::HashSet;

use underpin_schema::{DefaultValue, Name, ObjectId, QName, Signature};

use super::{Edge, renames::Renames};
use crate::{CompositeChange, DomainChange, Fill, FillRows, Numbering, Object, Op, Pair, Phase, changes::Draft};

/// The place of a kind of operation, in the order in which a migration reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// Questions to rows that the plan does not touch before they matter: asked before anything has changed.
    AskFirst,
    /// New labels can be used only once they are committed. They come before all else, so that the transaction that ends
    /// there leaves nothing half done: a label that nothing uses does no harm.
    EnumValue,
    Rename,
    /// The same questions in the names after the renames.
    Ask,
    Namespace,
    Extension,
    Enum,
    /// Before the tables whose defaults draw from them.
    Sequence,
    StepPrepare,
    Table,
    Column,
    StepExpand,
    Fill,
    StepData,
    /// Types, with the defaults around them.
    Types,
    /// Rows of columns that have another type by now.
    FillConverted,
    /// New columns take the place of old ones.
    Swap,
    /// Generated columns over what was converted.
    Generated,
    /// NULL, defaults, identity, sequences.
    Nulls,
    /// Questions to rows that the plan itself writes.
    AskLate,
    /// Primary keys, unique constraints and indexes, table by table. Before foreign keys, which may need them.
    Key,
    ForeignKey,
    Check,
    /// Row-level security and policies, table by table.
    Security,
    Function,
    View,
    /// After the functions that they call.
    Trigger,
    StepTighten,
    Comment,
    StepContract,
    /// What is no longer there goes last: nothing uses it by then.
    Drop,
}

impl Lane {
    pub(super) fn phase(self) -> Phase {
        match self {
            Lane::AskFirst
            | Lane::EnumValue
            | Lane::Rename
            | Lane::Ask
            | Lane::Namespace
            | Lane::Extension
            | Lane::Enum
            | Lane::Sequence
            | Lane::StepPrepare => Phase::Prepare,
            Lane::Table | Lane::Column | Lane::StepExpand => Phase::Expand,
            Lane::Fill | Lane::StepData | Lane::Types | Lane::FillConverted | Lane::Swap | Lane::Generated => {
                Phase::Data
            }
            Lane::Nulls
            | Lane::AskLate
            | Lane::Key
            | Lane::ForeignKey
            | Lane::Check
            | Lane::Security
            | Lane::Function
            | Lane::View
            | Lane::Trigger
            | Lane::StepTighten
            | Lane::Comment => Phase::Tighten,
            Lane::StepContract | Lane::Drop => Phase::Contract,
        }
    }
}

/// The lane of each draft. Those of questions and generated columns depend on what they come after: they move back rather
/// than pull it forward.
pub(super) fn lanes(drafts: &[Draft], renames: &Renames, edges: &[Edge]) -> Vec<Lane> {
    let mut converted = HashSet::new();
    for draft in drafts {
        if let Op::AlterTypes(table, changes) = &draft.op {
            converted.extend(changes.iter().map(|change| (table, &change.column)));
        }
    }
    let mut lanes: Vec<_> = drafts.iter().map(|draft| usual(&draft.op, &converted)).collect();
    if !renames.leading.is_empty() {
        lanes.iter_mut().filter(|lane| **lane == Lane::AskFirst).for_each(|lane| *lane = Lane::Ask);
    }
    renames.rebuilt.iter().for_each(|&node| lanes[node] = Lane::Enum);
    renames.late.iter().for_each(|&node| lanes[node] = Lane::Swap);
    for edge in edges.iter().filter(|edge| !edge.is_soft()) {
        let before = lanes[edge.before];
        match lanes[edge.after] {
            Lane::AskFirst | Lane::Ask if before != Lane::Rename => lanes[edge.after] = Lane::AskLate,
            Lane::Column if matches!(before, Lane::Types | Lane::Swap) && is_generated(&drafts[edge.after].op) => {
                lanes[edge.after] = Lane::Generated;
            }
            _ => {}
        }
    }
    lanes
}

fn is_generated(op: &Op) -> bool {
    match op {
        Op::Create(Object::Column(_, _, column)) => matches!(column.default, Some(DefaultValue::Generated(_))),
        _ => false,
    }
}

fn usual(op: &Op, converted: &HashSet<(&QName, &Name)>) -> Lane {
    match op {
        Op::Rename(_)
        | Op::RenamePrimaryKey(_, _)
        | Op::RenameSequence(_, _, _)
        | Op::RenameEnumValue { ty: _, value: _ } => Lane::Rename,
        Op::Create(object) => match object {
            Object::Namespace(_) => Lane::Namespace,
            Object::Extension(_, _) => Lane::Extension,
            Object::Enum(_, _) | Object::Type(_, _) => Lane::Enum,
            Object::Sequence(_, _) => Lane::Sequence,
            Object::Table(_, _) => Lane::Table,
            Object::Column(_, _, _) => Lane::Column,
            Object::PrimaryKey(_, _)
            | Object::Unique(_, _, _)
            | Object::Index(_, _, _)
            | Object::Exclusion(_, _, _) => Lane::Key,
            Object::ForeignKey(_, _, _) => Lane::ForeignKey,
            Object::Check(_, _, _) => Lane::Check,
            Object::Policy(_, _, _) => Lane::Security,
            Object::Function(_, _) => Lane::Function,
            Object::View(_, _) => Lane::View,
            Object::Trigger(_, _, _) => Lane::Trigger,
        },
        Op::Drop(_) => Lane::Drop,
        Op::MoveExtension(_, _) => Lane::Extension,
        Op::AddEnumValue { ty: _, value: _, place: _ } => Lane::EnumValue,
        Op::AlterTypes(_, _) => Lane::Types,
        Op::AlterDomain(alter) => match &alter.change {
            // What is written meanwhile need not fulfil what is no longer said.
            DomainChange::SetDefault(_)
            | DomainChange::SetOptional
            | DomainChange::DropCheck(_, _)
            | DomainChange::RenameCheck(_) => Lane::Column,
            DomainChange::SetRequired => Lane::Nulls,
            DomainChange::AddCheck(_, _) | DomainChange::SetValidity(_, _) => Lane::Check,
        },
        Op::AlterComposite(alter) => match &alter.change {
            CompositeChange::AddAttribute(_) => Lane::Column,
            CompositeChange::DropAttribute(_, _) => Lane::Drop,
        },
        Op::SetDefault { table, column, ty: _, default: _ } if converted.contains(&(table, column)) => Lane::Types,
        // Around the type that the sequence of an identity gets with its column.
        Op::ChangeSequence(table, column, Pair { old: Numbering::Identity(_, _), new: Numbering::Identity(_, _) })
            if converted.contains(&(table, column)) =>
        {
            Lane::Types
        }
        Op::SetDefault { table: _, column: _, ty: _, default: _ }
        | Op::SetIdentity(_, _, _)
        | Op::CreateSequence(_, _, _)
        | Op::DropSequence(_, _, _)
        | Op::ChangeSequence(_, _, _)
        | Op::AdvanceSequence(_, _, _)
        | Op::AlterSequence(_, _)
        | Op::SetOwner(_, _)
        | Op::DropExpression(_, _, _)
        | Op::SetNotNull(_, _)
        | Op::DropNotNull(_, _) => Lane::Nulls,
        Op::Fill(Fill { table, column, value: _, rows, quiet: _ }) => match rows {
            FillRows::Null if converted.contains(&(table, column)) => Lane::FillConverted,
            FillRows::Null | FillRows::All => Lane::Fill,
        },
        Op::Assert(_) => Lane::AskFirst,
        Op::SetValidity(pair) => match pair.new {
            Object::ForeignKey(_, _, _) => Lane::ForeignKey,
            _ => Lane::Check,
        },
        Op::SetRowSecurity(_, _) => Lane::Security,
        Op::ReplaceFunction(_, _) => Lane::Function,
        Op::Comment(_, _) | Op::Access(_) => Lane::Comment,
        Op::Run(step) => match step.phase {
            Phase::Prepare => Lane::StepPrepare,
            Phase::Expand => Lane::StepExpand,
            Phase::Data => Lane::StepData,
            Phase::Tighten => Lane::StepTighten,
            Phase::Contract => Lane::StepContract,
        },
    }
}

/// What operations of one lane are sorted by: the schema, the table or other object, and what belongs to it.
pub(super) type Names = [Name; 3];

/// The names of an operation. Columns of one table have equal ones: they keep the order of the spec.
pub(super) fn names(op: &Op) -> Names {
    let empty = || Name::new("");
    let qualified = |name: QName, member: Option<Name>| [name.namespace, name.name, member.unwrap_or_else(empty)];
    match op.object() {
        ObjectId::Namespace(name) | ObjectId::Extension(name) | ObjectId::Step(name) => [name, empty(), empty()],
        ObjectId::Enum(name)
        | ObjectId::EnumValue(name, _)
        | ObjectId::Type(name)
        | ObjectId::Attribute(name, _)
        | ObjectId::Sequence(name)
        | ObjectId::Table(name)
        | ObjectId::PrimaryKey(name) => qualified(name, None),
        ObjectId::Column(table, _) | ObjectId::View(table) => qualified(table, None),
        ObjectId::Unique(table, name)
        | ObjectId::Index(table, name)
        | ObjectId::ForeignKey(table, name)
        | ObjectId::Check(table, name)
        | ObjectId::Exclusion(table, name)
        | ObjectId::Trigger(table, name)
        | ObjectId::Policy(table, name) => qualified(table, Some(name)),
        ObjectId::Function(Signature { name, args }) => qualified(name, Some(args.into())),
    }
}
