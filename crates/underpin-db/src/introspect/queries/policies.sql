-- Row-level security policies. The role 0 is PUBLIC.
-- https://www.postgresql.org/docs/current/catalog-pg-policy.html
SELECT
    p.polrelid AS "table",
    p.polname::text AS name,
    p.polpermissive AS is_permissive,
    p.polcmd::text AS command,
    ARRAY(
        SELECT r.rolname::text
        FROM pg_catalog.unnest(p.polroles) AS o (role)
        JOIN pg_catalog.pg_roles AS r ON r.oid = o.role
        ORDER BY r.rolname::text COLLATE "C"
    ) AS roles,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using",
    pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
    d.description AS comment
FROM pg_catalog.pg_policy AS p
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_policy'::regclass::oid AND d.objoid = p.oid AND d.objsubid = 0
ORDER BY p.oid
