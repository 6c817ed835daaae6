-- Views and materialized views.
-- https://www.postgresql.org/docs/current/catalog-pg-class.html
SELECT
    n.nspname::text AS namespace,
    c.relname::text AS name,
    c.relkind::text AS kind,
    pg_catalog.pg_get_viewdef(c.oid) AS query,
    d.description AS comment,
    c.reloptions AS options,
    CASE WHEN m.amname <> 'heap'::name THEN m.amname::text END AS method,
    s.spcname::text AS tablespace
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objoid = c.oid AND d.objsubid = 0
WHERE c.relkind IN ('v'::"char", 'm'::"char")
  AND c.relpersistence <> 't'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_class'::regclass::oid AND e.objid = c.oid AND e.deptype = 'e'::"char"
  )
ORDER BY c.oid
