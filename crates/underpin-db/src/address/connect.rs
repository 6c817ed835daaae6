//! Connecting, the way that `sslmode` says.

use postgres::{Client, Config, NoTls, config, error::SqlState};

use super::{
    Address, Host, SslMode,
    encryption::{self, Tls},
};
use crate::Error;

/// One try to get through.
#[derive(Clone, Copy)]
enum Way {
    Plain,
    /// TLS where the server has it.
    TlsIfThere,
    Tls,
}

impl Address {
    /// Connects to the first host that answers.
    ///
    /// # Errors
    /// Where none does, refuses, or is not the one that `sslmode` asks for.
    pub fn connect(&self) -> Result<Client, Error> {
        let mut last = None;
        for host in &self.hosts {
            match self.connect_to(host) {
                Ok(client) => return Ok(client),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| Error::Address { reason: "it names no host".to_owned() }))
    }

    fn connect_to(&self, host: &Host) -> Result<Client, Error> {
        let mut config = self.config.clone();
        config.host(&host.name).port(host.port);
        if let Some(address) = host.address {
            config.hostaddr(address);
        }
        // Sockets have no TLS, whatever the mode. https://www.postgresql.org/docs/current/libpq-ssl.html
        if host.is_socket() {
            return Self::open(&mut config, Way::Plain, None);
        }
        let (first, second) = match self.encryption.mode {
            SslMode::Disable => (Way::Plain, None),
            SslMode::Allow => (Way::Plain, Some(Way::Tls)),
            SslMode::Prefer => (Way::TlsIfThere, Some(Way::Plain)),
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => (Way::Tls, None),
        };
        let tls = match self.encryption.mode {
            SslMode::Disable => None,
            SslMode::Allow | SslMode::Prefer | SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => {
                Some(encryption::connector(&self.encryption)?)
            }
        };
        match (Self::open(&mut config, first, tls.as_ref()), second) {
            (Err(error), Some(second)) if lets_try_otherwise(&error) => {
                Self::open(&mut config, second, tls.as_ref()).map_err(|second| worth_telling(error, second))
            }
            (result, _) => result,
        }
    }

    fn open(config: &mut Config, way: Way, tls: Option<&Tls>) -> Result<Client, Error> {
        let mode = match way {
            Way::Plain => config::SslMode::Disable,
            Way::TlsIfThere => config::SslMode::Prefer,
            Way::Tls => config::SslMode::Require,
        };
        config.ssl_mode(mode);
        let result = match (way, tls) {
            (Way::TlsIfThere | Way::Tls, Some(tls)) => config.connect(tls.clone()),
            (Way::Plain, _) | (_, None) => config.connect(NoTls),
        };
        result.map_err(|source| match encryption::reason(&source) {
            Some(reason) => Error::Tls { reason },
            None => Error::Connect { place: super::place(config), source },
        })
    }
}

/// Whether the other of the two ways of `allow` and `prefer` may do: TLS failed, or `pg_hba.conf` has no line for this
/// way. A wrong password is wrong on both, and would be sent twice.
/// <https://www.postgresql.org/docs/current/auth-pg-hba-conf.html>
fn lets_try_otherwise(error: &Error) -> bool {
    match error {
        Error::Tls { reason: _ } => true,
        Error::Connect { place: _, source } => source.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION),
        _ => false,
    }
}

/// Of two failures, that of the way which got further.
fn worth_telling(first: Error, second: Error) -> Error {
    match second {
        Error::Tls { reason: _ } => first,
        other => other,
    }
}
