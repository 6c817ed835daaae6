-- Types by their numbers and arguments, in the order asked for. `type` is that of one element, `bare` is what it is
-- stored as without arguments, `base` is what a domain is over.
-- https://www.postgresql.org/docs/current/catalog-pg-type.html
SELECT
    pg_catalog.format_type(e.oid, w.arguments) AS type,
    pg_catalog.format_type(b.oid, NULL) AS bare,
    l.oid IS NOT NULL AS is_list,
    CASE WHEN e.typtype IN ('e'::"char", 'd'::"char", 'c'::"char") THEN n.nspname::text END AS own_namespace,
    CASE WHEN e.typtype IN ('e'::"char", 'd'::"char", 'c'::"char") THEN e.typname::text END AS own_name,
    CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END AS base,
    t.typcollation AS collation,
    t.typstorage::text AS storage
FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) WITH ORDINALITY AS w (oid, arguments, place)
JOIN pg_catalog.pg_type AS t ON t.oid = w.oid
-- A real array type is the one that its element names; a few others (`int2vector`) have elements, too.
LEFT JOIN pg_catalog.pg_type AS l ON l.oid = t.typelem AND l.typarray = t.oid
JOIN pg_catalog.pg_type AS e ON e.oid = CASE WHEN l.oid IS NULL THEN t.oid ELSE l.oid END
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.typnamespace
-- What is below a domain, and below that.
CROSS JOIN LATERAL (
    WITH RECURSIVE below AS (
        SELECT e.oid AS oid, e.typtype AS kind, e.typbasetype AS next
        UNION ALL
        SELECT d.oid, d.typtype, d.typbasetype
        FROM below AS o
        JOIN pg_catalog.pg_type AS d ON d.oid = o.next
        WHERE o.kind = 'd'::"char"
    )
    SELECT o.oid AS oid FROM below AS o WHERE o.kind <> 'd'::"char"
) AS b
ORDER BY w.place
