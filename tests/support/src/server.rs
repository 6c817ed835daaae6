//! PostgreSQL itself as a judge.

use std::sync::OnceLock;

use underpin_db::{Cluster, ENVIRONMENT, Error, Source, embedded};

use crate::{cases::repository, note, skip};

/// The server of this test process, started at the first call and shared by its tests, each with databases of its own.
/// Nothing where none can be had: that is said on standard error with the test's name, and with `CI=true` it is a failure.
///
/// # Panics
/// Where the environment names a PostgreSQL that is none: that is a mistake, not a lack.
pub fn postgres(test: &str) -> Option<&'static Cluster> {
    static SHARED: OnceLock<Result<Cluster, Error>> = OnceLock::new();
    match SHARED.get_or_init(|| Cluster::start_from(&find()?)) {
        Ok(cluster) => Some(cluster),
        Err(error @ Error::Environment { reason: _ }) => panic!("{error}"),
        Err(error) => {
            skip(test, &error.to_string());
            None
        }
    }
}

/// The version that the normal run of the tests is made for: what PostgreSQL the long-term systems carry.
const NORMAL: u16 = 15;

/// The same, for a test of what PostgreSQL can do since a version.
///
/// # Panics
/// As [`postgres`].
pub fn postgres_since(version: u16, test: &str) -> Option<&'static Cluster> {
    let cluster = postgres(test)?;
    if cluster.version() < version {
        let reason = format!("it needs PostgreSQL {version} or later, and this is {}", cluster.version());
        // What newer servers alone can show is asked by `cargo xtask ci --all-postgres`.
        if version > NORMAL {
            note(&format!("SKIPPED {test}: {reason}"))
        } else {
            skip(test, &reason)
        }
        return None;
    }
    Some(cluster)
}

/// What the machine has; else what `cargo xtask test` has put into the target folder.
///
/// # Errors
/// Where there is no PostgreSQL, or the environment names something else.
pub fn find() -> Result<Source, Error> {
    match Source::find() {
        Err(Error::NotFound) if std::env::var_os(ENVIRONMENT).is_none() => {
            let fetched = embedded::installed(&repository().join(FETCHED));
            fetched.map(Source::Binaries).ok_or(Error::NotFound)
        }
        found => found,
    }
}

/// The folder, in the repository, of a PostgreSQL that the set-up has fetched.
pub const FETCHED: &str = "target/postgresql";
