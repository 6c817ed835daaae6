//! What the server says that an operation did, asked within its transaction.

use std::collections::{BTreeMap, BTreeSet};

use underpin_db::{Database, Error};
use underpin_plan::{Facts, LockMode, TableLock};
use underpin_schema::QName;

/// What tables and views there are, and how they are stored, by object identifier.
pub struct State(BTreeMap<i64, Relation>);

struct Relation {
    name: QName,
    /// The file that holds the rows; a plain view has none.
    stored: Option<String>,
    scans: i64,
}

/// What was seen of an operation, in the words of [`Facts`].
#[derive(Debug, PartialEq)]
pub struct Seen {
    pub locks: BTreeSet<TableLock>,
    pub rewrites: BTreeSet<QName>,
    pub scans: BTreeSet<QName>,
}

impl Seen {
    /// What the operation says itself.
    pub fn declared(facts: &Facts) -> Self {
        Self {
            locks: facts.locks.iter().cloned().collect(),
            rewrites: facts.rewrites.iter().cloned().collect(),
            scans: facts.scans.iter().cloned().collect(),
        }
    }
}

// A scan is one of the table, or of an index of it.
// https://www.postgresql.org/docs/current/monitoring-stats.html
const STATE: &str = "
    SELECT c.oid::bigint, nspname::text, relname::text, pg_relation_filenode(c.oid)::text,
        pg_stat_get_xact_numscans(c.oid)
            + coalesce((SELECT sum(pg_stat_get_xact_numscans(indexrelid)) FROM pg_index WHERE indrelid = c.oid), 0)::bigint
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'v', 'm') AND nspname !~ '^pg_' AND nspname <> 'information_schema'";

const LOCKS: &str = "
    SELECT relation::bigint, mode FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'relation' AND mode <> 'AccessShareLock'";

pub fn state(database: &Database) -> Result<State, Error> {
    let relations = database.query(STATE, &[])?.into_iter().map(|row| {
        let name = QName::new(row.get::<_, String>(1), row.get::<_, String>(2));
        (row.get(0), Relation { name, stored: row.get(3), scans: row.get(4) })
    });
    Ok(State(relations.collect()))
}

/// What happened since `before`.
pub fn seen(database: &Database, before: &State) -> Result<Seen, Error> {
    let locks = database.query(LOCKS, &[])?;
    let after = state(database)?;
    // What was dropped has the name that it had.
    let relation = |oid: i64| after.0.get(&oid).or_else(|| before.0.get(&oid)).map(|relation| relation.name.clone());
    let mut strongest: BTreeMap<QName, LockMode> = BTreeMap::new();
    for row in &locks {
        let Some(table) = relation(row.get(0)) else { continue };
        let mode = mode(row.get(1));
        strongest.entry(table).and_modify(|held| *held = (*held).max(mode)).or_insert(mode);
    }
    let changed = |of: &dyn Fn(&Relation, &Relation) -> bool| {
        let both = after.0.iter().filter_map(|(oid, now)| Some((now, before.0.get(oid)?)));
        both.filter(|(now, then)| of(now, then)).map(|(now, _)| now.name.clone()).collect()
    };
    Ok(Seen {
        locks: strongest.into_iter().map(|(table, mode)| TableLock { table, mode }).collect(),
        rewrites: changed(&|now, then| now.stored != then.stored),
        scans: changed(&|now, then| now.scans > then.scans),
    })
}

fn mode(text: &str) -> LockMode {
    match text {
        "RowShareLock" => LockMode::RowShare,
        "RowExclusiveLock" => LockMode::RowExclusive,
        "ShareUpdateExclusiveLock" => LockMode::ShareUpdateExclusive,
        "ShareLock" => LockMode::Share,
        "ShareRowExclusiveLock" => LockMode::ShareRowExclusive,
        "ExclusiveLock" => LockMode::Exclusive,
        "AccessExclusiveLock" => LockMode::AccessExclusive,
        other => panic!("an unknown lock mode: {other}"),
    }
}
