//! A connection that deploys.

use std::time::Duration;

use postgres::Client;

use super::{
    Answer, Drift, Event, Expected, Failure, Left, Limits, PrismaHistory, Record, Standing, Way,
    aside::without_histories,
    ask, drift,
    ledger::{self, Entry, Memory, Progress},
    lock, prisma, production, reset,
    run::{Doubt, Run},
    script::Script,
    standing,
};
use crate::{Address, Error, introspect};

/// A migration with its scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its id.
    pub id: String,
    /// The SHA-256 of its `migration.sql`.
    pub checksum: String,
    /// The way there.
    pub up: String,
    /// The way back.
    pub down: String,
}

/// What is set for a session that deploys. A name without a schema means `public`, as in the specs, whatever the role has
/// set; and where we are killed, the server is to notice soon, and not to go on waiting for a lock.
/// <https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-CLIENT-CONNECTION-CHECK-INTERVAL>
const SESSION: &str =
    "SET search_path = public; SET client_connection_check_interval = '500ms'; SET idle_session_timeout = 0";

/// The connection of a deploy.
pub struct Deployer {
    client: Client,
    address: Address,
    drift: Option<Memory>,
}

impl Deployer {
    /// Connects.
    ///
    /// # Errors
    /// Where the server cannot be reached, or is too old.
    pub fn connect(address: &Address) -> Result<Self, Error> {
        let mut client = address.connect()?;
        client.batch_execute(SESSION)?;
        Ok(Self { client, address: address.clone(), drift: None })
    }

    /// Waits until nobody else deploys to this database, and keeps others from it for as long as this value lives. `waiting`
    /// is told once for whom it waits. Then makes the table of the history where it is missing.
    ///
    /// # Errors
    /// Where it waited too long, or the connection is lost.
    pub fn lock(&mut self, wait: Duration, waiting: &mut dyn FnMut(&str)) -> Result<(), Error> {
        lock::acquire(&mut self.client, wait, waiting)
    }

    /// Where the database stands in a history, whose migrations come oldest first.
    ///
    /// # Errors
    /// Where the database does not let us read.
    pub fn standing(&mut self, history: &[Migration]) -> Result<Standing, Error> {
        let records = ledger::read(&mut self.client)?;
        let prisma = prisma::read(&mut self.client)?;
        Ok(standing::standing(history, &records, prisma.as_ref()))
    }

    /// What Prisma remembers here; nothing where it was never here.
    ///
    /// # Errors
    /// Where the database does not let us read.
    pub fn prisma(&mut self) -> Result<Option<PrismaHistory>, Error> {
        prisma::read(&mut self.client)
    }

    /// How the database differs from what its history leads to.
    ///
    /// # Errors
    /// Where it cannot be read, or where no throw-away server can be had and one is needed to compare expressions.
    pub fn drift(&mut self, expected: &Expected<'_>) -> Result<Drift, Error> {
        let drift = drift::find(&mut self.client, expected)?;
        self.drift = Some(if drift.is_none() { Memory::Keep } else { Memory::Lose });
        Ok(drift)
    }

    /// Asks of the rows what migrations will ask, and changes nothing.
    ///
    /// # Errors
    /// Where the connection is lost.
    pub fn ask(&mut self, questions: &[&str], limits: Limits) -> Result<Vec<Answer>, Error> {
        limits.set(&mut self.client)?;
        ask::ask(&mut self.client, questions)
    }

    /// Applies a migration, from where an earlier run of it has ended. After [`Deployer::drift`] has found none, what the
    /// database holds afterwards is remembered.
    ///
    /// # Errors
    /// Where it stopped, with what is left.
    pub fn apply(
        &mut self,
        migration: &Migration,
        from: Option<&Record>,
        limits: Limits,
        tell: &mut dyn FnMut(Event),
    ) -> Result<(), Failure> {
        self.run(migration, (Way::Up, &migration.up, Some(&migration.id)), from, limits, tell)
    }

