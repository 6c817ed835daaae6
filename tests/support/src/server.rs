//! PostgreSQL itself as a judge.

use std::sync::OnceLock;

use underpin_db::{Cluster, ENVIRONMENT, Error, Source, embedded};

use crate::{cases::repository, skip};

/// The server of this test process, started at the first call and shared by its tests, each with databases of its own.
/// Nothing where none can be had: that is said on standard error with the test's name, and with `CI=true` it is a failure.
pub fn postgres(test: &str) -> Option<&'static Cluster> {
    static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
    let shared =
        SHARED.get_or_init(|| find().and_then(|source| Cluster::start_from(&source)).map_err(|e| e.to_string()));
    match shared {
        Ok(cluster) => Some(cluster),
        Err(reason) => {
            skip(test, reason);
            None
        }
    }
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
