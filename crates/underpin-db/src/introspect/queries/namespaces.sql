-- The PostgreSQL schemas of users, `public` included. Names that start with `pg_` are PostgreSQL's own.
-- https://www.postgresql.org/docs/current/catalog-pg-namespace.html
SELECT n.nspname::text AS name
FROM pg_catalog.pg_namespace AS n
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_namespace'::regclass::oid AND d.objid = n.oid AND d.deptype = 'e'::"char"
  )
ORDER BY n.oid
