//! One database of a cluster.

use std::{
    ffi::OsString,
    fmt::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use postgres::{Client, Config, Row, config::Host, types::ToSql};

use super::cluster::{Server, open};
use crate::Error;

/// A database that is dropped with this value.
pub struct Database {
    server: Arc<Server>,
    name: String,
    /// Opened at the first use.
    client: Mutex<Option<Client>>,
}

impl Database {
    pub(super) fn new(server: Arc<Server>, name: String) -> Self {
        Self { server, name, client: Mutex::new(None) }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs SQL as one simple query, as `psql -c` does: several statements are one transaction unless they say otherwise.
    /// <https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT>
    ///
    /// # Errors
    /// Where the server refuses a statement.
    pub fn execute(&self, sql: &str) -> Result<(), Error> {
        self.with(|client| Ok(client.batch_execute(sql)?))
    }

    /// The rows of one statement with its parameters.
    ///
    /// # Errors
    /// Where the server refuses it.
    pub fn query(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
        self.with(|client| Ok(client.query(sql, parameters)?))
    }

    /// The first column, a text, of each row; NULL becomes an empty text.
    ///
    /// # Errors
    /// Where the server refuses the statement, or the first column is no text.
    pub fn texts(&self, sql: &str) -> Result<Vec<String>, Error> {
        let rows = self.query(sql, &[])?;
        let text = |row: &Row| row.try_get::<_, Option<String>>(0).map(Option::unwrap_or_default);
        Ok(rows.iter().map(text).collect::<Result<_, _>>()?)
    }

    /// Work with the connection itself.
    ///
    /// # Errors
    /// Where the server cannot be reached, or the work fails.
    pub fn with<T>(&self, work: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, Error> {
        // A panic between two statements leaves a connection that is as good as any.
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        let mut open = match client.take() {
            Some(client) if !client.is_closed() => client,
            Some(_) | None => self.connect()?,
        };
        let result = work(&mut open);
        *client = Some(open);
        result
    }

    /// A second connection, for what needs two.
    ///
    /// # Errors
    /// Where the server cannot be reached.
    pub fn connect(&self) -> Result<Client, Error> {
        open(&self.config())
    }

    /// Closes the connection; the next use opens another.
    pub fn disconnect(&self) {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// The address as a URL that libpq, sqlx, tokio-postgres and node-postgres read alike: the folder of a socket stands
    /// in `host`. It holds the password, where there is one.
    /// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>
    pub fn url(&self) -> String {
        url(&self.config())
    }

    /// The address as the variables that libpq reads, for programs that are told of no password in their arguments, which
    /// everyone on the machine sees. <https://www.postgresql.org/docs/current/libpq-envars.html>
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        let config = self.config();
        let mut variables = vec![("PGDATABASE", OsString::from(&self.name))];
        match config.get_hosts().first() {
            Some(Host::Tcp(host)) => variables.push(("PGHOST", host.into())),
            #[cfg(unix)]
            Some(Host::Unix(folder)) => variables.push(("PGHOST", folder.into())),
            None => {}
        }
        if let Some(port) = config.get_ports().first() {
            variables.push(("PGPORT", port.to_string().into()));
        }
        if let Some(user) = config.get_user() {
            variables.push(("PGUSER", user.into()));
        }
        if let Some(password) = config.get_password() {
            variables.push(("PGPASSWORD", String::from_utf8_lossy(password).into_owned().into()));
        }
        variables
    }

    fn config(&self) -> Config {
        let mut config = self.server.config.clone();
        config.dbname(&self.name);
        config
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.disconnect();
        // Connections that a test forgot must not keep it. Nobody can be told of a failure here.
        let _ = self.server.administer(&format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name));
    }
}

/// Without the address, which may hold a password.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("name", &self.name).finish_non_exhaustive()
    }
}

fn url(config: &Config) -> String {
    let mut text = String::from("postgresql://");
    let mut put = |part: fmt::Arguments<'_>| text.write_fmt(part).expect("a String takes all text");
    if let Some(user) = config.get_user() {
        put(format_args!("{}", Encoded(user.as_bytes())));
        if let Some(password) = config.get_password() {
            put(format_args!(":{}", Encoded(password)));
        }
        put(format_args!("@"));
    }
    let database = Encoded(config.get_dbname().unwrap_or_default().as_bytes());
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match config.get_hosts().first() {
        Some(Host::Tcp(host)) if host.contains(':') => put(format_args!("[{host}]:{port}/{database}")),
        Some(Host::Tcp(host)) => put(format_args!("{host}:{port}/{database}")),
        #[cfg(unix)]
        Some(Host::Unix(folder)) => {
            let folder = folder.as_os_str().as_encoded_bytes();
            // The name is there because many parsers want one; `host` replaces it.
            put(format_args!("localhost:{port}/{database}?host={}", Encoded(folder)));
        }
        None => put(format_args!("localhost:{port}/{database}")),
    }
    text
}

/// Bytes as they stand in a URL.
struct Encoded<'a>(&'a [u8]);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in self.0 {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                f.write_char(char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_what_the_configuration_does() {
        for (given, expected) in [
            ("postgres://me:p%40ss%2f@db.example:6543/x", "postgresql://me:p%40ss%2F@db.example:6543/x"),
            (
                "host=/tmp/some user=postgres dbname=case_1",
                "postgresql://postgres@localhost:5432/case_1?host=%2Ftmp%2Fsome",
            ),
            ("host=::1 user=me dbname=x", "postgresql://me@[::1]:5432/x"),
        ] {
            assert_eq!(url(&given.parse().unwrap()), expected);
        }
    }
}
