-- Indexes that belong to no constraint, and those of exclusion constraints. The arrays have an element for each key; 0 in `columns` is an expression, and
-- what is in no key but stored beside them is at the end of `columns`.
-- https://www.postgresql.org/docs/current/catalog-pg-index.html
SELECT
    i.indexrelid AS oid,
    i.indrelid AS "table",
    n.nspname::text AS owner_namespace,
    c.relname::text AS owner_name,
    c.relkind::text AS owner_kind,
    x.relname::text AS name,
    m.amname::text AS method,
    i.indisunique AS is_unique,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
    i.indnkeyatts AS key_count,
    i.indkey::int2[] AS columns,
    i.indoption::int2[] AS options,
    i.indclass::oid[] AS classes,
    i.indcollation::oid[] AS collations,
    CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
        SELECT a.atttypid FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = i.indexrelid ORDER BY a.attnum
    ) END AS types,
    CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
        SELECT CASE p.number WHEN 0::int2 THEN pg_catalog.pg_get_indexdef(i.indexrelid, p.place::int4, false) END
        FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS p (number, place)
        ORDER BY p.place
    ) END AS expressions,
    CASE WHEN i.indexprs IS NOT NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid) END AS definition,
    i.indisvalid AS is_valid,
    i.indisclustered AS is_clustered,
    x.reloptions AS storage,
    s.spcname::text AS tablespace,
    ARRAY(
        SELECT a.attname::text || ' ' || a.attoptions::text
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = i.indexrelid AND a.attoptions IS NOT NULL
        ORDER BY a.attnum
    ) AS class_options,
    e.condeferrable AS is_deferrable,
    e.condeferred AS is_deferred,
    CASE WHEN e.oid IS NOT NULL THEN ARRAY(
        SELECT o.oprname::text
        FROM pg_catalog.unnest(e.conexclop) WITH ORDINALITY AS w (oid, place)
        JOIN pg_catalog.pg_operator AS o ON o.oid = w.oid
        ORDER BY w.place
    ) END AS operators,
    CASE WHEN e.oid IS NOT NULL THEN ARRAY(
        SELECT s.nspname::text
        FROM pg_catalog.unnest(e.conexclop) WITH ORDINALITY AS w (oid, place)
        JOIN pg_catalog.pg_operator AS o ON o.oid = w.oid
        JOIN pg_catalog.pg_namespace AS s ON s.oid = o.oprnamespace
        ORDER BY w.place
    ) END AS operator_namespaces
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = x.reltablespace
LEFT JOIN pg_catalog.pg_constraint AS e ON e.conindid = i.indexrelid AND e.contype = 'x'::"char"
WHERE c.relkind IN ('r'::"char", 'm'::"char")
  AND NOT c.relispartition
  AND c.relpersistence <> 't'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_constraint AS k
      WHERE k.conindid = i.indexrelid AND k.contype IN ('p'::"char", 'u'::"char")
  )
ORDER BY i.indexrelid
