//! What a script really does to the tables that are there: locks, rewrites, scans.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use postgres::{Client, Row, Statement};
use underpin_plan::LockMode;
use underpin_render::sql::Path;
use underpin_schema::QName;

use super::script::{Border, border, statements};
use crate::{Database, Error};

/// What a script did to the tables, views and materialized views that were there before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// The statements that ran, in order.
    pub statements: Vec<String>,
    /// What was touched, by the name that it had before.
    pub tables: Vec<SeenTable>,
}

/// What happened to one table. Statements are numbered from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenTable {
    /// Its name before, and each that it got, with the statement that gave it.
    pub names: Vec<(usize, QName)>,
    /// The strongest lock above ACCESS SHARE, and the first statement that took it.
    pub lock: Option<SeenLock>,
    /// The statements that wrote it anew.
    pub rewrites: Vec<usize>,
    /// The statements that read all of its rows.
    pub scans: Vec<usize>,
}

/// A lock that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenLock {
    /// How strong it was.
    pub mode: LockMode,
    /// The statement that took it.
    pub statement: usize,
}

impl SeenTable {
    /// The name when a statement came to its turn.
    pub fn name_at(&self, statement: usize) -> &QName {
        let known = self.names.iter().rev().find(|(since, _)| *since <= statement);
        // The first name is there from the first statement on.
        &known.unwrap_or(&self.names[0]).1
    }
}

/// A script that the server did not take to its end. What it had not committed is undone.
#[derive(Debug)]
pub struct Interrupted {
    /// The number of the statement.
    pub statement: usize,
    /// Its text.
    pub sql: String,
    /// What the server said.
    pub error: Error,
}

/// Runs a script, statement by statement as psql does, without watching.
///
/// # Errors
/// As [`observe`].
pub(super) fn run(database: &Database, script: &str) -> Result<Result<(), Interrupted>, Error> {
    let mut client = database.connect()?;
    for (number, sql) in statements(script).into_iter().enumerate() {
        if let Err(error) = client.batch_execute(sql) {
            client.batch_execute("ROLLBACK")?;
            return Ok(Err(Interrupted { statement: number, sql: sql.to_owned(), error: error.into() }));
        }
    }
    client.batch_execute("ROLLBACK")?;
    Ok(Ok(()))
}

/// Runs a script, statement by statement as psql does, and watches.
///
/// # Errors
/// The outer one is that of the connection; the inner one says which statement of the script was refused.
pub fn observe(database: &Database, script: &str) -> Result<Result<Observation, Interrupted>, Error> {
    let mut client = database.connect()?;
    let mut watcher = Watcher::new(&mut client)?;
    let statements = statements(script);
    let mut inside = false;
    for (number, sql) in statements.iter().copied().enumerate() {
        let border = border(sql);
        let watched = !watcher.tables.is_empty();
        let ran = match border {
            Border::Begin | Border::Commit | Border::Setting => client.batch_execute(sql).map_err(Error::from),
            Border::Neither if inside || !watched => client.batch_execute(sql).map_err(Error::from),
            Border::Neither => watcher.run_alone(&mut client, database, Numbered { number, sql })?,
        };
        if let Err(error) = ran {
            // Where no transaction is open this is a warning.
            client.batch_execute("ROLLBACK")?;
            return Ok(Err(Interrupted { statement: number, sql: sql.to_owned(), error }));
        }
        inside = match border {
            Border::Begin => true,
            Border::Commit => false,
            Border::Setting | Border::Neither => inside,
        };
        if watched && border == Border::Begin {
            watcher.start(&mut client)?;
        } else if watched && inside {
            watcher.look(&mut client, number)?;
        }
    }
    // A script that ends within a transaction has committed nothing of it.
    client.batch_execute("ROLLBACK")?;
    Ok(Ok(Observation {
        statements: statements.into_iter().map(str::to_owned).collect(),
        tables: watcher.tables.into_values().map(|table| table.seen).filter(SeenTable::is_touched).collect(),
    }))
}

impl SeenTable {
    fn is_touched(&self) -> bool {
        self.names.len() > 1 || self.lock.is_some() || !self.rewrites.is_empty() || !self.scans.is_empty()
    }

    fn locked(&mut self, mode: LockMode, statement: usize) {
        if mode > LockMode::AccessShare && self.lock.is_none_or(|lock| lock.mode < mode) {
            self.lock = Some(SeenLock { mode, statement });
        }
    }

