//! Whether a database has what is to be read from it.

use std::collections::BTreeSet;

use postgres::Transaction;
use underpin_schema::{QName, Schema};

use super::columns;
use crate::Error;

const COLUMNS: &str = "
SELECT n.nspname::text, c.relname::text, a.attname::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p')";

/// Names what is missing, if anything is.
pub(super) fn check(transaction: &mut Transaction<'_>, schema: &Schema) -> Result<(), Error> {
    let mut there: BTreeSet<(QName, String)> = BTreeSet::new();
    for row in transaction.query(COLUMNS, &[])? {
        let name = QName::new(row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?);
        there.insert((name, row.try_get(2)?));
    }
    let wanted = schema.tables.iter().flat_map(|(name, table)| columns(table).map(move |(column, _)| (name, column)));
    let missing: Vec<String> = wanted
        .filter(|(name, column)| !there.contains(&((*name).clone(), column.as_str().to_owned())))
        .map(|(name, column)| format!("{name}.{column}"))
        .collect();
    let Some(first) = missing.first() else { return Ok(()) };
    let more = if missing.len() > 1 { format!(" and {} columns more", missing.len() - 1) } else { String::new() };
    Err(Error::Sample {
        reason: format!(
            "the database has no {first}{more}: it has to be as it is right before the migration, which is the one to apply next"
        ),
    })
}
