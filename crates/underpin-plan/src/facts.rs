//! What an operation does, as facts that lint, review and proof read instead of SQL: one row per operation.

mod locks;
mod storage;

use std::fmt;

use underpin_schema::{Name, ObjectId, QName};

pub use locks::{Blocks, LockMode, StrongestLocks, TableLock};

use crate::{CompositeChange, FillValue, Numbering, Object, Op, Pair, Precondition, changes::Held};
use LockMode::{AccessExclusive, RowExclusive, RowShare, Share, ShareRowExclusive, ShareUpdateExclusive};

/// What an operation locks, rewrites, scans and destroys.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The locks that it holds until its transaction ends, of all modes above ACCESS SHARE, with those on what it creates or
    /// drops itself. Of the tables that SQL text of the specs reads or writes nothing is known.
    pub locks: Vec<TableLock>,
    /// The table that is written anew, row by row, under the lock.
    pub rewrites: Option<QName>,
    /// The tables whose rows are all read under the lock. Those that SQL text reads are not among them.
    pub scans: Vec<QName>,
    /// The data that is lost. What only holds definitions, or rows that can be computed again, is not data.
    pub destroys: Option<Destroys>,
}

/// Whether an operation may run inside a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InTransaction {
    /// It may, so it fails as one with the rest.
    May,
    /// PostgreSQL refuses it there.
    MustNot,
}

/// Data that is no longer there after an operation, whatever its rows hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destroys {
    /// A table with its rows.
    Rows(QName),
    /// A column with its values.
    Values(QName, Name),
    /// An attribute of a composite type, with what it is in the values of the type.
    Attribute(QName, Name),
    /// A sequence with the number that it had come to.
    Count(QName),
}

impl fmt::Display for Destroys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Destroys::Rows(table) => write!(f, "table {table} with its rows"),
            Destroys::Attribute(ty, name) => write!(f, "attribute {ty}.{name} with its values"),
            Destroys::Count(name) => write!(f, "sequence {name} with the number that it had come to"),
            Destroys::Values(table, column) => write!(f, "column {table}.{column} with its values"),
        }
    }
}

impl Facts {
    /// An operation that touches no table.
    fn nothing() -> Self {
        Self { locks: Vec::new(), rewrites: None, scans: Vec::new(), destroys: None }
    }

    fn locks(table: &QName, mode: LockMode) -> Self {
        Self::nothing().also(table, mode)
    }

    fn also(mut self, table: &QName, mode: LockMode) -> Self {
        if self.locks.iter().all(|lock| lock.table != *table) {
            self.locks.push(TableLock { table: table.clone(), mode });
        }
        self
    }

    fn scans(mut self, table: &QName) -> Self {
        if !self.scans.contains(table) {
            self.scans.push(table.clone());
        }
        self
    }

    /// A rewrite reads all that it writes.
    fn rewrites(mut self, table: &QName) -> Self {
        self.rewrites = Some(table.clone());
        self.scans(table)
    }

    fn destroys(mut self, destroys: Destroys) -> Self {
        self.destroys = Some(destroys);
        self
    }
}

