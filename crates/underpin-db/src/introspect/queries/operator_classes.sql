-- Operator classes, all of them: indexes name them by their numbers.
-- https://www.postgresql.org/docs/current/catalog-pg-opclass.html
SELECT
    o.oid AS oid,
    n.nspname::text AS namespace,
    o.opcname::text AS name,
    o.opcmethod AS method,
    o.opcintype AS type,
    o.opcdefault AS is_default
FROM pg_catalog.pg_opclass AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
ORDER BY o.oid