    fn called(&mut self, name: QName, statement: usize) {
        // From the next statement on.
        if self.names.last().is_none_or(|(_, last)| *last != name) {
            self.names.push((statement + 1, name));
        }
    }
}

struct Numbered<'a> {
    number: usize,
    sql: &'a str,
}

struct Watched {
    seen: SeenTable,
    file: Option<u32>,
}

struct Watcher {
    tables: BTreeMap<u32, Watched>,
    /// How often the tables have been scanned in this transaction.
    scans: BTreeMap<u32, i64>,
    /// The session that runs the script.
    pid: i32,
    locked: Option<Statement>,
}

/// The relations that hold rows of users or show them. Their files have new numbers once they are written anew.
/// <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-DBLOCATION>
const TABLES: &str = "
SELECT c.oid, n.nspname::text, c.relname::text, pg_catalog.pg_relation_filenode(c.oid), 0::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// The same of those that a session has locked or waits for, with the modes; of its own, also the scans of this transaction so
/// far, and those of what it no longer holds since it was read in a part that is taken back. What it has dropped is in no catalog,
/// but still locked.
/// <https://www.postgresql.org/docs/current/view-pg-locks.html>,
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-STATS-FUNCTIONS>
const LOCKED: &str = "
SELECT w.oid, n.nspname::text, c.relname::text, pg_catalog.pg_relation_filenode(c.oid), w.scans,
  pg_catalog.array_remove(pg_catalog.array_agg(DISTINCT l.mode), NULL)
FROM (
  SELECT w.oid, CASE WHEN $1 = pg_catalog.pg_backend_pid() THEN pg_catalog.pg_stat_get_xact_numscans(w.oid) ELSE 0 END AS scans
  FROM pg_catalog.unnest($2::oid[]) AS w (oid)
) AS w
LEFT JOIN pg_catalog.pg_locks l ON l.relation = w.oid AND l.pid = $1 AND l.locktype = 'relation'
LEFT JOIN pg_catalog.pg_class c ON c.oid = w.oid LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE l.relation IS NOT NULL OR w.scans > 0
GROUP BY w.oid, n.nspname, c.relname, c.oid, w.scans";

impl Watcher {
    fn new(client: &mut Client) -> Result<Self, Error> {
        let mut tables = BTreeMap::new();
        for row in client.query(TABLES, &[])? {
            let names = vec![(0, name(&row)?.unwrap_or_else(|| QName::public("")))];
            let seen = SeenTable { names, lock: None, rewrites: Vec::new(), scans: Vec::new() };
            tables.insert(row.try_get(0)?, Watched { seen, file: row.try_get(3)? });
        }
        let pid = client.query_one("SELECT pg_catalog.pg_backend_pid()", &[])?.try_get(0)?;
        Ok(Self { tables, scans: BTreeMap::new(), pid, locked: None })
    }

    /// Counts from here on. A session tells its scans to the others once a second at most, so that those of transactions before
    /// this one may still stand beside its own.
    /// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-STATS-VIEWS>
    fn start(&mut self, client: &mut Client) -> Result<(), Error> {
        let (locked, watched) = (self.locked(client)?, self.watched());
        self.scans.clear();
        for row in client.query(&locked, &[&self.pid, &watched])? {
            self.scans.insert(row.try_get(0)?, row.try_get::<_, Option<i64>>(4)?.unwrap_or_default());
        }
        Ok(())
    }

    /// Looks at what the session holds, within its transaction.
    fn look(&mut self, client: &mut Client, number: usize) -> Result<(), Error> {
        let locked = self.locked(client)?;
        self.note_locks(client, (&locked, self.pid), number)
    }

    /// The question for locks, which is asked after every statement and planned once.
    fn locked(&mut self, client: &mut Client) -> Result<Statement, Error> {
        Ok(match &self.locked {
            Some(locked) => locked.clone(),
            None => self.locked.insert(client.prepare(LOCKED)?).clone(),
        })
    }

    fn watched(&self) -> Vec<u32> {
        self.tables.keys().copied().collect()
    }

    fn note_locks(
        &mut self,
        client: &mut Client,
        (locked, pid): (&Statement, i32),
        number: usize,
    ) -> Result<(), Error> {
        let watched = self.watched();
        for row in client.query(locked, &[&pid, &watched])? {
            let oid: u32 = row.try_get(0)?;
            let Some(table) = self.tables.get_mut(&oid) else { continue };
            for mode in row.try_get::<_, Vec<String>>(5)? {
                if let Some(mode) = lock_mode(&mode) {
                    table.seen.locked(mode, number);
                }
            }
            // Gone where it was dropped.
            let Some(name) = name(&row)? else { continue };
            table.seen.called(name, number);
            note_file(table, row.try_get(3)?, number);
            let scans: i64 = row.try_get::<_, Option<i64>>(4)?.unwrap_or_default();
            let before = self.scans.insert(oid, scans).unwrap_or_default();
            if scans > before {
                table.seen.scans.push(number);
            }
        }
        Ok(())
    }

