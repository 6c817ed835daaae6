//! A server that gives out databases.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use postgres::{Client, Config, NoTls, error::SqlState};

use super::{Binaries, Database, SUPPORTED, Source};
use crate::Error;

/// A PostgreSQL server for as long as this value and its databases live.
#[derive(Clone, Debug)]
pub struct Cluster(Arc<Server>);

/// What databases share with their cluster, so that it outlives them.
pub(super) struct Server {
    /// How the server is reached; the database is one that always exists.
    pub(super) config: Config,
    version: u16,
    /// The programs that it was started from, where it was.
    binaries: Option<Binaries>,
    /// Sets the names of our databases apart from those of other processes on a server that is not ours.
    prefix: String,
    made: AtomicU32,
    /// Connections that nobody uses; closed before the process ends.
    kept: Mutex<Vec<Client>>,
    #[cfg(unix)]
    _process: Option<super::process::Process>,
}

impl Cluster {
    /// Starts a server from what the machine has: see [`Source::find`].
    ///
    /// # Errors
    /// Where no server can be had.
    pub fn start() -> Result<Self, Error> {
        Self::start_from(&Source::find()?)
    }

    /// Starts a server from binaries, or uses the one behind a URL.
    ///
    /// # Errors
    /// Where the server does not start, cannot be reached, or has a version that is not supported.
    pub fn start_from(source: &Source) -> Result<Self, Error> {
        match source {
            Source::Url(config) => Self::connect(config),
            Source::Binaries(binaries) => Self::launch(binaries),
        }
    }

    fn connect(config: &Config) -> Result<Self, Error> {
        let mut config = config.clone();
        if config.get_dbname().is_none() {
            config.dbname("postgres");
        }
        let version = version(&mut open(&config)?)?;
        if !SUPPORTED.contains(&version) {
            return Err(Error::Version { found: version });
        }
        // The standard library's source of randomness, which is only named after its first use.
        let random = RandomState::new().build_hasher().finish();
        let prefix = format!("underpin_{}_{:08x}", process::id(), random & 0xffff_ffff);
        Ok(Self(Arc::new(Server {
            config,
            version,
            binaries: None,
            prefix,
            made: AtomicU32::new(0),
            kept: Mutex::default(),
            #[cfg(unix)]
            _process: None,
        })))
    }

    #[cfg(unix)]
    fn launch(binaries: &Binaries) -> Result<Self, Error> {
        let process = super::process::Process::start(binaries)?;
        let mut config = Config::new();
        config.host_path(process.socket_folder()).port(super::process::PORT).user("postgres").dbname("postgres");
        Ok(Self(Arc::new(Server {
            config,
            version: binaries.version,
            binaries: Some(binaries.clone()),
            prefix: "case".into(),
            made: AtomicU32::new(0),
            kept: Mutex::default(),
            _process: Some(process),
        })))
    }

    #[cfg(not(unix))]
    fn launch(_binaries: &Binaries) -> Result<Self, Error> {
        Err(Error::Platform)
    }

    /// The server's major version.
    pub fn version(&self) -> u16 {
        self.0.version
    }

    /// The programs that it was started from; nothing where someone else runs it.
    pub fn binaries(&self) -> Option<&Binaries> {
        self.0.binaries.as_ref()
    }

    /// Makes an empty database.
    ///
    /// # Errors
    /// Where the server refuses.
    pub fn database(&self) -> Result<Database, Error> {
        // `template0` is the one that nobody has added anything to.
        self.make("template0")
    }

    /// Makes a database that holds what another one does. The other one's connections are closed for that.
    ///
    /// # Errors
    /// Where the server refuses, for one because somebody else is connected to the other one.
    pub fn database_like(&self, other: &Database) -> Result<Database, Error> {
        other.disconnect();
        self.make(other.name())
    }

    fn make(&self, template: &str) -> Result<Database, Error> {
        let number = self.0.made.fetch_add(1, Ordering::Relaxed) + 1;
        let name = format!("{}_{number}", self.0.prefix);
        // Names of ours, which need no quotes inside the quotes.
        // On a server of ours, which does not sync, copying files takes a third of the time that writing them to the log does.
        // https://www.postgresql.org/docs/current/sql-createdatabase.html
        let strategy = if self.0.binaries.is_some() && self.0.version >= 15 { " STRATEGY FILE_COPY" } else { "" };
        let sql = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" ENCODING 'UTF8'{strategy}");
        let mut attempts = ATTEMPTS;
        while let Err(error) = self.0.administer(&sql) {
            attempts -= 1;
            let in_use = matches!(&error, Error::Sql { source } if source.code() == Some(&SqlState::OBJECT_IN_USE));
            if attempts == 0 || !in_use {
                return Err(error);
            }
        }
        Ok(Database::new(Arc::clone(&self.0), name))
    }
}

/// How often a copy of a database is tried. A session ends some time after its connection is closed; PostgreSQL waits five seconds for
/// that, which on a busy machine need not do.
/// <https://www.postgresql.org/docs/current/manage-ag-templatedbs.html>
const ATTEMPTS: usize = 12;

impl Server {
    /// Runs a statement in the database that always exists, on a connection that is kept for the next.
    pub(super) fn administer(&self, sql: &str) -> Result<(), Error> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().pop().filter(|client| !client.is_closed());
        let mut client = known.map_or_else(|| open(&self.config), Ok)?;
        client.batch_execute(sql)?;
        kept().push(client);
        Ok(())
    }
}

/// Without the configuration, which may hold a password.
impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("version", &self.version).finish_non_exhaustive()
    }
}

/// Connects without TLS: a throw-away server is on this machine.
pub(super) fn open(config: &Config) -> Result<Client, Error> {
    config.connect(NoTls).map_err(|source| Error::Connect { place: crate::address::place(config), source })
}

fn version(client: &mut Client) -> Result<u16, Error> {
    let row = client.query_one("SELECT current_setting('server_version_num')::integer / 10000", &[])?;
    Ok(u16::try_from(row.get::<_, i32>(0)).unwrap_or_default())
}
