-- Extensions, without `plpgsql`, which every new database has. `home` is the schema that the extension's control file
-- asks for; the files are read only where an extension is not in `public`.
-- https://www.postgresql.org/docs/current/catalog-pg-extension.html
-- https://www.postgresql.org/docs/current/view-pg-available-extension-versions.html
SELECT
    e.extname::text AS name,
    n.nspname::text AS namespace,
    CASE WHEN n.nspname <> 'public'::name THEN (
        SELECT v.schema::text
        FROM pg_catalog.pg_available_extension_versions() AS v
        WHERE v.name = e.extname AND v.version = e.extversion
    ) END AS home
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'::name
ORDER BY e.oid
