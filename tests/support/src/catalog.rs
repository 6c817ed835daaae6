//! What a database holds, as PostgreSQL's own catalog tells it.

use underpin_db::{Database, Error};

/// The parts of the catalog that a system can shape, each as a query for lines of text. Objects that belong to an
/// extension are left out; columns are named, not numbered, since their order means nothing.
/// <https://www.postgresql.org/docs/current/catalogs.html>
const PARTS: &[&str] = &[
    "SELECT 'extension ' || extname FROM pg_extension WHERE extname <> 'plpgsql'",
    "SELECT 'schema ' || quote_ident(nspname) FROM pg_namespace
     WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')",
    "SELECT format('enum %s: %s', t.oid::regtype, string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder))
     FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid",
    "SELECT format('relation %s: kind %s, row security %s, forced %s', c.oid::regclass, relkind, relrowsecurity,
       relforcerowsecurity) FROM ours c WHERE relkind IN ('r', 'v', 'm', 'S', 'p')",
    "SELECT format('column %s.%I: %s%s%s%s%s', c.oid::regclass, attname, format_type(atttypid, atttypmod),
       CASE WHEN attnotnull THEN ' NOT NULL' END,
       ' DEFAULT ' || pg_get_expr(adbin, adrelid),
       ' ' || nullif(attidentity::text || attgenerated::text, ''),
       CASE WHEN attcollation <> typcollation THEN ' COLLATE ' || attcollation::regcollation END)
     FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE relkind IN ('r', 'v', 'm', 'p') AND attnum > 0 AND NOT attisdropped",
    "SELECT format('sequence %s owned by %s.%I', d.objid::regclass, d.refobjid::regclass, attname)
     FROM ours c JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
       AND d.refclassid = 'pg_class'::regclass
     JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE c.relkind = 'S'",
    "SELECT format('constraint %I of %s: %s', conname, conrelid::regclass, pg_get_constraintdef(n.oid))
     FROM ours c JOIN pg_constraint n ON n.conrelid = c.oid WHERE contype <> 'n'",
    "SELECT 'index ' || pg_get_indexdef(c.oid) FROM ours c WHERE relkind = 'i'",
    "SELECT format('view %s: %s', c.oid::regclass, pg_get_viewdef(c.oid)) FROM ours c WHERE relkind IN ('v', 'm')",
    "SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
     WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
    "SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT format('policy %I of %I.%I: %s %s to %s using %s check %s', policyname, schemaname, tablename, permissive,
       cmd, roles, qual, with_check) FROM pg_policies",
    "SELECT format('comment on %s %s: %s', i.type, i.identity, description)
     FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
     WHERE d.objoid >= 16384 -- what PostgreSQL itself brings has lower numbers
       AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = d.objoid AND e.deptype = 'e')
       AND d.classoid <> 'pg_extension'::regclass",
];

const OURS: &str = "WITH ours AS (SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))";

/// One line for each thing that the database holds, sorted. Two databases mean the same exactly when these are equal.
///
/// # Errors
/// Where the server cannot be reached.
pub fn catalog(database: &Database) -> Result<Vec<String>, Error> {
    // An empty path makes PostgreSQL write every name with its schema.
    database.execute("SET search_path = ''")?;
    let mut lines = Vec::new();
    for part in PARTS {
        lines.extend(database.texts(&format!("{OURS} {part}"))?);
    }
    database.execute("RESET search_path")?;
    lines.sort();
    Ok(lines)
}