    /// Runs a statement that commits by itself, so that its locks are seen only from elsewhere and while they last. Another
    /// session holds each table in the mode of a writer: what builds an index beside writers waits for it, and what
    /// would keep writers out does so too, and can be looked at in peace.
    fn run_alone(
        &mut self,
        client: &mut Client,
        database: &Database,
        statement: Numbered<'_>,
    ) -> Result<Result<(), Error>, Error> {
        let Numbered { number, sql } = statement;
        let pid = self.pid;
        let (mut holder, mut looker) = (database.connect()?, database.connect()?);
        let locked = looker.prepare(LOCKED)?;
        holder.batch_execute("BEGIN")?;
        // Views are locked along with what they show.
        let names: Vec<String> =
            self.tables.values().map(|table| Path(table.seen.name_at(usize::MAX)).to_string()).collect();
        for name in names {
            // What the script has dropped before cannot be held.
            let hold = format!("SAVEPOINT s; LOCK TABLE {name} IN ROW EXCLUSIVE MODE; RELEASE s");
            if holder.batch_execute(&hold).is_err() {
                holder.batch_execute("ROLLBACK TO s")?;
            }
        }
        let ran = thread::scope(|scope| {
            let running = scope.spawn(|| client.batch_execute(sql).map_err(Error::from));
            let mut looked = Ok(Waits::Not);
            let deadline = Instant::now() + PATIENCE;
            while !running.is_finished() && looked.is_ok() && Instant::now() < deadline {
                looked =
                    self.note_locks(&mut looker, (&locked, pid), number).and_then(|()| is_waiting(&mut looker, pid));
                if let Ok(Waits::ForUs) = looked {
                    looked = self.note_locks(&mut looker, (&locked, pid), number).map(|()| Waits::ForUs);
                    break;
                }
                thread::sleep(Duration::from_millis(1));
            }
            let released = holder.batch_execute("ROLLBACK");
            // It ends once nothing holds it up; one that panicked is told on.
            let ran = running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            looked?;
            released?;
            Ok::<_, Error>(ran)
        })?;
        self.note_files(&mut looker, number)?;
        Ok(ran)
    }

    fn note_files(&mut self, client: &mut Client, number: usize) -> Result<(), Error> {
        for row in client.query(TABLES, &[])? {
            let Some(table) = self.tables.get_mut(&row.try_get(0)?) else { continue };
            note_file(table, row.try_get(3)?, number);
            if let Some(name) = name(&row)? {
                table.seen.called(name, number);
            }
        }
        Ok(())
    }
}

/// How long a statement outside of a transaction may take until it waits or ends.
const PATIENCE: Duration = Duration::from_secs(60);

enum Waits {
    ForUs,
    Not,
}

fn is_waiting(client: &mut Client, pid: i32) -> Result<Waits, Error> {
    let sql = "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = $1 AND NOT granted)";
    Ok(if client.query_one(sql, &[&pid])?.try_get(0)? { Waits::ForUs } else { Waits::Not })
}

fn note_file(table: &mut Watched, file: Option<u32>, number: usize) {
    if table.file != file {
        table.file = file;
        table.seen.rewrites.push(number);
    }
}

fn name(row: &Row) -> Result<Option<QName>, Error> {
    let (namespace, name): (Option<String>, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
    Ok(namespace.zip(name).map(|(namespace, name)| QName::new(namespace, name)))
}

/// The mode as `pg_locks` names it. <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>
fn lock_mode(text: &str) -> Option<LockMode> {
    Some(match text {
        "AccessShareLock" => LockMode::AccessShare,
        "RowShareLock" => LockMode::RowShare,
        "RowExclusiveLock" => LockMode::RowExclusive,
        "ShareUpdateExclusiveLock" => LockMode::ShareUpdateExclusive,
        "ShareLock" => LockMode::Share,
        "ShareRowExclusiveLock" => LockMode::ShareRowExclusive,
        "ExclusiveLock" => LockMode::Exclusive,
        "AccessExclusiveLock" => LockMode::AccessExclusive,
        // What transactions take to read serializably locks nobody out.
        _ => return None,
    })
}
