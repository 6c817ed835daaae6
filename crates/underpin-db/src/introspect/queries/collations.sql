-- Collations by the numbers by which columns and indexes name them.
-- https://www.postgresql.org/docs/current/catalog-pg-collation.html
SELECT c.oid AS oid, n.nspname::text AS namespace, c.collname::text AS name
FROM pg_catalog.pg_collation AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
WHERE c.oid = ANY ($1::oid[])
ORDER BY c.oid
