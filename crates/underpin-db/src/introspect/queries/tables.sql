-- Tables of every kind, with what a table has beside columns and constraints.
-- https://www.postgresql.org/docs/current/catalog-pg-class.html
SELECT
    c.oid AS oid,
    n.nspname::text AS namespace,
    c.relname::text AS name,
    c.relkind::text AS kind,
    c.relispartition AS is_partition,
    c.relrowsecurity AS has_policies_on,
    c.relforcerowsecurity AS has_policies_forced,
    d.description AS comment,
    c.relpersistence = 'u'::"char" AS is_unlogged,
    c.reloptions AS options,
    ty.typname::text AS of_type,
    CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' WHEN 'i' THEN 'USING INDEX' END AS replica_identity,
    CASE WHEN m.amname <> 'heap'::name THEN m.amname::text END AS method,
    s.spcname::text AS tablespace,
    ARRAY(
        SELECT i.inhparent::regclass::text
        FROM pg_catalog.pg_inherits AS i
        WHERE i.inhrelid = c.oid
        ORDER BY i.inhseqno
    ) AS parents,
    ARRAY(
        SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno
    ) AS parent_numbers
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_type AS ty ON ty.oid = c.reloftype
LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objoid = c.oid AND d.objsubid = 0
WHERE c.relkind IN ('r'::"char", 'p'::"char", 'f'::"char")
  AND c.relpersistence <> 't'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass::oid AND d.objid = c.oid AND d.deptype = 'e'::"char"
  )
ORDER BY c.oid
