-- Domains. What they say of types and collations is numbers: see `types.sql` and `collations.sql`.
-- https://www.postgresql.org/docs/current/catalog-pg-type.html
SELECT
    t.oid AS oid,
    n.nspname::text AS namespace,
    t.typname::text AS name,
    t.typbasetype AS type,
    t.typtypmod AS type_arguments,
    t.typcollation AS collation,
    t.typnotnull AS is_required,
    pg_catalog.pg_get_expr(t.typdefaultbin, 0::oid) AS filling,
    d.description AS comment
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_type'::regclass::oid AND d.objoid = t.oid AND d.objsubid = 0
WHERE t.typtype = 'd'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_type'::regclass::oid AND e.objid = t.oid AND e.deptype = 'e'::"char"
  )
ORDER BY t.oid