    /// Takes a migration back, from where an earlier run of that has ended, and forgets it. `parent` is the one before it.
    ///
    /// # Errors
    /// Where it stopped, with what is left.
    pub fn take_back(
        &mut self,
        (migration, parent): (&Migration, Option<&str>),
        from: Option<&Record>,
        limits: Limits,
        tell: &mut dyn FnMut(Event),
    ) -> Result<(), Failure> {
        self.run(migration, (Way::Down, &migration.down, parent), from, limits, tell)
    }

    fn run(
        &mut self,
        migration: &Migration,
        (way, text, reached): (Way, &str, Option<&str>),
        from: Option<&Record>,
        limits: Limits,
        tell: &mut dyn FnMut(Event),
    ) -> Result<(), Failure> {
        let unstarted = |error: Error| Failure {
            statement: None,
            line: String::new(),
            left: Left::Nothing,
            error: Box::new(error),
        };
        let script = Script::read(text).map_err(unstarted)?;
        ledger::ensure(&mut self.client).map_err(unstarted)?;
        let from = from.filter(|record| record.way == way && !record.is_applied());
        let (done, doubt) = match from {
            Some(record) if record.in_doubt => (record.done, Doubt::Some),
            Some(record) => (record.done, Doubt::None),
            None => (0, Doubt::None),
        };
        let by = by();
        let memory = match from {
            // What is between two schemas was compared with neither.
            Some(record) if record.began_clean => Memory::Keep,
            Some(_) => Memory::Lose,
            None => self.drift.unwrap_or(Memory::Lose),
        };
        let statements = script.statements.len();
        let entry = Entry { id: &migration.id, checksum: &migration.checksum, way, statements, by: &by, memory };
        Run { script: &script, entry, limits, reached }.from(&mut self.client, done, doubt, tell)
    }

    /// Records a migration as applied without running it: it is there already. After [`Deployer::drift`] has found none, what
    /// the database holds is remembered.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn record(&mut self, migration: &Migration, by: &str) -> Result<(), Error> {
        ledger::ensure(&mut self.client)?;
        let (id, checksum) = (&migration.id, &migration.checksum);
        let entry = Entry { id, checksum, way: Way::Up, statements: 0, by, memory: Memory::Lose };
        ledger::write(&mut self.client, &entry, Progress::Finished)?;
        if self.drift == Some(Memory::Keep) {
            let found = without_histories(introspect(&mut self.client)?);
            ledger::remember(&mut self.client, id, &found.schema)?;
        }
        Ok(())
    }

    /// What speaks for it that people rely on this database, in words; nothing where it looks like one to try things in.
    ///
    /// # Errors
    /// Where the database does not let us read.
    pub fn signs_of_production(&mut self) -> Result<Vec<String>, Error> {
        production::signs(&self.address, &mut self.client)
    }

    /// Drops the schema `public` and the others that are named with all that they hold, and makes `public` anew.
    ///
    /// # Errors
    /// Where the database refuses; nothing has changed then.
    pub fn empty(&mut self, others: &[&str]) -> Result<(), Error> {
        reset::empty(&mut self.client, others)
    }
}

/// Who applies.
fn by() -> String {
    format!("underpin {}", env!("CARGO_PKG_VERSION"))
}

/// What Prisma's history says of one of our migrations, as a record of ours.
pub(super) fn record_of_prisma(migration: &Migration, prisma: &PrismaHistory) -> Option<Record> {
    let (checksum, finished_at) = prisma.applied.get(&migration.id)?;
    Some(Record {
        id: migration.id.clone(),
        checksum: checksum.clone(),
        way: Way::Up,
        statements: 0,
        done: 0,
        in_doubt: false,
        began_clean: false,
        by: "prisma migrate deploy".to_owned(),
        started_at: finished_at.clone(),
        finished_at: Some(finished_at.clone()),
    })
}

/// Without the connection, which may hold a password.
impl std::fmt::Debug for Deployer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deployer").field("address", &self.address).finish_non_exhaustive()
    }
}
