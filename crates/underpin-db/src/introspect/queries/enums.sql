-- Enum types with their labels in sort order.
-- https://www.postgresql.org/docs/current/catalog-pg-enum.html
SELECT
    n.nspname::text AS namespace,
    t.typname::text AS name,
    ARRAY(
        SELECT l.enumlabel::text
        FROM pg_catalog.pg_enum AS l
        WHERE l.enumtypid = t.oid
        ORDER BY l.enumsortorder
    ) AS labels,
    d.description AS comment
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_type'::regclass::oid AND d.objoid = t.oid AND d.objsubid = 0
WHERE t.typtype = 'e'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_type'::regclass::oid AND d.objid = t.oid AND d.deptype = 'e'::"char"
  )
ORDER BY t.oid
