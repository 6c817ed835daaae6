-- What a database may hold that is awkward to read, for every server from version 14 on.

CREATE SCHEMA billing;
CREATE SCHEMA "Ödd ""schema"".x";
CREATE SCHEMA empty;
COMMENT ON SCHEMA billing IS 'Money.';

-- Names ------------------------------------------------------------------------------------------------------------

CREATE TYPE public.state AS ENUM ('new', 'it''s', 'a"b', 'ü, x', '');
CREATE TYPE billing.state AS ENUM ('open', 'CLOSED');
CREATE TYPE "Ödd ""schema"".x"."Ty.pe" AS ENUM ('one');
ALTER TYPE billing.state ADD VALUE 'before' BEFORE 'open';
COMMENT ON TYPE billing.state IS 'Where a bill stands.';

CREATE TABLE public.item (id integer PRIMARY KEY, state public.state NOT NULL DEFAULT 'new');
CREATE TABLE billing.item (
    id integer CONSTRAINT "item's key" PRIMARY KEY,
    state billing.state NOT NULL DEFAULT 'open',
    other public.state DEFAULT 'a"b',
    public_id integer CONSTRAINT item_public_fk REFERENCES public.item
);
CREATE TABLE "Ödd ""schema"".x"."sel""ect.Ü" (
    "from" text,
    "Ü.x ""y""" "Ödd ""schema"".x"."Ty.pe" DEFAULT 'one',
    "it's" text DEFAULT 'it''s \ "x"',
    "UPPER" integer,
    CONSTRAINT "check: (it""s)" CHECK ("UPPER" > 0 AND "from" <> ') "'),
    CONSTRAINT "key "" of.it" UNIQUE ("UPPER", "from")
);
CREATE INDEX "in""dex.1" ON "Ödd ""schema"".x"."sel""ect.Ü" ("Ü.x ""y""", lower("from"));
CREATE TABLE nothing ();
COMMENT ON TABLE "Ödd ""schema"".x"."sel""ect.Ü" IS E'Two\nlines, a \\ and a ''quote''';
COMMENT ON COLUMN "Ödd ""schema"".x"."sel""ect.Ü"."UPPER" IS 'It is loud.';

-- Types and defaults -------------------------------------------------------------------------------------------------

CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TYPE point3 AS (x float8, y float8, z float8);
CREATE TYPE floats AS RANGE (subtype = float8);

CREATE TABLE types (
    t1 varchar, t2 varchar(20), t3 character, t4 char(3), t5 bpchar, t6 "char", t7 name,
    n1 numeric, n2 numeric(10), n3 numeric(10, 2), n4 smallint, n5 bigint, n6 real, n7 double precision,
    d1 timestamp, d2 timestamp(3), d3 timestamptz, d4 timestamptz(0), d5 date, d6 time(3), d7 time with time zone,
    d8 interval, d9 interval day to second(3),
    o1 json, o2 jsonb, o3 bytea, o4 xml, o5 inet, o6 bit(3), o7 bit varying(5), o8 tsvector, o9 money, o10 oid, o11 uuid,
    o12 int4range, o13 regclass, o14 int2vector,
    a1 text[], a2 varchar(5)[], a3 integer[][], a4 public.state[], a5 positive[], a6 numeric(6, 2)[],
    u1 positive, u2 point3, u3 floats,
    c1 text COLLATE "C", c2 varchar(3) COLLATE "POSIX", c3 text[] COLLATE "C", c4 text COLLATE "default"
);

