//! Which tables an operation locks, and how.

use std::{collections::BTreeSet, fmt};

use rustc_hash::FxHashMap;
use underpin_schema::{ObjectId, QName};

use crate::{CommentOn, Object, Op, Pair, Plan};

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

/// Measured: `comment-table`, `comment-column`. <https://www.postgresql.org/docs/current/sql-comment.html>
pub(super) fn comment(comment: &CommentOn) -> Vec<TableLock> {
    let on = |table: &QName| vec![TableLock { table: table.clone(), mode: LockMode::ShareUpdateExclusive }];
    match comment {
        CommentOn::MaterializedView(name) => on(name),
        CommentOn::Domain(_) => Vec::new(),
        CommentOn::Object(object) => match object {
            ObjectId::Table(name) | ObjectId::View(name) | ObjectId::Column(name, _) => on(name),
            // What belongs to a table is found through it in ACCESS SHARE; the others belong to none.
            ObjectId::PrimaryKey(_)
            | ObjectId::Unique(_, _)
            | ObjectId::Index(_, _)
            | ObjectId::ForeignKey(_, _)
            | ObjectId::Check(_, _)
            | ObjectId::Exclusion(_, _)
            | ObjectId::Trigger(_, _)
            | ObjectId::Policy(_, _)
            | ObjectId::Namespace(_)
            | ObjectId::Extension(_)
            | ObjectId::Enum(_)
            | ObjectId::Type(_)
            | ObjectId::Attribute(_, _)
            | ObjectId::Sequence(_)
            | ObjectId::EnumValue(_, _)
            | ObjectId::Function(_)
            | ObjectId::Step(_) => Vec::new(),
        },
    }
}

impl Plan {
    /// The strongest lock that the way there takes on each table that was there before it, by name.
    pub fn locks(&self) -> Vec<TableLock> {
        let mut strongest = StrongestLocks::default();
        self.up.iter().for_each(|step| strongest.add(&step.op, step.op.locks()));
        strongest.finish()
    }

    /// The tables that the way there creates: nobody can be waiting for one of these.
    pub fn created_tables(&self) -> BTreeSet<&QName> {
        let created = self.up.iter().filter_map(|step| match &step.op {
            Op::Create(Object::Table(name, _)) => Some(name),
            _ => None,
        });
        created.collect()
    }
}

/// The strongest lock that operations take on each table, without the tables and views that they create.
#[derive(Debug, Default)]
pub struct StrongestLocks {
    /// Nothing for what they create.
    by_table: FxHashMap<QName, Option<LockMode>>,
}

impl StrongestLocks {
    /// Adds the next operation, which takes these locks.
    pub fn add(&mut self, op: &Op, locks: Vec<TableLock>) {
        // Nothing can lock a table before it is there, so its creation comes first.
        if let Op::Create(Object::Table(name, _) | Object::View(name, _)) = op {
            self.by_table.insert(name.clone(), None);
            return;
        }
        // One table has one line, under the name that it has in the end.
        if let Op::Rename(Pair { old: ObjectId::Table(old), new: ObjectId::Table(new) }) = op
            && let Some(held) = self.by_table.remove(old)
        {
            self.by_table.insert(new.clone(), held);
        }
        for TableLock { table, mode } in locks {
            let held = self.by_table.entry(table).or_insert(Some(mode));
            *held = held.map(|held| held.max(mode));
        }
    }

    /// The locks, by the name of their table.
    pub fn finish(self) -> Vec<TableLock> {
        let held = self.by_table.into_iter().filter_map(|(table, mode)| Some(TableLock { table, mode: mode? }));
        let mut locks: Vec<TableLock> = held.collect();
        locks.sort_unstable();
        locks
    }
}
