-- Foreign keys that set only some of their columns on delete, since version 15.
-- https://www.postgresql.org/docs/15/catalog-pg-constraint.html
SELECT k.oid AS oid, k.confdelsetcols AS columns
FROM pg_catalog.pg_constraint AS k
WHERE k.confdelsetcols IS NOT NULL
ORDER BY k.oid
