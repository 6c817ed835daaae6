//! Where a database stands in a history.

use std::fmt;

use super::{Migration, PrismaHistory, Record, Way, deployer::record_of_prisma};

/// What a history and a database know of one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The migrations of the history that the database has begun, oldest first.
    pub known: Vec<Known>,
    /// The places in the history of those that it does not have, oldest first. The first may be begun.
    pub pending: Vec<usize>,
    /// The one that was begun and not finished.
    pub unfinished: Option<Record>,
    /// Why nothing may run.
    pub problems: Vec<Problem>,
}

/// A migration of the history with what the database remembers of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its place in the history.
    pub at: usize,
    /// What the database remembers.
    pub record: Record,
    /// Whether that stands with Prisma alone.
    pub from_prisma: bool,
}

/// Something that keeps history and database apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is not the one that was applied.
    Changed {
        /// Of which migration.
        id: String,
    },
    /// The database has it, the history does not.
    Unknown {
        /// Which.
        id: String,
    },
    /// The history has it before one that the database already has.
    Skipped {
        /// Which.
        id: String,
        /// The last one that the database has.
        after: String,
    },
    /// Prisma began it and did not finish.
    PrismaUnfinished {
        /// Which.
        id: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Changed { id } => write!(f, "the migration `{id}` was changed after it was applied"),
            Problem::Unknown { id } => write!(f, "the database has the migration `{id}`, and the history does not"),
            Problem::Skipped { id, after } => {
                write!(f, "the migration `{id}` comes before `{after}`, which the database already has")
            }
            Problem::PrismaUnfinished { id } => write!(f, "Prisma began the migration `{id}` and did not finish it"),
        }
    }
}

impl Problem {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Problem::Changed { id: _ } => {
                "restore its migration.sql from version control; what has to change goes into a new migration"
            }
            Problem::Unknown { id: _ } => "deploy from a checkout that has it, or bring it back from version control",
            Problem::Skipped { id: _, after: _ } => {
                "two branches were merged: delete its folder and run gen again, so that it follows the last one"
            }
            Problem::PrismaUnfinished { id: _ } => {
                "look at what it left, and tell Prisma: `prisma migrate resolve --applied` or `--rolled-back`"
            }
        }
    }
}

/// Compares a history, oldest first, with what a database remembers.
pub(super) fn standing(history: &[Migration], records: &[Record], prisma: Option<&PrismaHistory>) -> Standing {
    let mut standing = Standing::default();
    for (at, migration) in history.iter().enumerate() {
        let ours = records.iter().find(|record| record.id == migration.id).cloned();
        let from_prisma = ours.is_none();
        match ours.or_else(|| record_of_prisma(migration, prisma?)) {
            Some(record) => standing.known.push(Known { at, record, from_prisma }),
            None => standing.pending.push(at),
        }
    }
    let last = standing.known.last().map(|known| (known.at, known.record.id.clone()));
    if let Some((last, after)) = last {
        let skipped = standing.pending.iter().filter(|at| **at < last).filter_map(|at| history.get(*at));
        let skipped = skipped.map(|migration| Problem::Skipped { id: migration.id.clone(), after: after.clone() });
        standing.problems.extend(skipped);
    }
    for Known { at, record, from_prisma: _ } in &standing.known {
        if history.get(*at).is_some_and(|migration| migration.checksum != record.checksum) {
            standing.problems.push(Problem::Changed { id: record.id.clone() });
        }
    }
    let known = |id: &String| history.iter().any(|migration| migration.id == *id);
    let unknown = records.iter().map(|record| &record.id).filter(|id| !known(id));
    standing.problems.extend(unknown.map(|id| Problem::Unknown { id: id.clone() }));
    let stuck = prisma.into_iter().flat_map(|prisma| &prisma.unfinished).filter(|id| known(id));
    standing.problems.extend(stuck.map(|id| Problem::PrismaUnfinished { id: id.clone() }));

    let unfinished = standing.known.iter().position(|known| !known.record.is_applied());
    if let Some(at) = unfinished {
        let Known { at, record, from_prisma: _ } = standing.known.remove(at);
        if record.way == Way::Up {
            standing.pending.insert(0, at);
        }
        standing.unfinished = Some(record);
    }
    standing
}
