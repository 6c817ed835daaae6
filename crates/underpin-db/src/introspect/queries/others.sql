-- What is there and not managed, as whole objects.
-- https://www.postgresql.org/docs/current/catalogs-overview.html
SELECT o.class, o.oid, o.kind, n.nspname::text AS namespace, o.name, o.why
FROM (
    SELECT
        'pg_catalog.pg_type'::regclass::oid AS class,
        t.oid,
        t.typnamespace AS namespace,
        CASE t.typtype WHEN 'r' THEN 'range type' ELSE 'base type' END AS kind,
        t.typname::text AS name,
        NULL AS why
    FROM pg_catalog.pg_type AS t
    LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
    WHERE t.typtype IN ('r'::"char", 'b'::"char", 'p'::"char")
      -- Every type has an array.
      AND e.oid IS NULL
    UNION ALL
    SELECT
        'pg_catalog.pg_proc'::regclass::oid, p.oid, p.pronamespace,
        CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'window function' END,
        pg_catalog.concat(p.proname, '(', pg_catalog.pg_get_function_identity_arguments(p.oid), ')'), NULL
    FROM pg_catalog.pg_proc AS p
    WHERE p.prokind <> 'f'::"char"
    UNION ALL
    SELECT
        'pg_catalog.pg_rewrite'::regclass::oid, r.oid, c.relnamespace, 'rule', r.rulename::text,
        pg_catalog.concat('it is of ', c.relname)
    FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
    -- A view is a rule of this name.
    WHERE r.rulename <> '_RETURN'::name
    UNION ALL
    SELECT
        'pg_catalog.pg_statistic_ext'::regclass::oid, s.oid, s.stxnamespace, 'statistics object', s.stxname::text,
        pg_catalog.concat('it is of ', c.relname)
    FROM pg_catalog.pg_statistic_ext AS s
    JOIN pg_catalog.pg_class AS c ON c.oid = s.stxrelid
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::regclass::oid, c.oid, c.collnamespace, 'collation', c.collname::text, NULL
    FROM pg_catalog.pg_collation AS c
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::regclass::oid, c.oid, c.connamespace, 'conversion', c.conname::text, NULL
    FROM pg_catalog.pg_conversion AS c
    UNION ALL
    SELECT
        'pg_catalog.pg_operator'::regclass::oid, o.oid, o.oprnamespace, 'operator',
        pg_catalog.concat(o.oprname, '(', CASE WHEN o.oprleft <> 0::oid THEN
            pg_catalog.concat(pg_catalog.format_type(o.oprleft, NULL), ',') END,
            pg_catalog.format_type(o.oprright, NULL), ')'), NULL
    FROM pg_catalog.pg_operator AS o
    UNION ALL
    SELECT
        'pg_catalog.pg_opclass'::regclass::oid, o.oid, o.opcnamespace, 'operator class', o.opcname::text,
        pg_catalog.concat('it is for ', m.amname)
    FROM pg_catalog.pg_opclass AS o
    JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod
    UNION ALL
    SELECT
        'pg_catalog.pg_opfamily'::regclass::oid, o.oid, o.opfnamespace, 'operator family', o.opfname::text,
        pg_catalog.concat('it is for ', m.amname)
    FROM pg_catalog.pg_opfamily AS o
    JOIN pg_catalog.pg_am AS m ON m.oid = o.opfmethod
    UNION ALL
    SELECT
        'pg_catalog.pg_ts_config'::regclass::oid, t.oid, t.cfgnamespace, 'text search object', t.cfgname::text,
        'it is a configuration'
    FROM pg_catalog.pg_ts_config AS t
    UNION ALL
    SELECT
        'pg_catalog.pg_ts_dict'::regclass::oid, t.oid, t.dictnamespace, 'text search object', t.dictname::text,
        'it is a dictionary'
    FROM pg_catalog.pg_ts_dict AS t
    UNION ALL
    SELECT
        'pg_catalog.pg_ts_parser'::regclass::oid, t.oid, t.prsnamespace, 'text search object', t.prsname::text,
        'it is a parser'
    FROM pg_catalog.pg_ts_parser AS t
    UNION ALL
    SELECT
        'pg_catalog.pg_ts_template'::regclass::oid, t.oid, t.tmplnamespace, 'text search object', t.tmplname::text,
        'it is a template'
    FROM pg_catalog.pg_ts_template AS t
    UNION ALL
    SELECT
        'pg_catalog.pg_cast'::regclass::oid, c.oid, NULL, 'cast',
        pg_catalog.concat(pg_catalog.format_type(c.castsource, NULL), ' AS ', pg_catalog.format_type(c.casttarget, NULL)),
        NULL
    FROM pg_catalog.pg_cast AS c
    UNION ALL
    SELECT 'pg_catalog.pg_language'::regclass::oid, l.oid, NULL, 'language', l.lanname::text, NULL
    FROM pg_catalog.pg_language AS l
    UNION ALL
    SELECT 'pg_catalog.pg_am'::regclass::oid, m.oid, NULL, 'access method', m.amname::text, NULL
    FROM pg_catalog.pg_am AS m
    UNION ALL
    SELECT
        'pg_catalog.pg_transform'::regclass::oid, t.oid, NULL, 'transform', pg_catalog.format_type(t.trftype, NULL),
        pg_catalog.concat('it is for ', l.lanname)
    FROM pg_catalog.pg_transform AS t
    JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass::oid, f.oid, NULL, 'foreign-data wrapper', f.fdwname::text, NULL
    FROM pg_catalog.pg_foreign_data_wrapper AS f
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::regclass::oid, s.oid, NULL, 'foreign server', s.srvname::text, NULL
    FROM pg_catalog.pg_foreign_server AS s
    UNION ALL
    SELECT
        'pg_catalog.pg_event_trigger'::regclass::oid, e.oid, NULL, 'event trigger', e.evtname::text,
        pg_catalog.concat('it is on ', e.evtevent)
    FROM pg_catalog.pg_event_trigger AS e
    UNION ALL
    SELECT 'pg_catalog.pg_publication'::regclass::oid, p.oid, NULL, 'publication', p.pubname::text, NULL
    FROM pg_catalog.pg_publication AS p
    UNION ALL
    SELECT 'pg_catalog.pg_subscription'::regclass::oid, s.oid, NULL, 'subscription', s.subname::text, NULL
    FROM pg_catalog.pg_subscription AS s
    JOIN pg_catalog.pg_database AS b ON b.oid = s.subdbid AND b.datname = pg_catalog.current_database()
) AS o (class, oid, namespace, kind, name, why)
LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = o.namespace
-- What PostgreSQL itself brings has lower numbers: https://www.postgresql.org/docs/current/system-catalog-initial-data.html
WHERE o.oid >= 16384::oid
  AND (n.nspname IS NULL OR (NOT pg_catalog.starts_with(n.nspname::text, 'pg_') AND n.nspname <> 'information_schema'::name))
  AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = o.class AND e.objid = o.oid
        -- `e`: it comes with an extension; `i`: with another object, as the casts and functions of a range type do.
        AND (e.deptype = 'e'::"char" OR (e.deptype = 'i'::"char" AND o.kind IN ('cast', 'aggregate')))
  )
ORDER BY o.class, o.oid
