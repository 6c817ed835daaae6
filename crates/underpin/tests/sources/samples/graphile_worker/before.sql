CREATE SCHEMA graphile_worker;
CREATE TYPE graphile_worker.job_spec AS (
    identifier text, payload json, queue_name text, run_at timestamptz, max_attempts smallint, job_key text,
    priority smallint, flags text[]
);
