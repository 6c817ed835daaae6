//! The lock that makes one deploy wait for another.

use std::{
    thread,
    time::{Duration, Instant},
};

use postgres::Client;

use crate::Error;

/// The two numbers of the lock: `undp` in ASCII, and what it is for. It belongs to a session and to a database.
/// <https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS>
const KEY: (i32, i32) = (0x756e_6470, 1);

const HOLDER: &str = "
SELECT a.pid, a.application_name, to_char(a.backend_start AT TIME ZONE 'UTC', 'HH24:MI:SS')
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) LIMIT 1";

/// Waits until nobody else deploys to this database.
///
/// It asks again and again in place of one long call: that would hold a snapshot, for which `CREATE INDEX CONCURRENTLY` of
/// the other waits. <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>
pub(super) fn acquire(client: &mut Client, wait: Duration, waiting: &mut dyn FnMut(&str)) -> Result<(), Error> {
    let since = Instant::now();
    let mut pause = Duration::from_millis(20);
    let mut told = false;
    loop {
        let row = client.query_one("SELECT pg_catalog.pg_try_advisory_lock($1, $2)", &[&KEY.0, &KEY.1])?;
        if row.try_get(0)? {
            return Ok(());
        }
        if !told || since.elapsed() >= wait {
            let holder = holder(client)?;
            if since.elapsed() >= wait {
                return Err(Error::Busy { holder });
            }
            waiting(&holder);
            told = true;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(500));
    }
}

fn holder(client: &mut Client) -> Result<String, Error> {
    let row = client.query_opt(HOLDER, &[&i64::from(KEY.0), &i64::from(KEY.1)])?;
    let Some(row) = row else { return Ok("another deploy".to_owned()) };
    let (pid, name, since): (i32, Option<String>, Option<String>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (name, since) = (name.unwrap_or_default(), since.unwrap_or_default());
    Ok(format!("another deploy ({name}, backend {pid}, connected since {since} UTC)"))
}
