-- The major version of the server.
-- https://www.postgresql.org/docs/current/runtime-config-preset.html
SELECT pg_catalog.current_setting('server_version_num')::int4 / 10000 AS version
