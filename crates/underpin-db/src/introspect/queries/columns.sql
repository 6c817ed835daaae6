-- The columns of tables. `type` is that of one element, `bare` is it without its arguments.
-- https://www.postgresql.org/docs/current/catalog-pg-attribute.html
SELECT
    a.attrelid AS "table",
    a.attnum AS number,
    a.attname::text AS name,
    pg_catalog.format_type(e.oid, a.atttypmod) AS type,
    pg_catalog.format_type(e.oid, NULL) AS bare,
    e.oid <> t.oid AS is_list,
    CASE WHEN e.typtype = 'e'::"char" THEN en.nspname::text END AS enum_namespace,
    CASE WHEN e.typtype = 'e'::"char" THEN e.typname::text END AS enum_name,
    NOT a.attnotnull AS is_nullable,
    pg_catalog.pg_get_expr(f.adbin, f.adrelid) AS filling,
    a.attidentity::text AS identity,
    a.attgenerated::text AS generated,
    CASE WHEN a.attcollation <> t.typcollation THEN cn.nspname::text END AS collation_namespace,
    CASE WHEN a.attcollation <> t.typcollation THEN co.collname::text END AS collation_name,
    d.description AS comment,
    CASE WHEN a.attstorage <> t.typstorage THEN
        CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' WHEN 'x' THEN 'EXTENDED' END
    END AS storage,
    CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
    CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::int4 END AS statistics,
    a.attoptions AS options
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
-- A real array type is the one that its element names; a few others (`int2vector`) have elements, too.
JOIN pg_catalog.pg_type AS e
    ON e.oid = CASE WHEN t.typelem <> 0::oid AND t.typcategory = 'A'::"char" AND t.typlen = -1::int2
        AND EXISTS (SELECT FROM pg_catalog.pg_type AS x WHERE x.oid = t.typelem AND x.typarray = t.oid)
        THEN t.typelem ELSE t.oid END
JOIN pg_catalog.pg_namespace AS en ON en.oid = e.typnamespace
LEFT JOIN pg_catalog.pg_attrdef AS f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objoid = a.attrelid AND d.objsubid = a.attnum::int4
WHERE c.relkind = 'r'::"char"
  AND NOT c.relispartition
  AND c.relpersistence <> 't'::"char"
  AND a.attnum > 0::int2
  AND NOT a.attisdropped
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
ORDER BY a.attrelid, a.attnum