impl Op {
    /// What it locks, rewrites, scans and destroys. "Measured" refers to PostgreSQL 15; the tests of `underpin-db` ask each
    /// server version anew.
    pub fn facts(&self) -> Facts {
        match self {
            Op::Create(object) => created(object),
            Op::Drop(object) => dropped(object),
            Op::Rename(Pair { old: _, new }) => renamed(new),
            // Measured: `rename-constraint`. https://www.postgresql.org/docs/current/sql-altertable.html
            Op::RenamePrimaryKey(table, _) => Facts::locks(table, AccessExclusive),
            // As `rename-index`: the sequence alone is locked.
            Op::RenameSequence(_, _, _) => Facts::nothing(),
            // Measured: `enum-add-value`, `enum-rename-value`: the tables that use the type are not looked at. Since
            // PostgreSQL 12 it may run in a transaction, but the label may not be used before the commit.
            // https://www.postgresql.org/docs/current/sql-altertype.html
            Op::AddEnumValue { ty: _, value: _, place: _ } | Op::RenameEnumValue { ty: _, value: _ } => {
                Facts::nothing()
            }
            // Measured: rules that are added are asked of the rows of each column of the domain, under SHARE, as an index is built;
            // all else looks at no table. https://www.postgresql.org/docs/current/sql-alterdomain.html
            Op::AlterDomain(alter) => match alter.change.asks() {
                Some(_) => alter
                    .columns
                    .iter()
                    .fold(Facts::nothing(), |facts, (table, _)| facts.also(table, Share).scans(table)),
                None => Facts::nothing(),
            },
            // Measured: no table is locked. What an attribute held is out of reach.
            // https://www.postgresql.org/docs/current/sql-altertype.html
            Op::AlterComposite(alter) => match (&alter.change, alter.held) {
                (CompositeChange::DropAttribute(attribute, _), Held::ByRows) => {
                    Facts::nothing().destroys(Destroys::Attribute(alter.ty.clone(), attribute.name.clone()))
                }
                (CompositeChange::DropAttribute(_, _), Held::Nowhere) | (CompositeChange::AddAttribute(_), _) => {
                    Facts::nothing()
                }
            },
            // Measured: `type-*`. https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
            Op::AlterTypes(table, changes) => {
                let facts = Facts::locks(table, AccessExclusive);
                if changes.iter().all(storage::kept) { facts } else { facts.rewrites(table) }
            }
            // Measured: `set-default`, `drop-default`, `set-identity`, `drop-expression`, `drop-not-null`.
            Op::SetDefault { table, column: _, ty: _, default: _ }
            | Op::SetIdentity(table, _, _)
            | Op::CreateSequence(table, _, _)
            | Op::DropSequence(table, _, _)
            | Op::DropExpression(table, _, _)
            | Op::DropNotNull(table, _) => Facts::locks(table, AccessExclusive),
            // As ALTER SEQUENCE: the sequence alone is locked. https://www.postgresql.org/docs/current/sql-altersequence.html
            Op::ChangeSequence(
                _,
                _,
                Pair { old: Numbering::Serial(_), new: Numbering::Serial(_) }
                | Pair { old: Numbering::Identity(_, _), new: Numbering::Identity(_, _) },
            ) => Facts::nothing(),
            // The sequence alone is locked, in SHARE ROW EXCLUSIVE; its owner is looked at in ACCESS SHARE.
            // https://www.postgresql.org/docs/current/sql-altersequence.html
            Op::AlterSequence(_, _) | Op::SetOwner(_, _) => Facts::nothing(),
            // Measured: `set-default`, `set-identity`.
            Op::ChangeSequence(table, _, _) => Facts::locks(table, AccessExclusive),
            // It reads the largest value; setval locks no table. https://www.postgresql.org/docs/current/functions-sequence.html
            Op::AdvanceSequence(table, _, _) => Facts::nothing().scans(table),
            // Measured: `set-not-null`.
            Op::SetNotNull(table, _) => Facts::locks(table, AccessExclusive).scans(table),
            // None: functions and extensions are no relations.
            // https://www.postgresql.org/docs/current/sql-createfunction.html
            Op::ReplaceFunction(_, _) | Op::MoveExtension(_, _) => Facts::nothing(),
            // Measured: `enable-rls`, `force-rls`, `disable-rls`.
            Op::SetValidity(pair) => validated(&pair.new),
            Op::SetRowSecurity(table, _) => Facts::locks(table, AccessExclusive),
            Op::Comment(comment, _) => Facts { locks: locks::comment(comment), ..Facts::nothing() },
            // Only catalogs are read and written; an owner is changed of what this transaction has just created.
            // https://www.postgresql.org/docs/current/sql-grant.html
            Op::Access(_) => Facts::nothing(),
            Op::Assert(precondition) => asked(precondition),
            // Measured: `update-all`. https://www.postgresql.org/docs/current/sql-update.html
            Op::Fill(fill) => {
                // Measured: `disable-trigger`.
                let lock = if fill.quiet.is_empty() { RowExclusive } else { ShareRowExclusive };
                let facts = Facts::locks(&fill.table, lock).scans(&fill.table);
                match &fill.value {
                    FillValue::Expr(_) => facts,
                    FillValue::Parent { parent, column: _, on: _ } => facts.scans(parent),
                }
            }
            // SQL of the spec: what it locks is its own matter, and no parser of ours looks into it.
            Op::Run(_) => Facts::nothing(),
        }
    }

    /// See [`Facts::locks`].
    pub fn locks(&self) -> Vec<TableLock> {
        self.facts().locks
    }

    /// See [`Facts::rewrites`].
    pub fn rewrites(&self) -> Option<QName> {
        self.facts().rewrites
    }

    /// See [`Facts::scans`].
    pub fn scans(&self) -> Vec<QName> {
        self.facts().scans
    }

