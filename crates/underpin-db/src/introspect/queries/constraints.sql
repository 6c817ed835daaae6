-- Constraints of tables. What only newer servers have is asked for by its name in the row as JSON.
-- https://www.postgresql.org/docs/current/catalog-pg-constraint.html
SELECT
    k.conrelid AS "table",
    k.conname::text AS name,
    k.contype::text AS kind,
    ARRAY(
        SELECT a.attname::text
        FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS p (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = p.number
        ORDER BY p.place
    ) AS columns,
    ARRAY(
        SELECT a.attname::text
        FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS p (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = p.number
        WHERE k.contype IN ('p'::"char", 'u'::"char") AND p.place > i.indnkeyatts::int8
        ORDER BY p.place
    ) AS include,
    CASE WHEN k.contype = 'u'::"char" THEN
        pg_catalog.jsonb_extract_path_text(pg_catalog.to_jsonb(i), 'indnullsnotdistinct') END AS nulls_equal,
    rn.nspname::text AS other_namespace,
    r.relname::text AS other_name,
    ARRAY(
        SELECT a.attname::text
        FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS p (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = p.number
        ORDER BY p.place
    ) AS other_columns,
    k.confdeltype::text AS on_delete,
    k.confupdtype::text AS on_update,
    k.confmatchtype::text AS match,
    ARRAY(
        SELECT a.attname::text
        FROM pg_catalog.jsonb_array_elements_text(
            CASE pg_catalog.jsonb_typeof(pg_catalog.jsonb_extract_path(j.whole, 'confdelsetcols'))
                WHEN 'array' THEN pg_catalog.jsonb_extract_path(j.whole, 'confdelsetcols') END
        ) WITH ORDINALITY AS p (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = p.number::int2
        ORDER BY p.place
    ) AS set_on_delete,
    k.condeferrable AS is_deferrable,
    k.condeferred AS is_deferred,
    k.convalidated AS is_validated,
    k.connoinherit AS is_not_inherited,
    pg_catalog.jsonb_extract_path_text(j.whole, 'conenforced') AS enforced,
    pg_catalog.jsonb_extract_path_text(j.whole, 'conperiod') AS period,
    CASE WHEN k.contype = 'c'::"char" THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END AS condition,
    CASE WHEN k.contype = 'x'::"char" THEN pg_catalog.pg_get_constraintdef(k.oid) END AS definition
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(k) AS whole) AS j
LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = k.conindid
LEFT JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE c.relkind = 'r'::"char"
  AND NOT c.relispartition
  AND c.relpersistence <> 't'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
ORDER BY k.oid
