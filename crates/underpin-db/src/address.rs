//! Where a database is and how to get there.

mod connect;
mod encryption;
mod url;

use std::{fmt, path::PathBuf, str::FromStr};

use postgres::Config;

use crate::Error;

/// The address of a database, as a URL of libpq's form says it.
/// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>
///
/// It is shown without user and password, and never in whole. What Prisma adds to such URLs (`schema`, `connection_limit`
/// and the like) is known; see [`Address::schema`].
#[derive(Clone)]
pub struct Address {
    /// User, password, database and all that is the same for each host.
    config: Config,
    /// In the order in which they are tried.
    hosts: Vec<Host>,
    database: String,
    encryption: Encryption,
    schema: Option<String>,
}

/// Which server a configuration means: its host and port, or the folder of its socket. Nothing of a user or password.
pub(crate) fn place(config: &Config) -> String {
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match config.get_hosts().first() {
        Some(postgres::config::Host::Tcp(name)) => format!("{name}:{port}"),
        #[cfg(unix)]
        Some(postgres::config::Host::Unix(folder)) => format!("{}:{port}", folder.display()),
        None => format!("port {port}"),
    }
}

/// One server that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Host {
    /// A name, an IP address, or the folder of a socket.
    name: String,
    /// The IP address to use in place of a look-up of the name.
    address: Option<std::net::IpAddr>,
    port: u16,
}

/// How the way to the server is protected. <https://www.postgresql.org/docs/current/libpq-ssl.html>
#[derive(Clone, Debug, PartialEq, Eq)]
struct Encryption {
    mode: SslMode,
    roots: Roots,
    /// What the client shows of itself: the files of its certificate and of its key.
    identity: Option<(PathBuf, PathBuf)>,
}

/// `sslmode`, from the weakest to the strongest.
/// <https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    /// No TLS.
    Disable,
    /// TLS only where the server wants it.
    Allow,
    /// TLS where the server has it.
    Prefer,
    /// TLS, with whoever answers.
    Require,
    /// TLS with a server whose certificate a known authority has signed.
    VerifyCa,
    /// The same, and the certificate is for the host that was asked for.
    VerifyFull,
}

/// Whose signature on a certificate counts: `sslrootcert`.
/// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-SSLROOTCERT>
#[derive(Clone, Debug, PartialEq, Eq)]
enum Roots {
    /// The file of the home folder, where it is there.
    Usual,
    /// Those of a file.
    File(PathBuf),
    /// Those that the system trusts.
    System,
}

impl Address {
    /// Reads `postgres://user:password@host:port/database?sslmode=...`, or the same with `postgresql://`.
    ///
    /// # Errors
    /// Where it is no such URL. The message repeats nothing of it, since any part may be one of a password.
    pub fn parse(text: &str) -> Result<Self, Error> {
        url::parse(text).map_err(|reason| Error::Address { reason })
    }

    /// The name of the database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// What Prisma's parameter `schema` says: the schema of its tables.
    /// <https://www.prisma.io/docs/orm/overview/databases/postgresql#arguments>
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// How the connection is protected.
    pub fn ssl_mode(&self) -> SslMode {
        self.encryption.mode
    }

    /// Whether every server that is meant is on this machine: behind a socket or a loopback address.
    pub fn is_local(&self) -> bool {
        self.hosts.iter().all(|host| match host.address {
            Some(address) => address.is_loopback(),
            None => {
                host.is_socket()
                    || host.name == "localhost"
                    || host.name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
            }
        })
    }
}

impl Host {
    /// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-HOST>
    fn is_socket(&self) -> bool {
        self.name.starts_with('/')
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

/// `shop on db.example:5432`, without what is nobody's business.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on ", self.database)?;
        for (at, host) in self.hosts.iter().enumerate() {
            let gap = if at > 0 { ", " } else { "" };
            let Host { name, address: _, port } = host;
            if name.contains(':') {
                write!(f, "{gap}[{name}]:{port}")?;
            } else {
                write!(f, "{gap}{name}:{port}")?;
            }
        }
        Ok(())
    }
}

/// As it is shown to people: a log is no better place for a password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}