    /// Whether it may run inside a transaction: so far nothing of what a plan does is refused there.
    pub fn in_transaction(&self) -> InTransaction {
        match self {
            Op::Create(_)
            | Op::Drop(_)
            | Op::Rename(_)
            | Op::RenamePrimaryKey(_, _)
            | Op::RenameSequence(_, _, _)
            | Op::AddEnumValue { ty: _, value: _, place: _ }
            | Op::RenameEnumValue { ty: _, value: _ }
            | Op::AlterDomain(_)
            | Op::AlterComposite(_)
            | Op::AlterTypes(_, _)
            | Op::SetDefault { table: _, column: _, ty: _, default: _ }
            | Op::SetIdentity(_, _, _)
            | Op::CreateSequence(_, _, _)
            | Op::DropSequence(_, _, _)
            | Op::ChangeSequence(_, _, _)
            | Op::AdvanceSequence(_, _, _)
            | Op::AlterSequence(_, _)
            | Op::SetOwner(_, _)
            | Op::DropExpression(_, _, _)
            | Op::SetNotNull(_, _)
            | Op::DropNotNull(_, _)
            | Op::ReplaceFunction(_, _)
            | Op::SetValidity(_)
            | Op::SetRowSecurity(_, _)
            | Op::MoveExtension(_, _)
            | Op::Comment(_, _)
            | Op::Access(_)
            | Op::Assert(_)
            | Op::Fill(_)
            | Op::Run(_) => InTransaction::May,
        }
    }

    /// See [`Facts::destroys`].
    pub fn destroys(&self) -> Option<Destroys> {
        self.facts().destroys
    }
}

fn created(object: &Object) -> Facts {
    match object {
        // None: neither locks a table. https://www.postgresql.org/docs/current/sql-createschema.html,
        // https://www.postgresql.org/docs/current/sql-createextension.html (measured: `create-extension`)
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _)
        | Object::Type(_, _)
        | Object::Sequence(_, _)
        | Object::Function(_, _) => Facts::nothing(),
        // Measured: `create-table`: nobody else can see it yet.
        Object::Table(table, _) => Facts::locks(table, AccessExclusive),
        // Measured: `add-col-*`.
        Object::Column(table, _, column) => {
            let facts = Facts::locks(table, AccessExclusive);
            if storage::fills_each_row(column) { facts.rewrites(table) } else { facts }
        }
        // Measured: `add-pk`, `add-unique`, `add-check`. https://www.postgresql.org/docs/current/sql-altertable.html
        Object::PrimaryKey(table, _) | Object::Unique(table, _, _) | Object::Exclusion(table, _, _) => {
            Facts::locks(table, AccessExclusive).scans(table)
        }
        Object::Check(table, _, check) => {
            let facts = Facts::locks(table, AccessExclusive);
            if check.validity.is_valid() { facts.scans(table) } else { facts }
        }
        // Measured: `create-index`, `create-unique-index`: writes wait until it is built.
        // https://www.postgresql.org/docs/current/sql-createindex.html
        Object::Index(table, _, _) => Facts::locks(table, Share).scans(table),
        // Measured: `add-fk`: both tables, since the triggers that keep the key are created on both, and both are read to
        // find rows that refer to nothing.
        Object::ForeignKey(table, _, key) => {
            let both = Facts::locks(table, ShareRowExclusive).also(&key.table, ShareRowExclusive);
            if key.validity.is_valid() { both.scans(table).scans(&key.table) } else { both }
        }
        // Measured: `create-trigger`. https://www.postgresql.org/docs/current/sql-createtrigger.html
        Object::Trigger(table, _, _) => Facts::locks(table, ShareRowExclusive),
        // Measured: `create-policy`. https://www.postgresql.org/docs/current/sql-createpolicy.html
        Object::Policy(table, _, _) => Facts::locks(table, AccessExclusive),
        // Measured: `create-view`, `create-matview`: the view itself; what it reads is locked in ACCESS SHARE only.
        // https://www.postgresql.org/docs/current/sql-createview.html
        Object::View(view, _) => Facts::locks(view, AccessExclusive),
    }
}

/// <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT>
fn validated(object: &Object) -> Facts {
    match object {
        // Measured: `validate-check`.
        Object::Check(table, _, check) if check.validity.is_valid() => {
            Facts::locks(table, ShareUpdateExclusive).scans(table)
        }
        // Measured: `validate-fk`.
        Object::ForeignKey(table, _, key) if key.validity.is_valid() => {
            Facts::locks(table, ShareUpdateExclusive).also(&key.table, RowShare).scans(table).scans(&key.table)
        }
        // Dropped and added again, and no row is read.
        other => dropped(other),
    }
}

