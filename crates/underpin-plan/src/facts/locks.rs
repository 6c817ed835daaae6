//! Which tables an operation locks, and how.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use underpin_schema::{ObjectId, QName};

use crate::{CommentOn, Op, Plan, Step};

/// A lock mode of PostgreSQL on a table, from the weakest to the strongest.
/// <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockMode {
    /// What SELECT takes; only ACCESS EXCLUSIVE conflicts with it.
    AccessShare,
    /// What SELECT FOR UPDATE takes.
    RowShare,
    /// What INSERT, UPDATE and DELETE take.
    RowExclusive,
    /// Reads and writes go on; other changes of the schema wait.
    ShareUpdateExclusive,
    /// Reads go on, writes wait.
    Share,
    /// Reads go on, writes wait, and so does a second one of its kind.
    ShareRowExclusive,
    /// Plain reads go on.
    Exclusive,
    /// Everything waits, even SELECT.
    AccessExclusive,
}

impl fmt::Display for LockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LockMode::AccessShare => "ACCESS SHARE",
            LockMode::RowShare => "ROW SHARE",
            LockMode::RowExclusive => "ROW EXCLUSIVE",
            LockMode::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            LockMode::Share => "SHARE",
            LockMode::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            LockMode::Exclusive => "EXCLUSIVE",
            LockMode::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

impl LockMode {
    /// What others have to wait for while the lock is held.
    pub fn blocks(self) -> Blocks {
        match self {
            LockMode::AccessShare | LockMode::RowShare | LockMode::RowExclusive | LockMode::ShareUpdateExclusive => {
                Blocks::Nothing
            }
            LockMode::Share | LockMode::ShareRowExclusive | LockMode::Exclusive => Blocks::Writes,
            LockMode::AccessExclusive => Blocks::ReadsAndWrites,
        }
    }
}

/// What a lock makes wait among the statements of programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Blocks {
    /// Neither reads nor writes.
    Nothing,
    /// INSERT, UPDATE and DELETE.
    Writes,
    /// Everything.
    ReadsAndWrites,
}

impl fmt::Display for Blocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Blocks::Nothing => "neither reads nor writes",
            Blocks::Writes => "writes",
            Blocks::ReadsAndWrites => "reads and writes",
        })
    }
}

/// A lock on a table or view.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableLock {
    /// The table.
    pub table: QName,
    /// How it is locked.
    pub mode: LockMode,
}

impl Op {
    /// The locks that the operation holds until its transaction ends, of all modes above ACCESS SHARE, with those on
    /// what it creates or drops itself. A view or SQL function that is created locks what it reads in ACCESS SHARE only.
    pub fn locks(&self) -> Vec<TableLock> {
        let on = |table: &QName, mode| TableLock { table: table.clone(), mode };
        match self {
            // None: neither locks a table. https://www.postgresql.org/docs/current/sql-createschema.html,
            // https://www.postgresql.org/docs/current/sql-createextension.html (measured: `create-extension`)
            Op::CreateNamespace(_) | Op::DropNamespace(_) | Op::CreateExtension(_, _) | Op::DropExtension(_) => {
                Vec::new()
            }
            // None: types are no relations, and their users are not looked at (measured: `enum-add-value`; a DROP TYPE
            // fails where it has users). https://www.postgresql.org/docs/current/sql-altertype.html
            Op::CreateEnum(_, _) | Op::DropEnum(_) | Op::AddEnumValue { ty: _, value: _, place: _ } => Vec::new(),
            // Measured: `create-table`, nobody else can see it yet. `drop-table`: the table itself; what its foreign keys
            // refer to would be locked as well, but a plan drops foreign keys by operations of their own before.
            // https://www.postgresql.org/docs/current/sql-createtable.html,
            // https://www.postgresql.org/docs/current/sql-droptable.html
            Op::CreateTable(table, _) | Op::DropTable(table) => vec![on(table, LockMode::AccessExclusive)],
            // Measured: `add-col-*`, `drop-column`. https://www.postgresql.org/docs/current/sql-altertable.html
            Op::AddColumn(table, _, _) | Op::DropColumn(table, _) => vec![on(table, LockMode::AccessExclusive)],
            // Measured: `create-index`, `create-unique-index`: writes wait until it is built.
            // https://www.postgresql.org/docs/current/sql-createindex.html
            Op::CreateIndex(table, _, _) => vec![on(table, LockMode::Share)],
            // Measured: `drop-index`. https://www.postgresql.org/docs/current/sql-dropindex.html
            Op::DropIndex(table, _) => vec![on(table, LockMode::AccessExclusive)],
            // Measured: `add-unique`, `add-check`, `drop-check`. https://www.postgresql.org/docs/current/sql-altertable.html
            Op::AddUnique(table, _, _)
            | Op::AddCheck(table, _, _)
            | Op::DropUnique(table, _)
            | Op::DropCheck(table, _) => {
                vec![on(table, LockMode::AccessExclusive)]
            }
            // Measured: `add-fk`: both tables, since the triggers that keep the key are created on both.
            // https://www.postgresql.org/docs/current/sql-altertable.html
            Op::AddForeignKey(table, _, key) => both(table, &key.table, LockMode::ShareRowExclusive),
            // Measured: `drop-fk`: both tables. https://www.postgresql.org/docs/current/sql-altertable.html
            Op::DropForeignKey(table, _, key) => both(table, &key.table, LockMode::AccessExclusive),
            // Measured: `create-view`, `create-matview`: the view itself. A dropped one likewise, as DROP TABLE does.
            // https://www.postgresql.org/docs/current/sql-createview.html,
            // https://www.postgresql.org/docs/current/sql-dropview.html
            Op::CreateView(view, _) | Op::DropView(view, _) => vec![on(view, LockMode::AccessExclusive)],
            // None: functions are no relations. https://www.postgresql.org/docs/current/sql-createfunction.html
            Op::CreateFunction(_, _) | Op::DropFunction(_) => Vec::new(),
            // Measured: `create-trigger`. https://www.postgresql.org/docs/current/sql-createtrigger.html
            Op::CreateTrigger(table, _, _) => vec![on(table, LockMode::ShareRowExclusive)],
            // Measured: `drop-trigger`. https://www.postgresql.org/docs/current/sql-droptrigger.html
            Op::DropTrigger(table, _) => vec![on(table, LockMode::AccessExclusive)],
            // Measured: `create-policy`, `drop-policy`. https://www.postgresql.org/docs/current/sql-createpolicy.html
            Op::CreatePolicy(table, _, _) | Op::DropPolicy(table, _) => vec![on(table, LockMode::AccessExclusive)],
            // Measured: `enable-rls`, `force-rls`, `disable-rls`.
            // https://www.postgresql.org/docs/current/sql-altertable.html
            Op::SetRowSecurity(table, _, _) => vec![on(table, LockMode::AccessExclusive)],
            Op::Comment(comment, _) => comment_locks(comment),
        }
    }
}

