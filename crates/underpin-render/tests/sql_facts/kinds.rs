//! The kinds of operations: a new one does not compile until it has a name here, and is not tried until it is among `ops`.

use underpin_plan::{Fill, FillValue, Object, Op};

/// All that [`kind`] gives, but for extensions: servers differ in which they have.
pub const ALL: &[&str] = &[
    "create namespace",
    "create enum",
    "create type",
    "create own sequence",
    "create table",
    "create column",
    "create primary key",
    "create unique",
    "create index",
    "create foreign key",
    "create check",
    "create exclusion",
    "create trigger",
    "create policy",
    "create view",
    "create function",
    "drop namespace",
    "drop enum",
    "drop type",
    "drop own sequence",
    "drop table",
    "drop column",
    "drop primary key",
    "drop unique",
    "drop index",
    "drop foreign key",
    "drop check",
    "drop exclusion",
    "drop trigger",
    "drop policy",
    "drop view",
    "drop function",
    "rename",
    "rename primary key",
    "add enum value",
    "rename enum value",
    "alter domain",
    "alter composite",
    "alter types",
    "set default",
    "set identity",
    "create sequence",
    "drop sequence",
    "change sequence",
    "advance sequence",
    "alter sequence",
    "set owner",
    "drop expression",
    "set not null",
    "drop not null",
    "replace function",
    "set row security",
    "set validity",
    "comment",
    "access",
    "assert",
    "fill",
    "run",
];

/// The kind of an operation.
pub fn kind(op: &Op) -> &'static str {
    match op {
        Op::Create(object) => create(object),
        Op::Drop(object) => drop(object),
        Op::Rename(_) => "rename",
        Op::RenamePrimaryKey(_, _) => "rename primary key",
        Op::RenameSequence(_, _, _) => "rename sequence",
        Op::AddEnumValue { ty: _, value: _, place: _ } => "add enum value",
        Op::RenameEnumValue { ty: _, value: _ } => "rename enum value",
        Op::AlterDomain(_) => "alter domain",
        Op::AlterComposite(_) => "alter composite",
        Op::AlterTypes(_, _) => "alter types",
        Op::SetDefault { table: _, column: _, ty: _, default: _ } => "set default",
        Op::SetIdentity(_, _, _) => "set identity",
        Op::CreateSequence(_, _, _) => "create sequence",
        Op::DropSequence(_, _, _) => "drop sequence",
        Op::ChangeSequence(_, _, _) => "change sequence",
        Op::AdvanceSequence(_, _, _) => "advance sequence",
        Op::AlterSequence(_, _) => "alter sequence",
        Op::SetOwner(_, _) => "set owner",
        Op::DropExpression(_, _, _) => "drop expression",
        Op::SetNotNull(_, _) => "set not null",
        Op::DropNotNull(_, _) => "drop not null",
        Op::ReplaceFunction(_, _) => "replace function",
        Op::SetRowSecurity(_, _) => "set row security",
        Op::SetValidity(_) => "set validity",
        Op::MoveExtension(_, _) => "move extension",
        Op::Comment(_, _) => "comment",
        Op::Access(_) => "access",
        Op::Assert(_) => "assert",
        Op::Fill(_) => "fill",
        Op::Run(_) => "run",
    }
}

/// Whether it runs SQL of the specs that may read any table.
pub fn runs_text(op: &Op) -> bool {
    matches!(
        op,
        Op::Create(Object::View(_, _))
            | Op::Run(_)
            | Op::Fill(Fill { table: _, column: _, value: FillValue::Expr(_), rows: _, quiet: _ })
    )
}

fn create(object: &Object) -> &'static str {
    match object {
        Object::Namespace(_) => "create namespace",
        Object::Extension(_, _) => "create extension",
        Object::Enum(_, _) => "create enum",
        Object::Type(_, _) => "create type",
        Object::Sequence(_, _) => "create own sequence",
        Object::Table(_, _) => "create table",
        Object::Column(_, _, _) => "create column",
        Object::PrimaryKey(_, _) => "create primary key",
        Object::Unique(_, _, _) => "create unique",
        Object::Index(_, _, _) => "create index",
        Object::ForeignKey(_, _, _) => "create foreign key",
        Object::Check(_, _, _) => "create check",
        Object::Exclusion(_, _, _) => "create exclusion",
        Object::Trigger(_, _, _) => "create trigger",
        Object::Policy(_, _, _) => "create policy",
        Object::View(_, _) => "create view",
        Object::Function(_, _) => "create function",
    }
}

fn drop(object: &Object) -> &'static str {
    match object {
        Object::Namespace(_) => "drop namespace",
        Object::Extension(_, _) => "drop extension",
        Object::Enum(_, _) => "drop enum",
        Object::Type(_, _) => "drop type",
        Object::Sequence(_, _) => "drop own sequence",
        Object::Table(_, _) => "drop table",
        Object::Column(_, _, _) => "drop column",
        Object::PrimaryKey(_, _) => "drop primary key",
        Object::Unique(_, _, _) => "drop unique",
        Object::Index(_, _, _) => "drop index",
        Object::ForeignKey(_, _, _) => "drop foreign key",
        Object::Check(_, _, _) => "drop check",
        Object::Exclusion(_, _, _) => "drop exclusion",
        Object::Trigger(_, _, _) => "drop trigger",
        Object::Policy(_, _, _) => "drop policy",
        Object::View(_, _) => "drop view",
        Object::Function(_, _) => "drop function",
    }
}
