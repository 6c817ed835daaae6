//! Tables that keep histories are no part of what a history describes.

use underpin_schema::Schema;

use crate::Introspected;

/// The tables that tools of migration keep in `public`.
const TABLES: [&str; 2] = ["_underpin_migrations", "_prisma_migrations"];

/// Takes the tables of histories out of a schema.
pub(super) fn set_aside(schema: &mut Schema) {
    schema.tables.retain(|name, _| !(name.is_public() && TABLES.contains(&name.name.as_str())));
}

/// The same, for what a database holds.
pub(super) fn without_histories(mut found: Introspected) -> Introspected {
    set_aside(&mut found.schema);
    found.unmanaged.retain(|one| !TABLES.iter().any(|table| one.name.split('.').any(|part| part == *table)));
    found
}

const INVALID: &str = "
SELECT format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid
    AND strpos($1, format('%I', c.relname)) + strpos($1, format('\"%s\"', c.relname)) > 0
    AND strpos($1, format('%I', t.relname)) + strpos($1, format('\"%s\"', t.relname)) > 0
    AND (n.nspname = 'public' OR strpos($1, format('%I', n.nspname)) + strpos($1, format('\"%s\"', n.nspname)) > 0)
-- A statement that names another schema means that one.
ORDER BY n.nspname = 'public', c.oid
LIMIT 1";

/// Drops the index that a `CREATE INDEX CONCURRENTLY` has left which did not come to its end: it is there, is not valid,
/// and the statement names it and its table. <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>
pub(super) fn drop_invalid_index(client: &mut postgres::Client, statement: &str) -> Result<(), crate::Error> {
    let mut words = statement.split_whitespace().map(str::to_ascii_lowercase);
    if words.next().as_deref() != Some("create") || !words.take(3).any(|word| word == "concurrently") {
        return Ok(());
    }
    for row in client.query(INVALID, &[&statement])? {
        client.batch_execute(row.try_get(0)?)?;
    }
    Ok(())
}
