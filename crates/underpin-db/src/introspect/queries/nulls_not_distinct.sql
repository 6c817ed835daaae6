-- Indexes with NULLS NOT DISTINCT, since version 15.
-- https://www.postgresql.org/docs/15/catalog-pg-index.html
SELECT i.indexrelid AS oid FROM pg_catalog.pg_index AS i WHERE i.indnullsnotdistinct ORDER BY i.indexrelid
