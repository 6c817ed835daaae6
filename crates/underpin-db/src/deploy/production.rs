//! Whether a database may be one that people rely on.

use postgres::Client;

use crate::{Address, Error};

/// Words that people put into the names of hosts and databases that matter.
const WORDS: [&str; 4] = ["prod", "production", "live", "prd"];

/// How many rows nobody types in.
const MANY: i64 = 10_000;

/// What speaks for it, each in words: where the server is, what host and database are called, how many rows there are. The
/// rows are those of PostgreSQL's statistics and estimates, so that nothing is scanned.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW>
pub(super) fn signs(address: &Address, client: &mut Client) -> Result<Vec<String>, Error> {
    let mut signs = Vec::new();
    if !address.is_local() {
        signs.push("the server is not on this machine".to_owned());
    }
    let shown = address.to_string().to_lowercase();
    let word = shown.split(|letter: char| !letter.is_ascii_alphabetic()).find(|word| WORDS.contains(word));
    if let Some(word) = word {
        signs.push(format!("its name holds `{word}`"));
    }
    let rows: i64 = client
        .query_one(
            "SELECT coalesce(sum(greatest(c.reltuples::bigint, s.n_live_tup, 0)), 0)::bigint
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_stat_user_tables s ON s.relid = c.oid",
            &[],
        )?
        .try_get(0)?;
    if rows >= MANY {
        signs.push(format!("its tables hold about {rows} rows"));
    }
    Ok(signs)
}
