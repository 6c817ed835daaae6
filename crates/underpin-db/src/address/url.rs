//! Reading a URL. No message repeats a part of it.

use std::{collections::HashMap, env, path::PathBuf, time::Duration};

use postgres::{
    Config,
    config::{ChannelBinding, SslNegotiation, TargetSessionAttrs},
};

use super::{Address, Encryption, Host, Roots, SslMode};

/// What Prisma and poolers read in such URLs and what has no meaning here.
/// <https://www.prisma.io/docs/orm/overview/databases/postgresql#arguments>
const IGNORED: [&str; 12] = [
    "connection_limit",
    "pool_timeout",
    "pgbouncer",
    "socket_timeout",
    "statement_cache_size",
    "sslaccept",
    "single_use_connections",
    "fallback_application_name",
    "client_encoding",
    "gssencmode",
    "krbsrvname",
    "sslcompression",
];

type Reason = String;

pub(super) fn parse(text: &str) -> Result<Address, Reason> {
    let rest = ["postgres://", "postgresql://"].iter().find_map(|prefix| text.strip_prefix(prefix));
    let rest = rest.ok_or("it starts with neither `postgres://` nor `postgresql://`")?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    // Otherwise the rest of a password would be taken for a name, and shown.
    if database.contains('@') || query.split('&').any(|pair| pair.split('=').next().unwrap_or("").contains('@')) {
        return Err("`/`, `?`, `#`, `@` and `:` in a user or password are written as %2F, %3F, %23, %40 and %3A".into());
    }
    let mut parameters = Parameters::parse(query)?;
    let mut config = Config::new();
    let hosts = match authority.rsplit_once('@') {
        Some((user, hosts)) => {
            let (user, password) = user.split_once(':').map_or((user, None), |(user, word)| (user, Some(word)));
            if !user.is_empty() {
                config.user(&decode(user)?);
            }
            if let Some(password) = password {
                config.password(decode(password)?);
            }
            hosts
        }
        None => authority,
    };
    if let Some(user) = parameters.take("user") {
        config.user(&user);
    }
    if let Some(password) = parameters.take("password") {
        config.password(password);
    } else if config.get_password().is_none()
        && let Ok(password) = env::var("PGPASSWORD")
    {
        config.password(password);
    }
    let hosts = read_hosts(hosts, &mut parameters)?;
    let database = match parameters.take("dbname") {
        Some(name) => name,
        None => decode(database)?,
    };
    // https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-DBNAME
    let database = if database.is_empty() { config.get_user().unwrap_or("postgres").to_owned() } else { database };
    config.dbname(&database);
    let encryption = read_encryption(&mut parameters)?;
    let schema = parameters.take("schema");
    configure(&mut config, &mut parameters)?;
    parameters.finish()?;
    Ok(Address { config, hosts, database, encryption, schema })
}

fn read_hosts(authority: &str, parameters: &mut Parameters) -> Result<Vec<Host>, Reason> {
    let mut names = Vec::new();
    let mut ports = Vec::new();
    for one in authority.split(',').filter(|one| !one.is_empty()) {
        // The colons of an IPv6 address stand in brackets.
        let (name, port) = match one.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((name, rest)) => (name, rest.strip_prefix(':')),
            None => one.split_once(':').map_or((one, None), |(name, port)| (name, Some(port))),
        };
        names.push(decode(name)?);
        ports.push(port.filter(|port| !port.is_empty()).map(read_port).transpose()?);
    }
    if let Some(given) = parameters.take("host") {
        names = given.split(',').map(str::to_owned).collect();
    }
    if let Some(given) = parameters.take("port") {
        ports = given.split(',').map(|port| read_port(port).map(Some)).collect::<Result<_, _>>()?;
    }
    let addresses: Vec<std::net::IpAddr> = match parameters.take("hostaddr") {
        Some(given) => given
            .split(',')
            .map(|one| one.parse().map_err(|_| "`hostaddr` is no IP address".to_owned()))
            .collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    if names.iter().all(String::is_empty) {
        names = match addresses.is_empty() {
            true => vec![usual_host(ports.first().copied().flatten().unwrap_or(5432))],
            false => addresses.iter().map(ToString::to_string).collect(),
        };
    }
    if (ports.len() > 1 && ports.len() != names.len()) || (!addresses.is_empty() && addresses.len() != names.len()) {
        return Err("it has not as many ports or addresses as hosts".into());
    }
    let usual_port = env::var("PGPORT").ok().and_then(|port| port.parse().ok()).unwrap_or(5432);
    let host = |(at, name)| Host {
        name,
        address: addresses.get(at).copied(),
        port: ports.get(at).or(ports.first()).copied().flatten().unwrap_or(usual_port),
    };
    Ok(names.into_iter().enumerate().map(host).collect())
}

/// Where libpq looks when it is told no host: the socket, then this machine.
/// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-HOST>
fn usual_host(port: u16) -> String {
    if let Ok(host) = env::var("PGHOST") {
        return host;
    }
    let folders = ["/var/run/postgresql", "/tmp"];
    let found = folders.iter().find(|folder| PathBuf::from(folder).join(format!(".s.PGSQL.{port}")).exists());
    found.map_or("localhost", |folder| *folder).to_owned()
}

fn read_port(text: &str) -> Result<u16, Reason> {
    text.parse().map_err(|_| "its port is no number from 1 to 65535".to_owned())
}