fn both(table: &QName, other: &QName, mode: LockMode) -> Vec<TableLock> {
    let mut locks = vec![TableLock { table: table.clone(), mode }];
    if other != table {
        locks.push(TableLock { table: other.clone(), mode });
    }
    locks
}

/// Measured: `comment-table`, `comment-column`. <https://www.postgresql.org/docs/current/sql-comment.html>
fn comment_locks(comment: &CommentOn) -> Vec<TableLock> {
    let on = |table: &QName| vec![TableLock { table: table.clone(), mode: LockMode::ShareUpdateExclusive }];
    match comment {
        CommentOn::MaterializedView(name) => on(name),
        CommentOn::Object(object) => match object {
            ObjectId::Table(name) | ObjectId::View(name) | ObjectId::Column(name, _) => on(name),
            // What belongs to a table is found through it in ACCESS SHARE; the others belong to none.
            ObjectId::PrimaryKey(_)
            | ObjectId::Unique(_, _)
            | ObjectId::Index(_, _)
            | ObjectId::ForeignKey(_, _)
            | ObjectId::Check(_, _)
            | ObjectId::Trigger(_, _)
            | ObjectId::Policy(_, _)
            | ObjectId::Namespace(_)
            | ObjectId::Extension(_)
            | ObjectId::Enum(_)
            | ObjectId::EnumValue(_, _)
            | ObjectId::Function(_) => Vec::new(),
        },
    }
}

impl Plan {
    /// The strongest lock that the way there takes on each table that was there before it, by name.
    pub fn locks(&self) -> Vec<TableLock> {
        strongest_locks(&self.up)
    }

    /// The tables that the way there creates: nobody can be waiting for one of these.
    pub fn created_tables(&self) -> BTreeSet<&QName> {
        let created = self.up.iter().filter_map(|step| match &step.op {
            Op::CreateTable(name, _) => Some(name),
            _ => None,
        });
        created.collect()
    }
}

/// The strongest lock that some steps take on each table, by name, without the tables and views that they create.
pub fn strongest_locks(steps: &[Step]) -> Vec<TableLock> {
    let mut strongest: BTreeMap<QName, Option<LockMode>> = BTreeMap::new();
    for step in steps {
        // Nothing can lock a table before it is there, so its creation comes first.
        if let Op::CreateTable(name, _) | Op::CreateView(name, _) = &step.op {
            strongest.insert(name.clone(), None);
            continue;
        }
        for TableLock { table, mode } in step.op.locks() {
            let held = strongest.entry(table).or_insert(Some(mode));
            *held = held.map(|held| held.max(mode));
        }
    }
    strongest.into_iter().filter_map(|(table, mode)| Some(TableLock { table, mode: mode? })).collect()
}
