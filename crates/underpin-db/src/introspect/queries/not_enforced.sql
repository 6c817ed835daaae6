-- Constraints that are NOT ENFORCED, since version 18.
-- https://www.postgresql.org/docs/18/catalog-pg-constraint.html
SELECT k.oid AS oid FROM pg_catalog.pg_constraint AS k WHERE NOT k.conenforced ORDER BY k.oid
