//! Running a script, part by part.

use std::{fmt, thread, time::Duration};

use postgres::{Client, Transaction};

use super::{
    Limits,
    aside::without_histories,
    ledger::{self, Entry, Memory, Progress},
    script::{Kind, Part, Script},
};
use crate::{Error, introspect::read};

/// What happens while a script runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// So many statements of so many are done and recorded.
    Done {
        /// How many.
        statements: usize,
        /// Of how many.
        of: usize,
    },
    /// A part did not get its locks, and will be tried again.
    Again {
        /// Why.
        reason: String,
        /// After how long.
        pause: Duration,
    },
}

/// Why a script did not run to its end, and what is left.
#[derive(Debug)]
pub struct Failure {
    /// The place of the statement, from 1, and how many there are; nothing where it was none of them.
    pub statement: Option<(usize, usize)>,
    /// The statement's first line.
    pub line: String,
    /// What was done before.
    pub left: Left,
    /// What went wrong.
    pub error: Box<Error>,
}

impl Failure {
    /// Why it stopped, in PostgreSQL's words. What these say of a row's values is left out, as in all that ends up in logs.
    pub fn reason(&self) -> String {
        match &*self.error {
            Error::Sql { source } if !self.asks() => match source.as_db_error() {
                Some(said) => format!("{} ({})", said.message(), said.code().code()),
                None => "the connection to the server was lost".to_owned(),
            },
            Error::Sql { source } if source.as_db_error().is_none() => {
                "the connection to the server was lost".to_owned()
            }
            error => error.to_string(),
        }
    }

    /// Whether rows are in the way, which is no failure of anyone's: a question of the migration said so.
    pub fn is_finding(&self) -> bool {
        self.asks()
            && self.error.sqlstate().is_some_and(|state| ["22", "23"].iter().any(|class| state.starts_with(class)))
    }

    /// Whether the statement asks something. Its words name tables and numbers, and no values.
    fn asks(&self) -> bool {
        self.line.starts_with("DO ")
    }

    /// What to do about it; nothing where the words say it all.
    pub fn help(&self) -> Option<&'static str> {
        match self.error.sqlstate() {
            Some("55P03") => Some(
                "someone holds a lock on the table for long; look at pg_stat_activity, or give a longer --lock-timeout or \
                 more --retries",
            ),
            Some("57014") => {
                Some("give a longer --statement-timeout, or one of its own under `deploy:` in underpin.yaml")
            }
            Some("53100") => Some("the server's disk is full: make room, and run it again"),
            Some("42501") => Some("the role may not do this: let the owner of the tables deploy"),
            Some("57P01" | "57P02" | "57P03") => Some("the server is shutting down or starting: run it again later"),
            None if matches!(*self.error, Error::Sql { source: _ }) => Some("run it again: it goes on where it stands"),
            _ => None,
        }
    }
}

/// What a script that did not run to its end has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing: all was rolled back.
    Nothing,
    /// So many statements are committed and recorded; the next run goes on after them.
    Committed(usize),
    /// The same, and the next one may have left something, which the next run looks after.
    InDoubt(usize),
    /// Nobody can tell until the database can be asked: its answer did not arrive.
    Unknown,
}

/// Says what is left in words that follow the failure.
impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Left::Nothing => f.write_str("nothing of it was kept"),
            Left::Committed(done) => {
                write!(f, "{done} of its statements are done and recorded; the next run goes on there")
            }
            Left::InDoubt(done) => write!(
                f,
                "{done} of its statements are done and recorded; the next one may have left a part, which the next run \
                 clears up"
            ),
            Left::Unknown => f.write_str("the answer was lost; `underpin status` says how far it came"),
        }
    }
}

/// A script with all that it takes to run it.
pub(super) struct Run<'a> {
    pub(super) script: &'a Script<'a>,
    pub(super) entry: Entry<'a>,
    pub(super) limits: Limits,
    /// Of which migration the database is in the state afterwards; nothing where there is none.
    pub(super) reached: Option<&'a str>,
}

/// What went wrong, at which statement.
struct Stop {
    at: Option<usize>,
    error: Error,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self { at: None, error }
    }
}

impl From<postgres::Error> for Stop {
    fn from(error: postgres::Error) -> Self {
        Self { at: None, error: error.into() }
    }
}

/// PostgreSQL refuses a statement inside a transaction: `active_sql_transaction`.
const WANTS_NO_TRANSACTION: &str = "25001";

/// What was made is there already, or what was dropped is gone: a statement that was in doubt had been done.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const ALREADY: [&str; 7] = ["42P07", "42710", "42701", "42P06", "42704", "42P01", "42703"];

/// No lock in time, a deadlock, or a conflict of serializable transactions: all end by themselves.
const PASSING: [&str; 3] = ["55P03", "40P01", "40001"];

