//! What the world can do to us: no server, no connection, SQL that is refused.

use std::{fmt, io, path::PathBuf};

use postgres::error::ErrorPosition;

/// A failure of the server, of the way to it, or of SQL that was sent to it. None of the texts holds a password.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No PostgreSQL was found.
    #[error(
        "no PostgreSQL of version {} to {} was found on the PATH or in the usual folders; install one, or set {} to a \
         folder with `initdb`, `postgres` and `pg_ctl` or to the URL of a server where databases may be made",
        crate::SUPPORTED.start(), crate::SUPPORTED.end(), crate::ENVIRONMENT
    )]
    NotFound,
    /// The environment names something that is no PostgreSQL.
    #[error("{} is set, but {reason}", crate::ENVIRONMENT)]
    Environment {
        /// What is wrong with it.
        reason: String,
    },
    /// The server is too old or too new.
    #[error("PostgreSQL {found} is not supported: {} to {} are", crate::SUPPORTED.start(), crate::SUPPORTED.end())]
    Version {
        /// Its major version.
        found: u16,
    },
    /// This platform cannot run a throw-away server.
    #[error(
        "a throw-away server needs Unix; set {} to the URL of a server where databases may be made",
        crate::ENVIRONMENT
    )]
    Platform,
    /// A file or folder could not be used.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried, in the infinitive.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A program could not be run.
    #[error("cannot run {}: {source}", program.display())]
    Run {
        /// Which.
        program: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A program ended with a failure.
    #[error("{} failed ({status}): {output}", program.display())]
    Failed {
        /// Which.
        program: PathBuf,
        /// How it ended.
        status: String,
        /// What it said.
        output: String,
    },
    /// The server ended, or did not answer in time.
    #[error("the PostgreSQL server did not start: {log}")]
    Start {
        /// The last lines of its log.
        log: String,
    },
    /// The server could not be reached.
    #[error("cannot connect to PostgreSQL on {place}: {}", Said(source))]
    Connect {
        /// Which server: its host and port, or the folder of its socket.
        place: String,
        /// Why not.
        source: postgres::Error,
    },
    /// A URL of a database that cannot be read.
    #[error("the database URL cannot be used: {reason}")]
    Address {
        /// Why not, without any part of it.
        reason: String,
    },
    /// The way to the server is not as safe as it has to be.
    #[error("cannot connect to PostgreSQL with TLS: {reason}")]
    Tls {
        /// Why not, without any part of a certificate.
        reason: String,
    },
    /// Someone else deploys to the database.
    #[error("{holder} is under way and did not end in time")]
    Busy {
        /// Who, in words.
        holder: String,
    },
    /// A script that cannot be run in a way that is safe to interrupt.
    #[error("the script cannot be run: {reason}")]
    Script {
        /// Why not.
        reason: String,
    },
    /// No plan leads to a schema.
    #[error("no plan makes the schema: {reasons}")]
    Plan {
        /// Why not.
        reasons: String,
    },
    /// A `plan.json` that cannot be read.
    #[error("plan.json cannot be read: {reason}")]
    PlanFile {
        /// What is wrong with it.
        reason: String,
    },
    /// Rows of a real database could not be taken or used. What is said holds none of their values.
    #[error("no sample: {reason}")]
    Sample {
        /// Why not.
        reason: String,
    },
    /// The server refused a statement, or could not be asked.
    #[error("{}", Refused(source))]
    Sql {
        /// In its own words.
        #[from]
        source: postgres::Error,
    },
}

impl Error {
    /// The five letters by which PostgreSQL names what went wrong: `23505`.
    /// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
    pub fn sqlstate(&self) -> Option<&str> {
        match self {
            Error::Sql { source } | Error::Connect { place: _, source } => source.code().map(|code| code.code()),
            Error::NotFound
            | Error::Environment { reason: _ }
            | Error::Version { found: _ }
            | Error::Platform
            | Error::File { action: _, path: _, source: _ }
            | Error::Run { program: _, source: _ }
            | Error::Failed { program: _, status: _, output: _ }
            | Error::PlanFile { reason: _ }
            | Error::Sample { reason: _ }
            | Error::Address { reason: _ }
            | Error::Tls { reason: _ }
            | Error::Busy { holder: _ }
            | Error::Script { reason: _ }
            | Error::Start { log: _ }
            | Error::Plan { reasons: _ } => None,
        }
    }
}

/// What became of a statement that did not succeed. Without words of the server there is nobody who refused it.
struct Refused<'a>(&'a postgres::Error);

impl fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from_the_way = || std::error::Error::source(self.0).is_some_and(|source| source.is::<io::Error>());
        match self.0.as_db_error() {
            Some(_) => write!(f, "PostgreSQL refused: {}", Said(self.0)),
            None if self.0.is_closed() || from_the_way() => f.write_str("the connection to PostgreSQL was lost"),
            None => write!(f, "the answer of PostgreSQL cannot be used: {}", self.0),
        }
    }
}

/// A server's complaint with all that it says beside the message, which `postgres::Error` keeps to itself.
struct Said<'a>(&'a postgres::Error);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(error) = self.0.as_db_error() else {
            // The driver says what it was about, and the system beneath it why.
            self.0.fmt(f)?;
            return match std::error::Error::source(self.0) {
                Some(why) => write!(f, ": {why}"),
                None => Ok(()),
            };
        };
        write!(f, "{} ({})", error.message(), error.code().code())?;
        if let Some(ErrorPosition::Original(at)) = error.position() {
            write!(f, ", at character {at}")?;
        }
        if let Some(detail) = error.detail() {
            write!(f, "; {detail}")?;
        }
        if let Some(hint) = error.hint() {
            write!(f, "; hint: {hint}")?;
        }
        if let Some(context) = error.where_() {
            write!(f, "; {context}")?;
        }
        Ok(())
    }
}
