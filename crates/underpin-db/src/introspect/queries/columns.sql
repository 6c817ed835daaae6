-- The columns of tables. What they say of types and collations is numbers: see `types.sql` and `collations.sql`.
-- https://www.postgresql.org/docs/current/catalog-pg-attribute.html
SELECT
    a.attrelid AS "table",
    a.attnum AS number,
    a.attname::text AS name,
    a.atttypid AS type,
    a.atttypmod AS type_arguments,
    a.attcollation AS collation,
    NOT a.attnotnull AS is_nullable,
    CASE WHEN a.atthasdef THEN (
        SELECT pg_catalog.pg_get_expr(f.adbin, f.adrelid)
        FROM pg_catalog.pg_attrdef AS f
        WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum
    ) END AS filling,
    a.attidentity::text AS identity,
    a.attgenerated::text AS generated,
    d.description AS comment,
    a.attstorage::text AS storage,
    CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
    CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::int4 END AS statistics,
    a.attoptions AS options
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objoid = a.attrelid AND d.objsubid = a.attnum::int4
-- Those of materialized views are what their indexes are over.
WHERE c.relkind IN ('r'::"char", 'm'::"char")
  AND NOT c.relispartition
  AND c.relpersistence <> 't'::"char"
  AND a.attnum > 0::int2
  AND NOT a.attisdropped
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
ORDER BY a.attrelid, a.attnum
