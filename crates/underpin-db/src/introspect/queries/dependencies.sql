-- What objects that are not managed lean on, with all that is part of them: indexes, defaults, partitions. Each is known by
-- its place in the lists asked for.
-- https://www.postgresql.org/docs/current/catalog-pg-depend.html
WITH RECURSIVE members AS (
    SELECT w.place AS place, w.class AS class, w.oid AS oid
    FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::oid[])) WITH ORDINALITY AS w (class, oid, place)
    UNION
    SELECT m.place, d.classid, d.objid
    FROM members AS m
    JOIN pg_catalog.pg_depend AS d ON d.refclassid = m.class AND d.refobjid = m.oid
    -- `i` and `a`: what goes with the object.
    WHERE d.deptype IN ('i'::"char", 'a'::"char")
)
SELECT DISTINCT
    m.place AS place,
    coalesce(c.relkind::text, r.relkind::text, CASE t.typtype WHEN 'e' THEN 'E' WHEN 'd' THEN 'T' WHEN 'c' THEN 'T' END, CASE WHEN p.oid IS NOT NULL THEN 'F' END)
        AS kind,
    coalesce(cn.nspname, rn.nspname, tn.nspname, pn.nspname)::text AS namespace,
    coalesce(c.relname, r.relname, t.typname, p.proname)::text AS name,
    a.attname::text AS column,
    ic.relname::text AS index_table,
    kn.nspname::text AS constraint_namespace,
    kc.relname::text AS constraint_table,
    k.conname::text AS constraint_name,
    CASE WHEN p.oid IS NOT NULL THEN pg_catalog.array_to_string(ARRAY(
        SELECT pg_catalog.format_type(w.oid, NULL)
        FROM pg_catalog.unnest(p.proargtypes::oid[]) WITH ORDINALITY AS w (oid, place)
        ORDER BY w.place
    ), ', ') END AS types
FROM members AS m
JOIN pg_catalog.pg_depend AS d ON d.classid = m.class AND d.objid = m.oid AND d.deptype IN ('n'::"char", 'a'::"char")
LEFT JOIN pg_catalog.pg_class AS c ON d.refclassid = 'pg_catalog.pg_class'::regclass::oid AND c.oid = d.refobjid
LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid::int2 AND d.refobjsubid <> 0
LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
LEFT JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indrelid
LEFT JOIN pg_catalog.pg_type AS b ON d.refclassid = 'pg_catalog.pg_type'::regclass::oid AND b.oid = d.refobjid
-- Of an array the type of its elements.
LEFT JOIN pg_catalog.pg_type AS t ON t.oid = CASE WHEN b.typelem <> 0::oid AND b.typlen = -1::int2 THEN b.typelem ELSE b.oid END
LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
-- Of a row type its table.
LEFT JOIN pg_catalog.pg_class AS r ON r.oid = t.typrelid AND r.relkind <> 'c'::"char"
LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
LEFT JOIN pg_catalog.pg_proc AS p ON d.refclassid = 'pg_catalog.pg_proc'::regclass::oid AND p.oid = d.refobjid
LEFT JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.pronamespace
LEFT JOIN pg_catalog.pg_constraint AS k
    ON d.refclassid = 'pg_catalog.pg_constraint'::regclass::oid AND k.oid = d.refobjid
LEFT JOIN pg_catalog.pg_class AS kc ON kc.oid = k.conrelid
LEFT JOIN pg_catalog.pg_namespace AS kn ON kn.oid = kc.relnamespace
WHERE d.refobjid >= 16384::oid
ORDER BY place
