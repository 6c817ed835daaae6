-- Indexes that belong to no constraint, each with one element per key in the arrays.
-- https://www.postgresql.org/docs/current/catalog-pg-index.html
SELECT
    i.indrelid AS "table",
    x.relname::text AS name,
    m.amname::text AS method,
    i.indisunique AS is_unique,
    pg_catalog.jsonb_extract_path_text(pg_catalog.to_jsonb(i), 'indnullsnotdistinct') AS nulls_equal,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
    i.indnkeyatts AS key_count,
    i.indoption::int2[] AS options,
    -- NULL where the key is an expression.
    ARRAY(
        SELECT a.attname::text
        FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS p (number, place)
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = p.number AND p.number <> 0::int2
        ORDER BY p.place
    ) AS columns,
    ARRAY(
        SELECT CASE p.number WHEN 0::int2 THEN pg_catalog.pg_get_indexdef(i.indexrelid, p.place::int4, false) END
        FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS p (number, place)
        ORDER BY p.place
    ) AS expressions,
    -- NULL where it is the default one of the key's type.
    ARRAY(
        SELECT CASE WHEN NOT o.opcdefault OR EXISTS (
            SELECT FROM pg_catalog.pg_opclass AS nearer
            WHERE nearer.opcmethod = o.opcmethod AND nearer.opcdefault AND nearer.oid <> o.oid
              AND nearer.opcintype = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
        ) THEN o.opcname::text END
        FROM pg_catalog.unnest(i.indclass::oid[]) WITH ORDINALITY AS p (class, place)
        JOIN pg_catalog.pg_opclass AS o ON o.oid = p.class
        JOIN pg_catalog.pg_attribute AS s ON s.attrelid = i.indexrelid AND s.attnum = p.place::int2
        LEFT JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p.place::int4 - 1] AND a.attnum <> 0::int2
        JOIN pg_catalog.pg_type AS t ON t.oid = CASE WHEN a.atttypid IS NULL THEN s.atttypid ELSE a.atttypid END
        ORDER BY p.place
    ) AS classes,
    ARRAY(
        SELECT CASE WHEN cn.nspname NOT IN ('pg_catalog'::name, 'public'::name) THEN cn.nspname::text END
        FROM pg_catalog.unnest(i.indclass::oid[]) WITH ORDINALITY AS p (class, place)
        JOIN pg_catalog.pg_opclass AS o ON o.oid = p.class
        JOIN pg_catalog.pg_namespace AS cn ON cn.oid = o.opcnamespace
        ORDER BY p.place
    ) AS class_namespaces,
    -- NULL where there is none, or where it is that of the column. That of an expression is not in the catalog.
    ARRAY(
        SELECT CASE WHEN a.attcollation IS NULL OR a.attcollation <> p.oid THEN cn.nspname::text END
        FROM pg_catalog.unnest(i.indcollation::oid[]) WITH ORDINALITY AS p (oid, place)
        LEFT JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p.place::int4 - 1] AND a.attnum <> 0::int2
        LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = p.oid
        LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
        ORDER BY p.place
    ) AS collation_namespaces,
    ARRAY(
        SELECT co.collname::text
        FROM pg_catalog.unnest(i.indcollation::oid[]) WITH ORDINALITY AS p (oid, place)
        LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = p.oid
        ORDER BY p.place
    ) AS collation_names,
    CASE WHEN i.indexprs IS NOT NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid) END AS definition,
    i.indisvalid AS is_valid,
    i.indisclustered AS is_clustered,
    x.reloptions AS storage,
    s.spcname::text AS tablespace,
    ARRAY(
        SELECT p.name || ' ' || p.options::text
        FROM (
            SELECT a.attname::text AS name, a.attoptions AS options, a.attnum AS number
            FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = i.indexrelid AND a.attoptions IS NOT NULL
        ) AS p
        ORDER BY p.number
    ) AS class_options
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = x.reltablespace
WHERE c.relkind = 'r'::"char"
  AND NOT c.relispartition
  AND c.relpersistence <> 't'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_constraint AS k
      WHERE k.conindid = i.indexrelid AND k.contype IN ('p'::"char", 'u'::"char", 'x'::"char")
  )
ORDER BY i.indexrelid
