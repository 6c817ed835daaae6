//! Named schemas, names with dots and quotes, labels that YAML takes for something else, and what is not managed.

use underpin_testing::postgres;

use super::{folder, made, underpin};

const BEFORE: &str = r#"
CREATE SCHEMA billing;
CREATE SCHEMA "odd.schema";
CREATE TYPE "Switch" AS ENUM ('ON', 'OFF', 'NULL', 'y', 'two words');
CREATE TYPE billing.state AS ENUM ('a', 'b');
CREATE TABLE "odd.schema"."a.b" ("c.d" text, "say ""hi""" integer, id integer PRIMARY KEY);
CREATE TABLE billing.invoice (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s billing.state NOT NULL, total text);
CREATE TABLE public.invoice (id serial PRIMARY KEY, sw "Switch" NOT NULL DEFAULT 'ON', list "Switch"[]);
"#;

const AFTER: &str = r#"
CREATE SCHEMA billing;
CREATE SCHEMA "odd.schema";
CREATE TYPE "Switch" AS ENUM ('NO', 'OFF', 'nothing', 'y');
CREATE TYPE billing.state AS ENUM ('A', 'b');
CREATE TABLE "odd.schema"."a.b" (e text, "say ""ho""" integer, id integer PRIMARY KEY);
CREATE TABLE billing.bill (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s billing.state NOT NULL, total numeric(10,2));
CREATE TABLE public.invoice (id serial PRIMARY KEY, sw "Switch" NOT NULL DEFAULT 'NO', list "Switch"[]);
"#;

const ANSWERS: &str = r#"
rename:
  tables: { billing.invoice: billing.bill }
  columns:
    '"odd.schema"."a.b"."c.d"': e
    odd.schema.a.b.say "hi": say "ho"
map:
  Switch: { ON: NO, NULL: nothing, two words: OFF }
  billing.state: { a: A }
using:
  billing.bill.total: nullif(total, '')::numeric
"#;

#[test]
fn names_are_taken_as_the_database_has_them() {
    let Some(cluster) = postgres("names_are_taken_as_the_database_has_them") else { return };
    let folder = folder(&[("before.sql", BEFORE), ("after.sql", AFTER), ("answers.yaml", ANSWERS)]);
    let args = ["plan", "--from", "sql:before.sql", "--to", "sql:after.sql", "--answers", "answers.yaml", "--sql"];
    let plan = underpin(folder.path(), cluster, &args).expect(0);
    let database = made(cluster, BEFORE);
    let rows = r#"
        INSERT INTO "odd.schema"."a.b" VALUES ('x', 7, 1);
        INSERT INTO billing.invoice (s, total) VALUES ('a', '1.5'), ('b', '');
        INSERT INTO public.invoice (sw, list) VALUES ('ON', '{ON,NULL,"two words"}'), ('NULL', NULL), ('y', '{}');
        -- An array holds no NULL here, but the label of that name.
        UPDATE public.invoice SET list = ARRAY['ON', 'NULL', 'two words']::"Switch"[] WHERE list[1] = 'ON';
    "#;
    database.execute(rows).expect("rows");
    database.execute(&plan.out).unwrap_or_else(|error| panic!("{error}\n{}", plan.out));
    let texts = |sql: &str| database.texts(sql).expect("rows");
    assert_eq!(texts(r#"SELECT e || "say ""ho""" FROM "odd.schema"."a.b""#), ["x7"]);
    assert_eq!(texts("SELECT s || ' ' || coalesce(total::text, '-') FROM billing.bill ORDER BY id"), ["A 1.50", "b -"]);
    assert_eq!(
        texts("SELECT sw || ' ' || coalesce(list::text, '-') FROM public.invoice ORDER BY id"),
        ["NO {NO,nothing,OFF}", "nothing -", "y {}"]
    );
}

const UNMANAGED: &str = r#"
CREATE DOMAIN year AS integer CHECK (VALUE > 1900);
CREATE TABLE parent (id integer PRIMARY KEY, made year, CHECK (made IS NOT NULL));
CREATE TABLE child (more text) INHERITS (parent);
CREATE TABLE log (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE far (a text) SERVER files OPTIONS (filename '/dev/null');
CREATE AGGREGATE total (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE VIEW totals AS SELECT total(id) FROM parent;
CREATE SEQUENCE alone;
CREATE RULE none AS ON DELETE TO parent DO INSTEAD NOTHING;
CREATE TABLE _prisma_migrations (id text PRIMARY KEY);
CREATE TABLE "_underpin_migrations" (id text PRIMARY KEY);
"#;

#[test]
fn what_is_not_managed_is_named_and_left_alone() {
    let Some(cluster) = postgres("what_is_not_managed_is_named_and_left_alone") else { return };
    let after = format!("{UNMANAGED} ALTER TABLE parent ADD COLUMN note text;");
    let folder = folder(&[("before.sql", UNMANAGED), ("after.sql", &after)]);
    let run = |args: &[&str]| underpin(folder.path(), cluster, args);
    let plan = run(&["plan", "--from", "sql:before.sql", "--to", "sql:after.sql", "--sql"]).expect(0);
    for one in ["partitioned table log", "partition log_2026", "foreign table far", "aggregate total", "rule none"] {
        assert!(plan.err.contains(one), "{one} is not named: {}", plan.err);
    }
    assert!(!plan.err.contains("_migrations") && !plan.out.contains("_migrations"), "{}{}", plan.err, plan.out);
    assert!(!plan.out.contains("DROP"), "{}", plan.out);
    let database = made(cluster, UNMANAGED);
    database.execute(&plan.out).unwrap_or_else(|error| panic!("{error}\n{}", plan.out));
    // Read where it lies, it is the same.
    let url = database.url();
    run(&["plan", "--from", &url, "--to", "sql:after.sql", "--sql"]).expect(0);
    let pulled = run(&["pull", &url, "specs"]).expect(0);
    assert!(pulled.err.contains("aggregate total"), "{}", pulled.err);
    let again = run(&["plan", "--from", &url, "--to", "specs:specs", "--sql"]).expect(0);
    assert_eq!(again.out, "-- Nothing differs.\n");
}

#[test]
fn an_index_may_hold_a_column_twice() {
    let test = "an_index_may_hold_a_column_twice";
    let Some(cluster) = postgres(test) else { return };
    let tables = "CREATE TABLE a (id integer PRIMARY KEY, name text, b integer, UNIQUE (b) INCLUDE (b, id));
        CREATE INDEX by_both ON a (name, name text_pattern_ops);
        CREATE INDEX thrice ON a (b DESC, b) INCLUDE (b, id);";
    let (live, folder) = (made(cluster, tables), folder(&[]));
    let run = |args: &[&str]| underpin(folder.path(), cluster, args);
    run(&["pull", &live.url(), "specs"]).expect(0);
    let plan = run(&["plan", "--from", &live.url(), "--to", "specs:specs", "--sql"]).expect(0);
    assert_eq!(plan.out, "-- Nothing differs.\n");
    let Some(mut oracle) = underpin_testing::oracle::oracle(test) else { return };
    let system = folder.path().join("specs/underpin.yaml");
    let text =
        std::fs::read_to_string(&system).expect("a system").replace("{ migrations:", "{ prisma: s.prisma, migrations:");
    std::fs::write(system, text).expect("a system");
    run(&["gen", "specs", "--name", "init"]).expect(0);
    let schema = std::fs::read_to_string(folder.path().join("specs/s.prisma")).expect("a Prisma schema");
    oracle.validate(&schema).unwrap_or_else(|error| panic!("{error}\n{schema}"));
}
