-- Triggers, without those that PostgreSQL makes for foreign keys.
-- https://www.postgresql.org/docs/current/catalog-pg-trigger.html
SELECT
    g.oid AS oid,
    g.tgrelid AS "table",
    n.nspname::text AS table_namespace,
    c.relname::text AS table_name,
    c.relkind::text AS table_kind,
    g.tgname::text AS name,
    g.tgtype AS type,
    ARRAY(
        SELECT a.attname::text
        FROM pg_catalog.unnest(g.tgattr::int2[]) WITH ORDINALITY AS p (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = g.tgrelid AND a.attnum = p.number
        ORDER BY p.place
    ) AS columns,
    -- The condition speaks of two rows, which `pg_get_expr` does not take.
    CASE WHEN g.tgqual IS NOT NULL THEN pg_catalog.pg_get_triggerdef(g.oid) END AS definition,
    fn.nspname::text AS function_namespace,
    f.proname::text AS function_name,
    g.tgnargs AS argument_count,
    g.tgargs AS arguments,
    g.tgconstraint <> 0::oid AS is_constraint,
    g.tgenabled::text AS enabled,
    g.tgoldtable::text AS old_table,
    g.tgnewtable::text AS new_table,
    d.description AS comment
FROM pg_catalog.pg_trigger AS g
JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_proc AS f ON f.oid = g.tgfoid
JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.pronamespace
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_trigger'::regclass::oid AND d.objoid = g.oid AND d.objsubid = 0
WHERE NOT g.tgisinternal
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_trigger'::regclass::oid AND e.objid = g.oid AND e.deptype = 'e'::"char"
  )
ORDER BY g.oid
