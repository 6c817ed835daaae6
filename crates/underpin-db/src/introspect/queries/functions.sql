-- Functions in the proper sense, without those that come with a range type (`i`) or an extension. Procedures, aggregates and window functions are among the others.
-- https://www.postgresql.org/docs/current/catalog-pg-proc.html
SELECT
    p.oid AS oid,
    n.nspname::text AS namespace,
    p.proname::text AS name,
    pg_catalog.array_to_string(ARRAY(
        SELECT pg_catalog.format_type(t.oid, NULL)
        FROM pg_catalog.unnest(p.proargtypes::oid[]) WITH ORDINALITY AS t (oid, place)
        ORDER BY t.place
    ), ', ') AS types,
    pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
    pg_catalog.pg_get_function_result(p.oid) AS returns,
    l.lanname::text AS language,
    p.provolatile::text AS volatility,
    p.prosecdef AS is_definers,
    p.proconfig AS settings,
    p.prosrc AS body,
    d.description AS comment,
    p.prosqlbody IS NOT NULL AS is_standard,
    p.probin IS NOT NULL AS is_compiled,
    p.proisstrict AS is_strict,
    p.proleakproof AS is_leakproof,
    CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END AS parallel,
    CASE WHEN p.procost <> 100::float4 THEN p.procost::text END AS cost,
    CASE WHEN p.prorows <> CASE WHEN p.proretset THEN 1000::float4 ELSE 0::float4 END THEN p.prorows::text END AS rows,
    p.prosupport::oid <> 0::oid AS has_support,
    p.protrftypes IS NOT NULL AS has_transforms
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
LEFT JOIN pg_catalog.pg_description AS d
    ON d.classoid = 'pg_catalog.pg_proc'::regclass::oid AND d.objoid = p.oid AND d.objsubid = 0
WHERE p.prokind = 'f'::"char"
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname <> 'information_schema'::name
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_proc'::regclass::oid AND e.objid = p.oid AND e.deptype IN ('e'::"char", 'i'::"char")
  )
ORDER BY p.oid
