//! How long a migration may wait, and how often it tries again.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    time::Duration,
};

use postgres::Client;

use crate::Error;

/// How long the statements of a migration may wait for locks and may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a statement waits for a lock. While it waits, all who come after it wait too, so this is short.
    /// <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT>
    pub lock_timeout: Duration,
    /// How long a statement may take; zero is as long as it likes.
    /// <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT>
    pub statement_timeout: Duration,
    /// How often a part is tried again that did not get its locks.
    pub retries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { lock_timeout: Duration::from_secs(5), statement_timeout: Duration::ZERO, retries: 10 }
    }
}

/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(10);

impl Limits {
    /// Sets them for a session.
    pub(super) fn set(self, client: &mut Client) -> Result<(), Error> {
        let Limits { lock_timeout, statement_timeout, retries: _ } = self;
        for (name, time) in [("lock_timeout", lock_timeout), ("statement_timeout", statement_timeout)] {
            let value = format!("{}ms", time.as_millis());
            client.execute("SELECT pg_catalog.set_config($1, $2, false)", &[&name, &value])?;
        }
        Ok(())
    }

    /// How long to leave the table to those who waited behind us: longer each time, and not the same for everyone.
    pub(super) fn pause(tried: u32) -> Duration {
        let longest = Duration::from_millis(200).saturating_mul(1 << tried.min(10)).min(LONGEST);
        // The standard library's source of randomness, which is only named after its first use.
        let random = RandomState::new().build_hasher().finish() % 512;
        longest.mul_f64(0.5 + random as f64 / 1024.0)
    }
}
