//! All rows of all tables, as lines that can be compared.

use underpin_db::{Database, Error};

/// One line for each row of each table, whatever the order of columns: the table, and each column with its value.
///
/// # Errors
/// Where the server refuses.
pub fn rows(database: &Database) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    for query in database.texts(QUERIES)? {
        lines.extend(database.texts(&query)?);
    }
    lines.sort();
    Ok(lines)
}

/// The tables that hold rows, by their names in the database.
///
/// # Errors
/// Where the server refuses.
pub fn tables_with_rows(database: &Database) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for row in database.query(TABLES, &[])? {
        let (name, count): (String, String) = (row.get(0), row.get(1));
        if database.texts(&count)? != ["0"] {
            found.push(name);
        }
    }
    Ok(found)
}

/// A query for each table that gives its rows as text.
const QUERIES: &str = "
    SELECT format('SELECT %L || concat_ws('', '', %s) FROM ONLY %s', c.oid::regclass || ': ',
      string_agg(format('%L || coalesce(quote_literal(%I::text), ''NULL'')', attname || '=', attname), ', ' ORDER BY attname),
      c.oid::regclass)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema' GROUP BY c.oid ORDER BY 1";

const TABLES: &str = "
    SELECT relname::text, format('SELECT count(*)::text FROM ONLY %s', c.oid::regclass)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1";
