//! The history of Prisma, which may have applied the same folders.

use std::collections::BTreeMap;

use postgres::Client;

use crate::Error;

/// What stands in `_prisma_migrations`.
/// <https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrismaHistory {
    /// The migrations that it has applied, each with the SHA-256 of its `migration.sql` and when that ended, in UTC.
    pub applied: BTreeMap<String, (String, String)>,
    /// Those that it began and did not finish.
    pub unfinished: Vec<String>,
}

const READ: &str = "
SELECT migration_name::text, checksum::text, to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
FROM public._prisma_migrations WHERE rolled_back_at IS NULL";

/// Reads it; nothing where there is no such table, or one that is not Prisma's.
pub(super) fn read(client: &mut Client) -> Result<Option<PrismaHistory>, Error> {
    let columns = client.query(
        "SELECT attname::text FROM pg_catalog.pg_attribute
         WHERE attrelid = to_regclass('public._prisma_migrations') AND attnum > 0 AND NOT attisdropped",
        &[],
    )?;
    let columns = columns.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    let wanted = ["migration_name", "checksum", "finished_at", "rolled_back_at"];
    if !wanted.iter().all(|name| columns.iter().any(|column| column == name)) {
        return Ok(None);
    }
    let mut history = PrismaHistory::default();
    for row in client.query(READ, &[])? {
        let (name, checksum, finished): (String, String, Option<String>) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        match finished {
            Some(at) => {
                history.applied.insert(name, (checksum, at));
            }
            None => history.unfinished.push(name),
        }
    }
    Ok(Some(history))
}