impl Run<'_> {
    /// Runs what is left of the script after so many statements.
    pub(super) fn from(
        &self,
        client: &mut Client,
        done: usize,
        doubt: Doubt,
        tell: &mut dyn FnMut(Event),
    ) -> Result<(), Failure> {
        self.limits.set(client).map_err(|error| self.failure(error.into(), Left::Committed(done)))?;
        let mut reached = done;
        let parts: Vec<&Part> = self.script.parts.iter().filter(|part| part.range.end > done).collect();
        for (at, part) in parts.iter().enumerate() {
            let last = at + 1 == parts.len();
            let doubt = if at == 0 { doubt } else { Doubt::None };
            self.part(client, part, doubt, last, tell).map_err(|(stop, left)| self.failure(stop, left))?;
            reached = part.range.end;
            tell(Event::Done { statements: reached, of: self.script.statements.len() });
        }
        // A script without statements, or one whose last part was recorded and not its end.
        if parts.is_empty() {
            let mut finish = || {
                let mut transaction = client.transaction()?;
                self.record(&mut transaction, Progress::Finished)?;
                Ok(transaction.commit()?)
            };
            finish().map_err(|error: Error| self.failure(error.into(), Left::Committed(reached)))?;
        }
        Ok(())
    }

    /// Runs a part until it is done, or until its last try failed.
    fn part(
        &self,
        client: &mut Client,
        part: &Part,
        mut doubt: Doubt,
        last: bool,
        tell: &mut dyn FnMut(Event),
    ) -> Result<(), (Stop, Left)> {
        let before = if part.range.start == 0 { Left::Nothing } else { Left::Committed(part.range.start) };
        let progress = if last { Progress::Finished } else { Progress::Done(part.range.end) };
        let mut tried = 0;
        loop {
            let (stop, left) = match self.attempt(client, part, doubt, progress) {
                Ok(()) => return Ok(()),
                Err(Attempt::RolledBack(stop)) if client.is_closed() => (stop, Left::Unknown),
                Err(Attempt::RolledBack(stop)) => (stop, before),
                Err(Attempt::Unclear(stop)) => {
                    doubt = Doubt::Some;
                    (stop, Left::InDoubt(part.range.start))
                }
            };
            let passing = stop.error.sqlstate().is_some_and(|state| PASSING.contains(&state));
            if !passing || tried >= self.limits.retries || client.is_closed() {
                return Err((stop, left));
            }
            let pause = Limits::pause(tried);
            tell(Event::Again { reason: stop.error.to_string(), pause });
            thread::sleep(pause);
            tried += 1;
        }
    }

    fn attempt(&self, client: &mut Client, part: &Part, doubt: Doubt, progress: Progress) -> Result<(), Attempt> {
        match part.kind {
            Kind::Transaction => self.together(client, part, progress).map_err(Attempt::RolledBack),
            Kind::Alone if doubt == Doubt::Some => self.bare(client, part, doubt, progress),
            Kind::Alone => match self.together(client, part, progress) {
                Err(stop) if stop.error.sqlstate() == Some(WANTS_NO_TRANSACTION) => {
                    self.bare(client, part, doubt, progress)
                }
                result => result.map_err(Attempt::RolledBack),
            },
        }
    }

    /// Statements and their record, in one transaction.
    fn together(&self, client: &mut Client, part: &Part, progress: Progress) -> Result<(), Stop> {
        let mut transaction = client.transaction()?;
        for at in part.range.clone() {
            let statement = self.script.statements.get(at).copied().unwrap_or_default();
            let result = transaction.batch_execute(statement);
            result.map_err(|error| Stop { at: Some(at), error: error.into() })?;
        }
        self.record(&mut transaction, progress)?;
        Ok(transaction.commit()?)
    }

    /// A statement that PostgreSQL does not run in a transaction, recorded before and after.
    fn bare(&self, client: &mut Client, part: &Part, doubt: Doubt, progress: Progress) -> Result<(), Attempt> {
        let at = part.range.start;
        let statement = self.script.statements.get(at).copied().unwrap_or_default();
        let early = |error: Error| Attempt::RolledBack(error.into());
        ledger::write(client, &self.entry, Progress::InDoubt(at)).map_err(early)?;
        let unclear = |error: Error| Attempt::Unclear(Stop { at: Some(at), error });
        super::aside::drop_invalid_index(client, statement).map_err(unclear)?;
        match client.batch_execute(statement).map_err(Error::from) {
            Ok(()) => {}
            Err(error) if doubt == Doubt::Some && error.sqlstate().is_some_and(|state| ALREADY.contains(&state)) => {}
            Err(error) => return Err(unclear(error)),
        }
        let mut after = || {
            let mut transaction = client.transaction()?;
            self.record(&mut transaction, progress)?;
            Ok(transaction.commit()?)
        };
        after().map_err(unclear)
    }

    fn record(&self, transaction: &mut Transaction<'_>, progress: Progress) -> Result<(), Error> {
        ledger::write(transaction, &self.entry, progress)?;
        if let (Progress::Finished, Memory::Keep, Some(id)) = (progress, self.entry.memory, self.reached) {
            let found = without_histories(read(transaction)?);
            ledger::remember(transaction, id, &found.schema)?;
        }
        Ok(())
    }

    fn failure(&self, stop: Stop, left: Left) -> Failure {
        let Stop { at, error } = stop;
        let statement = at.and_then(|at| self.script.statements.get(at)).copied().unwrap_or_default();
        let line = statement.lines().next().unwrap_or_default().chars().take(120).collect();
        Failure { statement: at.map(|at| (at + 1, self.script.statements.len())), line, left, error: Box::new(error) }
    }
}

/// How a try of a part ended that did not succeed.
enum Attempt {
    /// Without a trace.
    RolledBack(Stop),
    /// With what an unfinished statement may have left.
    Unclear(Stop),
}

/// Whether an earlier run ended during a statement that no transaction protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    None,
    Some,
}
