-- The checks of domains. NOT NULL, which has a constraint since version 17, is told by the type.
-- https://www.postgresql.org/docs/current/catalog-pg-constraint.html
SELECT
    k.contypid AS domain,
    k.conname::text AS name,
    pg_catalog.pg_get_expr(k.conbin, 0::oid) AS condition,
    k.convalidated AS is_validated
FROM pg_catalog.pg_constraint AS k
WHERE k.contypid <> 0::oid AND k.contype = 'c'::"char"
ORDER BY k.oid
