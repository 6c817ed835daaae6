-- Constraints of tables. Columns are numbers; those of another table are named where that is none of `columns.sql`.
-- https://www.postgresql.org/docs/current/catalog-pg-constraint.html
SELECT
    k.oid AS oid,
    k.conindid AS index,
    k.conrelid AS "table",
    k.conname::text AS name,
    k.contype::text AS kind,
    k.conkey AS columns,
    CASE WHEN i.indnatts > i.indnkeyatts AND k.contype IN ('p'::"char", 'u'::"char") THEN i.indkey::int2[] END AS stored,
    m.amname::text AS method,
    CASE WHEN k.contype IN ('p'::"char", 'u'::"char") THEN x.reloptions END AS storage,
    k.confrelid AS other,
    rn.nspname::text AS other_namespace,
    r.relname::text AS other_name,
    k.confkey AS other_columns,
    CASE WHEN r.relkind <> 'r'::"char" OR r.relispartition THEN ARRAY(
        SELECT a.attname::text
        FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS p (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = p.number
        ORDER BY p.place
    ) END AS other_names,
    k.confdeltype::text AS on_delete,
    k.confupdtype::text AS on_update,
    k.confmatchtype::text AS match,
    k.condeferrable AS is_deferrable,
    k.condeferred AS is_deferred,
    k.convalidated AS is_validated,
    k.connoinherit AS is_not_inherited,
    CASE WHEN k.contype = 'c'::"char" THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END AS condition
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = k.conindid
LEFT JOIN pg_catalog.pg_class AS x ON x.oid = k.conindid
LEFT JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
LEFT JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE c.relkind = 'r'::"char"
  AND NOT c.relispartition
  AND c.relpersistence <> 't'::"char"
  -- A foreign key to a partitioned table has one to each partition below it.
  AND k.conparentid = 0::oid
  -- NOT NULL, which has a constraint since version 18, is told by its column; what that does not tell is `NOT VALID`
  -- and `NO INHERIT`.
  AND (k.contype <> 'n'::"char" OR NOT k.convalidated OR k.connoinherit)
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
ORDER BY k.oid
