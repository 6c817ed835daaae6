-- Comments on what a schema keeps no comments of: constraints, indexes, columns of views, schemas, what is not managed.
-- Extensions bring their own. With the table or view that a constraint, an index or a column is of; a column is no part.
-- https://www.postgresql.org/docs/current/catalog-pg-description.html
SELECT
    i.type,
    i.identity,
    d.description AS comment,
    n.nspname::text AS owner_namespace,
    o.relname::text AS owner_name,
    coalesce(k.conname, p.relname)::text AS part
FROM pg_catalog.pg_description AS d
LEFT JOIN pg_catalog.pg_constraint AS k
    ON d.classoid = 'pg_catalog.pg_constraint'::regclass::oid AND k.oid = d.objoid
LEFT JOIN pg_catalog.pg_index AS x
    ON d.classoid = 'pg_catalog.pg_class'::regclass::oid AND x.indexrelid = d.objoid
LEFT JOIN pg_catalog.pg_class AS p ON p.oid = x.indexrelid
LEFT JOIN pg_catalog.pg_class AS o ON o.oid = CASE
    WHEN d.classoid = 'pg_catalog.pg_class'::regclass::oid AND d.objsubid > 0 THEN d.objoid
    ELSE coalesce(k.conrelid, x.indrelid)
END
LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = o.relnamespace
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i
WHERE d.objoid >= 16384::oid
  AND d.classoid NOT IN (
      'pg_catalog.pg_extension'::regclass::oid,
      'pg_catalog.pg_policy'::regclass::oid
  )
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_class AS c
      WHERE d.classoid = 'pg_catalog.pg_class'::regclass::oid AND c.oid = d.objoid
        AND ((c.relkind = 'r'::"char" AND NOT c.relispartition)
          OR (c.relkind IN ('v'::"char", 'm'::"char") AND d.objsubid = 0)
          -- That of a column has none of its own to a schema.
          OR (c.relkind = 'S'::"char" AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_depend AS w
              WHERE w.classid = d.classoid AND w.objid = c.oid AND w.deptype IN ('a'::"char", 'i'::"char")
          )))
  )
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_type AS t
      WHERE d.classoid = 'pg_catalog.pg_type'::regclass::oid AND t.oid = d.objoid AND t.typtype IN ('e'::"char", 'd'::"char", 'c'::"char")
  )
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_proc AS p
      WHERE d.classoid = 'pg_catalog.pg_proc'::regclass::oid AND p.oid = d.objoid AND p.prokind = 'f'::"char"
  )
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_trigger AS g
      JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid
      WHERE d.classoid = 'pg_catalog.pg_trigger'::regclass::oid AND g.oid = d.objoid AND c.relkind IN ('r'::"char", 'v'::"char")
  )
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e'::"char"
  )
  AND i.identity IS NOT NULL
ORDER BY d.classoid, d.objoid, d.objsubid
