-- Sequences, those of identity and serial columns with the column that owns them.
-- https://www.postgresql.org/docs/current/catalog-pg-sequence.html
SELECT
    n.nspname::text AS namespace,
    c.relname::text AS name,
    c.oid::regclass::text AS spelled,
    o.refobjid AS "table",
    o.refobjsubid::int2 AS number,
    pg_catalog.format_type(s.seqtypid, NULL) AS type,
    s.seqstart AS start,
    s.seqincrement AS increment,
    s.seqmin AS least,
    s.seqmax AS most,
    s.seqcache AS cache,
    s.seqcycle AS cycles,
    o.deptype = 'i'::"char" AS is_of_identity,
    c.relpersistence = 'u'::"char" AS is_unlogged,
    d.description AS comment
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
LEFT JOIN pg_catalog.pg_depend AS o
    ON o.classid = 'pg_catalog.pg_class'::regclass::oid AND o.objid = c.oid AND o.objsubid = 0
    AND o.refclassid = 'pg_catalog.pg_class'::regclass::oid AND o.refobjsubid > 0
    -- `a`: OWNED BY, as of serial; `i`: identity. https://www.postgresql.org/docs/current/catalog-pg-depend.html
    AND o.deptype IN ('a'::"char", 'i'::"char")
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objoid = c.oid AND d.objsubid = 0
WHERE c.relkind = 'S'::"char"
  AND c.relpersistence <> 't'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass::oid AND d.objid = c.oid AND d.deptype = 'e'::"char"
  )
ORDER BY c.oid
