//! The judges work together: Prisma looks at a database of the throw-away server.

use underpin_testing::{catalog, oracle::oracle, postgres};

const SCHEMA: &str = "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel Thing {\n  id Int @id\n}\n";

#[test]
fn prisma_reaches_a_throw_away_database() {
    let test = "prisma_reaches_a_throw_away_database";
    let (Some(cluster), Some(mut oracle)) = (postgres(test), oracle(test)) else { return };
    let database = cluster.database().unwrap();
    let missing = oracle.drift(&database.url(), SCHEMA).unwrap();
    assert!(missing.contains("CREATE TABLE \"Thing\""), "{missing}");
    database
        .execute("CREATE TABLE \"Thing\" (id integer NOT NULL, CONSTRAINT \"Thing_pkey\" PRIMARY KEY (id))")
        .unwrap();
    assert_eq!(oracle.drift(&database.url(), SCHEMA).unwrap(), "");
}

#[test]
fn the_catalog_tells_everything_of_ours_and_nothing_else() {
    let Some(cluster) = postgres("the_catalog_tells_everything_of_ours_and_nothing_else") else { return };
    let database = cluster.database().unwrap();
    assert_eq!(catalog(&database).unwrap(), [] as [String; 0]);
    database
        .execute(
            "CREATE EXTENSION pg_trgm; CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('ok', 'not');
             CREATE TABLE s.t (id serial, mood s.mood DEFAULT 'ok' NOT NULL, name text COLLATE \"C\", CHECK (id > 0));
             COMMENT ON COLUMN s.t.name IS 'what it''s called'; CREATE INDEX i ON s.t (name DESC) WHERE id > 1;
             ALTER TABLE s.t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON s.t USING (id < 5);
             CREATE VIEW v AS SELECT id FROM s.t",
        )
        .unwrap();
    let expected = [
        "column public.v.id: integer",
        "column s.t.id: integer NOT NULL DEFAULT nextval('s.t_id_seq'::regclass)",
        "column s.t.mood: s.mood NOT NULL DEFAULT 'ok'::s.mood",
        "column s.t.name: text COLLATE \"C\"",
        "comment on table column s.t.name: what it's called",
        "constraint t_id_check of s.t: CHECK ((id > 0))",
        "enum s.mood: 'ok', 'not'",
        "extension pg_trgm",
        "index CREATE INDEX i ON s.t USING btree (name DESC) WHERE (id > 1)",
        "policy p of s.t: PERMISSIVE ALL to {public} using (id < 5) check ",
        "relation public.v: kind v, row security f, forced f",
        "relation s.t: kind r, row security t, forced f",
        "relation s.t_id_seq: kind S, row security f, forced f",
        "schema s",
        "sequence s.t_id_seq owned by s.t.id",
        "view public.v:  SELECT id\n   FROM s.t;",
    ];
    let normal = |line: &String| line.replace("t.id\n", "id\n");
    assert_eq!(catalog(&database).unwrap().iter().map(normal).collect::<Vec<_>>(), expected);
}