fn dropped(object: &Object) -> Facts {
    match object {
        // The sequence alone is locked. https://www.postgresql.org/docs/current/sql-dropsequence.html
        Object::Sequence(name, _) => Facts::nothing().destroys(Destroys::Count(name.clone())),
        // Without CASCADE these fail where something still uses what they drop; they hold no data.
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _)
        | Object::Type(_, _)
        | Object::Function(_, _) => Facts::nothing(),
        // Measured: `drop-table`: the table itself; what its foreign keys refer to would be locked as well, but a plan
        // drops foreign keys by operations of their own before. https://www.postgresql.org/docs/current/sql-droptable.html
        Object::Table(table, _) => Facts::locks(table, AccessExclusive).destroys(Destroys::Rows(table.clone())),
        // Measured: `drop-column`: the values stay on disk, but nothing reaches them.
        // https://www.postgresql.org/docs/current/sql-altertable.html
        Object::Column(table, column, _) => {
            Facts::locks(table, AccessExclusive).destroys(Destroys::Values(table.clone(), column.clone()))
        }
        // Measured: `drop-pk`, `drop-check`, `drop-index`, `drop-trigger`, `drop-policy`.
        Object::PrimaryKey(table, _)
        | Object::Unique(table, _, _)
        | Object::Check(table, _, _)
        | Object::Exclusion(table, _, _)
        | Object::Index(table, _, _)
        | Object::Trigger(table, _, _)
        | Object::Policy(table, _, _) => Facts::locks(table, AccessExclusive),
        // Measured: `drop-fk`: both tables.
        Object::ForeignKey(table, _, key) => Facts::locks(table, AccessExclusive).also(&key.table, AccessExclusive),
        // As DROP TABLE does. https://www.postgresql.org/docs/current/sql-dropview.html
        Object::View(view, _) => Facts::locks(view, AccessExclusive),
    }
}

fn renamed(object: &ObjectId) -> Facts {
    match object {
        // Measured: `rename-table`, `rename-column`, `rename-constraint`. https://www.postgresql.org/docs/current/sql-altertable.html
        ObjectId::Table(table)
        | ObjectId::View(table)
        | ObjectId::Column(table, _)
        | ObjectId::PrimaryKey(table)
        | ObjectId::Unique(table, _)
        | ObjectId::ForeignKey(table, _)
        | ObjectId::Check(table, _)
        | ObjectId::Exclusion(table, _) => Facts::locks(table, AccessExclusive),
        // As `rename-constraint`: the table is locked to see that the new name is free.
        // https://www.postgresql.org/docs/current/sql-altertrigger.html, https://www.postgresql.org/docs/current/sql-alterpolicy.html
        ObjectId::Trigger(table, _) | ObjectId::Policy(table, _) => Facts::locks(table, AccessExclusive),
        // Measured: `rename-index` locks the index alone; `enum-rename-type` no table.
        ObjectId::Index(_, _)
        | ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::Type(_)
        | ObjectId::Attribute(_, _)
        | ObjectId::Sequence(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => Facts::nothing(),
    }
}

/// A question reads in ACCESS SHARE.
fn asked(precondition: &Precondition) -> Facts {
    // The one row that a sequence is.
    if let Precondition::Counts { counter: _, counting: _ } = precondition {
        return Facts::nothing();
    }
    let facts = Facts::nothing().scans(precondition.table());
    match precondition {
        Precondition::NoOrphans { table: _, name: _, key } => facts.scans(&key.table),
        Precondition::Counts { counter: _, counting: _ }
        | Precondition::NoNulls { table: _, column: _ }
        | Precondition::NoDuplicates { table: _, key: _, targets: _, nulls: _, predicate: _ }
        | Precondition::Passes { table: _, name: _, expr: _ }
        | Precondition::NoConflicts { table: _, name: _, exclusion: _ }
        | Precondition::Fits { table: _, column: _, from: _, to: _ }
        | Precondition::Yields { table: _, column: _, value: _, to: _, nullable: _, rows: _ }
        | Precondition::IsValue { table: _, column: _, to: _, name: _, expr: _ }
        | Precondition::IsLabel { table: _, column: _, from: _, labels: _ } => facts,
    }
}