CREATE TABLE defaults (
    i1 integer DEFAULT 0, i2 integer DEFAULT -1, i3 integer DEFAULT '7', i4 integer DEFAULT 1 + 1, i5 integer DEFAULT 1.5,
    i6 integer DEFAULT NULL, i7 bigint DEFAULT -9223372036854775808, i8 smallint DEFAULT -5,
    n1 numeric DEFAULT 0.10, n2 numeric(10, 2) DEFAULT 12.5, n3 numeric DEFAULT 'NaN', n4 numeric(4, 2) DEFAULT 1.005,
    f1 float8 DEFAULT 0.5, f2 float8 DEFAULT 1e-7, f3 float8 DEFAULT 'Infinity', f4 real DEFAULT -0.25,
    f5 real DEFAULT '1.5', f6 float8 DEFAULT '1e300',
    b1 boolean DEFAULT true, b2 boolean DEFAULT 'f', b3 boolean DEFAULT (NOT true),
    t1 text DEFAULT 'x', t2 text DEFAULT '', t3 text DEFAULT 'a''b\c', t4 varchar(9) DEFAULT 'x', t5 char(3) DEFAULT 'x ',
    t6 text DEFAULT 'x'::varchar, t7 text DEFAULT 1, t8 text DEFAULT upper('x'), t9 text DEFAULT E'two\nlines',
    t10 text DEFAULT CURRENT_USER, t11 text DEFAULT 'x' COLLATE "C",
    d1 timestamp DEFAULT now(), d2 timestamptz DEFAULT CURRENT_TIMESTAMP, d3 timestamptz(3) DEFAULT CURRENT_TIMESTAMP(3),
    d4 date DEFAULT CURRENT_DATE, d5 date DEFAULT now(), d6 date DEFAULT '2024-02-29', d7 time DEFAULT '12:30',
    d8 timestamp DEFAULT '2024-02-29 12:30', d9 timestamptz DEFAULT '2024-02-29 12:30+00', d10 interval DEFAULT '1 day 2 hours',
    d11 text DEFAULT now(), d12 timestamptz DEFAULT (now() AT TIME ZONE 'UTC'), d13 timestamp DEFAULT 'infinity',
    u1 uuid DEFAULT gen_random_uuid(), u2 uuid DEFAULT '00000000-0000-4000-8000-00000000000A',
    j1 jsonb DEFAULT '{}', j2 jsonb DEFAULT '{"b": [1, "x: y, z"], "a": null}', j3 json DEFAULT '{"a":  1}',
    y1 bytea DEFAULT '\x00FF', y2 bytea DEFAULT '',
    o1 inet DEFAULT '10.0.0.1', o2 bit(3) DEFAULT '101', o3 tsvector DEFAULT 'a b',
    s1 public.state DEFAULT 'it''s', s2 billing.state DEFAULT 'CLOSED'::billing.state, s3 public.state DEFAULT 'new'::text::public.state,
    a1 text[] DEFAULT '{}', a2 text[] DEFAULT ARRAY[]::text[], a3 text[] DEFAULT ARRAY['a', 'b, "c"', 'it''s'],
    a4 text[] DEFAULT '{a,"b, c",NULL}', a5 integer[] DEFAULT '{1,2}', a6 integer[] DEFAULT ARRAY[1, -2],
    a7 public.state[] DEFAULT ARRAY['new', 'ü, x']::public.state[], a8 public.state[] DEFAULT '{}',
    a9 varchar(5)[] DEFAULT ARRAY['x', 'y'], a10 text[] DEFAULT ARRAY['a', NULL], a11 integer[] DEFAULT ARRAY[ARRAY[1], ARRAY[2]],
    a12 billing.state[] DEFAULT '{open,CLOSED}', a13 jsonb[] DEFAULT ARRAY['{"a": 1}'::jsonb], a14 boolean[] DEFAULT '{t,f}',
    a15 numeric(6, 2)[] DEFAULT ARRAY[1.5, 2.25], a16 text[] DEFAULT array_append('{}', 'x'::text),
    x1 positive DEFAULT 3, x2 point3 DEFAULT ROW(1, 2, 3), x3 floats DEFAULT '[1,2)'
);

CREATE SEQUENCE loose START 100;
CREATE SEQUENCE billing."odd's" OWNED BY billing.item.id;
CREATE TABLE numbers (
    s1 serial, s2 bigserial, s3 smallserial, s4 serial NOT NULL, s5 serial,
    i1 integer GENERATED ALWAYS AS IDENTITY, i2 bigint GENERATED BY DEFAULT AS IDENTITY,
    i3 bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT -2 MINVALUE -5000 MAXVALUE 5000 CACHE 3 CYCLE),
    l1 integer DEFAULT nextval('loose'), l2 integer NOT NULL DEFAULT nextval('billing."odd''s"'),
    g1 integer GENERATED ALWAYS AS (s1 * 2 + 1) STORED, g2 text GENERATED ALWAYS AS ('x') STORED
);
ALTER TABLE numbers ALTER s2 DROP NOT NULL;
ALTER SEQUENCE numbers_s3_seq INCREMENT 5;
ALTER SEQUENCE numbers_s4_seq RENAME TO "Renamed";
ALTER TABLE numbers ALTER s5 SET DEFAULT 1;

-- Constraints --------------------------------------------------------------------------------------------------------

