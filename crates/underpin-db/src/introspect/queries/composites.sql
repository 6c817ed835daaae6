-- Composite types, with one row for each attribute, or one without for a type that has none. What they say of types and collations
-- is numbers: see `types.sql` and `collations.sql`.
-- https://www.postgresql.org/docs/current/catalog-pg-attribute.html
SELECT
    n.nspname::text AS namespace,
    t.typname::text AS name,
    d.description AS comment,
    a.attname::text AS attribute,
    a.atttypid AS type,
    a.atttypmod AS type_arguments,
    a.attcollation AS collation
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'::"char"
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0::int2 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_type'::regclass::oid AND d.objoid = t.oid AND d.objsubid = 0
WHERE t.typtype = 'c'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_type'::regclass::oid AND e.objid = t.oid AND e.deptype = 'e'::"char"
  )
ORDER BY t.oid, a.attnum