fn read_encryption(parameters: &mut Parameters) -> Result<Encryption, Reason> {
    let from =
        |given: Option<String>, name: &str| given.or_else(|| env::var(name).ok().filter(|text| !text.is_empty()));
    let roots = match from(parameters.take("sslrootcert"), "PGSSLROOTCERT") {
        None => Roots::Usual,
        Some(word) if word == "system" => Roots::System,
        Some(path) => Roots::File(path.into()),
    };
    let mode = match from(parameters.take("sslmode"), "PGSSLMODE").as_deref() {
        // https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-SSLROOTCERT
        None if roots == Roots::System => SslMode::VerifyFull,
        None | Some("prefer") => SslMode::Prefer,
        Some("disable") => SslMode::Disable,
        Some("allow") => SslMode::Allow,
        Some("require") => SslMode::Require,
        Some("verify-ca") => SslMode::VerifyCa,
        Some("verify-full") => SslMode::VerifyFull,
        Some(_) => {
            return Err("`sslmode` is none of disable, allow, prefer, require, verify-ca and verify-full".into());
        }
    };
    if roots == Roots::System && mode < SslMode::VerifyFull {
        return Err("`sslrootcert=system` goes with `sslmode=verify-full` alone".into());
    }
    let identity = match (parameters.take("sslcert"), parameters.take("sslkey")) {
        (Some(certificate), Some(key)) => Some((certificate.into(), key.into())),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err("`sslcert` and `sslkey` are the client's own and go together; the server's authority is \
                        `sslrootcert`"
                .into());
        }
    };
    Ok(Encryption { mode, roots, identity })
}

fn configure(config: &mut Config, parameters: &mut Parameters) -> Result<(), Reason> {
    config.application_name(parameters.take("application_name").as_deref().unwrap_or("underpin"));
    if let Some(options) = parameters.take("options") {
        config.options(&options);
    }
    // Without a limit, a host that drops packets would hold a deploy for minutes.
    let timeout = parameters.seconds("connect_timeout")?.unwrap_or(Some(Duration::from_secs(30)));
    if let Some(timeout) = timeout {
        config.connect_timeout(timeout);
    }
    if let Some(Some(timeout)) = parameters.seconds("tcp_user_timeout")? {
        config.tcp_user_timeout(timeout / 1000);
    }
    if let Some(word) = parameters.take("keepalives") {
        config.keepalives(word != "0");
    }
    let idle = parameters.seconds("keepalives_idle")?.flatten().unwrap_or(Duration::from_secs(60));
    config.keepalives_idle(idle);
    if let Some(Some(time)) = parameters.seconds("keepalives_interval")? {
        config.keepalives_interval(time);
    }
    if let Some(count) = parameters.take("keepalives_count") {
        config.keepalives_retries(count.parse().map_err(|_| "`keepalives_count` is no number")?);
    }
    match parameters.take("target_session_attrs").as_deref() {
        None | Some("any") => {}
        Some("read-write" | "primary") => {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        Some("read-only" | "standby") => {
            config.target_session_attrs(TargetSessionAttrs::ReadOnly);
        }
        Some(_) => return Err("`target_session_attrs` is none of any, read-write and read-only".into()),
    }
    match parameters.take("channel_binding").as_deref() {
        None | Some("prefer") => {}
        Some("disable") => {
            config.channel_binding(ChannelBinding::Disable);
        }
        Some("require") => {
            config.channel_binding(ChannelBinding::Require);
        }
        Some(_) => return Err("`channel_binding` is none of disable, prefer and require".into()),
    }
    match parameters.take("sslnegotiation").as_deref() {
        None | Some("postgres") => {}
        Some("direct") => {
            config.ssl_negotiation(SslNegotiation::Direct);
        }
        Some(_) => return Err("`sslnegotiation` is neither postgres nor direct".into()),
    }
    Ok(())
}

/// What stands behind the `?`.
struct Parameters(HashMap<String, String>);

impl Parameters {
    fn parse(query: &str) -> Result<Self, Reason> {
        let mut found = HashMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or("a parameter has no value")?;
            found.insert(decode(key)?, decode(value)?);
        }
        // The short form that JDBC has made usual, which libpq reads too.
        if let Some(value) = found.remove("ssl")
            && value == "true"
        {
            found.entry("sslmode".to_owned()).or_insert_with(|| "require".to_owned());
        }
        Ok(Self(found))
    }

    fn take(&mut self, key: &str) -> Option<String> {
        self.0.remove(key)
    }

    /// A time in seconds; none inside where it is zero or less, which means no limit.
    fn seconds(&mut self, key: &str) -> Result<Option<Option<Duration>>, Reason> {
        let Some(text) = self.take(key) else { return Ok(None) };
        let number: i64 = text.parse().map_err(|_| format!("`{key}` is no whole number"))?;
        Ok(Some(u64::try_from(number).ok().filter(|number| *number > 0).map(Duration::from_secs)))
    }

    /// Whatever is left was not understood. Its name is not shown: a `?` in a password would make it one of its parts.
    fn finish(mut self) -> Result<(), Reason> {
        self.0.retain(|key, _| !IGNORED.contains(&key.as_str()));
        match self.0.is_empty() {
            true => Ok(()),
            false => Err("it has a parameter that neither libpq nor Prisma knows".into()),
        }
    }
}

/// Reads `%40` as `@`.
fn decode(text: &str) -> Result<String, Reason> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|digits| !digits.contains('+')).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(
            byte.ok_or("a `%` is not followed by two hexadecimal digits; write `%25` for one that stands alone")?,
        );
        rest = rest.get(2..).unwrap_or_default();
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        Ok(_) | Err(_) => Err("it holds bytes that are no text".into()),
    }
}
