-- Statements that make the roles of a list which the server does not have; the server itself quotes the names. `public`,
-- and names that start with `pg_`, cannot be made.
-- https://www.postgresql.org/docs/current/sql-createrole.html
SELECT pg_catalog.format('CREATE ROLE %I', w.name) AS statement
FROM pg_catalog.unnest($1::text[]) AS w (name)
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname::text = w.name)
  AND NOT pg_catalog.starts_with(w.name, 'pg_')
ORDER BY w.name
