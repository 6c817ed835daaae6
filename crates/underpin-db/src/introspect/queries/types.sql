-- Types by their numbers and arguments, in the order asked for. `type` is that of one element, `bare` is it without its
-- arguments, `base` is what a domain is over.
-- https://www.postgresql.org/docs/current/catalog-pg-type.html
SELECT
    pg_catalog.format_type(e.oid, w.arguments) AS type,
    pg_catalog.format_type(e.oid, NULL) AS bare,
    l.oid IS NOT NULL AS is_list,
    CASE WHEN e.typtype = 'e'::"char" THEN n.nspname::text END AS enum_namespace,
    CASE WHEN e.typtype = 'e'::"char" THEN e.typname::text END AS enum_name,
    CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END AS base,
    t.typcollation AS collation,
    t.typstorage::text AS storage
FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) WITH ORDINALITY AS w (oid, arguments, place)
JOIN pg_catalog.pg_type AS t ON t.oid = w.oid
-- A real array type is the one that its element names; a few others (`int2vector`) have elements, too.
LEFT JOIN pg_catalog.pg_type AS l ON l.oid = t.typelem AND l.typarray = t.oid
JOIN pg_catalog.pg_type AS e ON e.oid = CASE WHEN l.oid IS NULL THEN t.oid ELSE l.oid END
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.typnamespace
ORDER BY w.place