CREATE TABLE pair (a integer, b integer, c integer, PRIMARY KEY (b, a) INCLUDE (c), UNIQUE (a, c) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE circle_one (id bigint PRIMARY KEY, two bigint, parent bigint REFERENCES circle_one ON DELETE CASCADE);
CREATE TABLE circle_two (id bigint PRIMARY KEY, one bigint NOT NULL, b integer, a integer);
ALTER TABLE circle_one ADD CONSTRAINT one_two FOREIGN KEY (two) REFERENCES circle_two DEFERRABLE;
ALTER TABLE circle_two
    ADD CONSTRAINT two_one FOREIGN KEY (one) REFERENCES circle_one ON DELETE RESTRICT ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT two_pair FOREIGN KEY (b, a) REFERENCES pair (b, a) MATCH FULL ON DELETE SET DEFAULT,
    ADD CONSTRAINT two_late FOREIGN KEY (one) REFERENCES circle_one NOT VALID,
    ADD CONSTRAINT checked CHECK (a > 0 OR (b IS NULL AND a <> 5)),
    ADD CONSTRAINT checked_late CHECK (a < 100) NOT VALID,
    ADD CONSTRAINT checked_here CHECK (a < 1000) NO INHERIT,
    ADD CONSTRAINT with_more UNIQUE (a) INCLUDE (b);
COMMENT ON CONSTRAINT checked ON circle_two IS 'A constraint''s comment.';
CREATE TABLE room (
    during tsrange, kind varchar(10), CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&),
    CONSTRAINT known CHECK (kind IN ('single', 'double'))
);

-- Indexes ------------------------------------------------------------------------------------------------------------

CREATE TABLE indexed (id bigint, name text, code varchar(8) COLLATE "C", tags text[], doc jsonb, at timestamptz, note char(3));
CREATE INDEX i01 ON indexed (name);
CREATE INDEX i02 ON indexed (name DESC, id NULLS FIRST, at DESC NULLS LAST);
CREATE UNIQUE INDEX i03 ON indexed (lower(name)) INCLUDE (id, at) WHERE at IS NOT NULL;
CREATE INDEX i04 ON indexed ((id + 1), (name || 'x, (y'), name text_pattern_ops);
CREATE INDEX i05 ON indexed (name COLLATE "C", code, code COLLATE "default", lower(code), lower(code) COLLATE "POSIX" DESC);
CREATE INDEX i06 ON indexed USING gin (tags);
CREATE INDEX i07 ON indexed USING gin (doc jsonb_path_ops, tags);
CREATE INDEX i08 ON indexed USING hash (name);
CREATE INDEX i09 ON indexed USING brin (at) WITH (pages_per_range = 4);
CREATE INDEX i10 ON indexed USING spgist (name);
CREATE INDEX i11 ON indexed (id) WITH (fillfactor = 70);
CREATE INDEX i12 ON indexed (code varchar_pattern_ops, note bpchar_pattern_ops);
CREATE INDEX i13 ON indexed (code varchar_ops, note, tags);
CREATE INDEX i14 ON indexed (COALESCE(name, 'none'), ((doc ->> 'a')), (name COLLATE "C"));
CREATE INDEX i15 ON indexed USING gist (tstzrange(at, at));
CREATE INDEX i16 ON indexed USING gist (to_tsvector('english', name) tsvector_ops (siglen = 100));
COMMENT ON INDEX i01 IS 'An index''s comment.';
ALTER TABLE indexed CLUSTER ON i01;

-- Views, functions, triggers, policies -------------------------------------------------------------------------------

CREATE TABLE parent (id integer PRIMARY KEY, note text);
-- Each over two tables: before version 16, PostgreSQL names the table of a column also where there is only one.
CREATE VIEW v_one AS SELECT i.id, i.state FROM item AS i CROSS JOIN parent AS p WHERE i.state <> 'new';
CREATE VIEW billing.v_two (a, "B") AS SELECT o.id, i.state FROM v_one AS o JOIN billing.item AS i USING (id);
CREATE VIEW v_safe WITH (security_barrier) AS SELECT i.id FROM item AS i, parent AS p;
CREATE VIEW v_three (n) AS
    WITH RECURSIVE r (m) AS (VALUES (1) UNION ALL SELECT m + id FROM r, parent WHERE m < 10) SELECT m FROM r, parent;
CREATE MATERIALIZED VIEW m_one AS SELECT t.id, count(*) AS n FROM billing.v_two AS t (id, x), parent AS p GROUP BY t.id;
CREATE UNIQUE INDEX m_one_id ON m_one (id);
COMMENT ON VIEW v_one IS 'A view''s comment.';
COMMENT ON MATERIALIZED VIEW m_one IS 'A materialized view''s comment.';
COMMENT ON COLUMN v_one.id IS 'A view''s column.';

CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(a integer, b text DEFAULT 'x, y') RETURNS text LANGUAGE sql STABLE STRICT AS $$ SELECT b || a $$;
CREATE FUNCTION f(billing.state, VARIADIC many integer[]) RETURNS TABLE (id integer, s public.state)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = "$user", public SET work_mem = '8MB' ROWS 5
    AS $f$ BEGIN RETURN QUERY SELECT 1, 'new'::state; END $f$;
CREATE FUNCTION billing."Odd"("In" text, OUT a integer, INOUT b numeric(5, 2)) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 7
    SET search_path = '' AS $f$ BEGIN a := 1; END $f$;
CREATE FUNCTION standard(a integer) RETURNS integer LANGUAGE sql RETURN a + 1;
CREATE FUNCTION many() RETURNS SETOF public.item LANGUAGE sql AS 'SELECT * FROM item';
CREATE PROCEDURE p(a integer) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
COMMENT ON FUNCTION f(integer, text) IS 'A function''s comment.';
COMMENT ON AGGREGATE total(integer) IS 'An aggregate''s comment.';

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER g1 BEFORE DELETE OR UPDATE OF state, id OR INSERT ON item FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER "g "" WHEN (x) 2" AFTER UPDATE ON "Ödd ""schema"".x"."sel""ect.Ü" FOR EACH ROW
    WHEN (OLD."UPPER" IS DISTINCT FROM NEW."UPPER" AND NEW."from" <> ') EXECUTE') EXECUTE FUNCTION touch('a', 'it''s \ (x)', '', '1');
CREATE TRIGGER g3 AFTER TRUNCATE ON item EXECUTE FUNCTION touch('ü');
CREATE TRIGGER g4 AFTER INSERT ON item REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER g5 AFTER INSERT ON item DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER g6 INSTEAD OF INSERT ON v_one FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER g7 BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger();
ALTER TABLE item DISABLE TRIGGER g7;
COMMENT ON TRIGGER g1 ON item IS 'A trigger''s comment.';

CREATE POLICY p1 ON item USING (state <> 'new') WITH CHECK (id > 0);
CREATE POLICY "p 2" ON item AS RESTRICTIVE FOR UPDATE TO pg_signal_backend, pg_monitor USING (EXISTS (SELECT FROM billing.item));
CREATE POLICY p3 ON item FOR INSERT TO PUBLIC WITH CHECK (true);
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing.item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE pair FORCE ROW LEVEL SECURITY;
COMMENT ON POLICY p1 ON item IS 'A policy''s comment.';

-- What is not managed ------------------------------------------------------------------------------------------------

CREATE TABLE measures (at date NOT NULL, value integer, id integer REFERENCES item) PARTITION BY RANGE (at);
CREATE TABLE measures_2024 PARTITION OF measures FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX ON measures (value);
ALTER TABLE measures ADD PRIMARY KEY (at);
CREATE TABLE refers (at date CONSTRAINT to_parts REFERENCES measures ON DELETE CASCADE);
CREATE TABLE child (more text) INHERITS (parent);
CREATE UNLOGGED TABLE "quick" (id integer) WITH (fillfactor = 50, autovacuum_enabled = false);
CREATE TABLE of_type OF point3;
ALTER TABLE of_type REPLICA IDENTITY FULL;
CREATE TEMPORARY TABLE passing (id serial PRIMARY KEY, s public.state);
CREATE RULE quiet AS ON DELETE TO "quick" DO INSTEAD NOTHING;
CREATE STATISTICS item_stats ON id, state FROM item;
CREATE COLLATION german (LOCALE = 'C');
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);
CREATE TEXT SEARCH CONFIGURATION words (COPY = pg_catalog.simple);
CREATE CAST (public.state AS integer) WITH FUNCTION pg_catalog.hashenum(anyenum);
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER there FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE elsewhere (id integer) SERVER there;
CREATE PUBLICATION news FOR TABLE item;
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION on_ddl();
ALTER TABLE types ALTER o2 SET STORAGE EXTERNAL, ALTER o3 SET STATISTICS 500, ALTER a1 SET (n_distinct = 5), ALTER o4 SET COMPRESSION pglz;
COMMENT ON DOMAIN positive IS 'A domain''s comment.';
COMMENT ON TABLE measures IS 'A partitioned table''s comment.';
