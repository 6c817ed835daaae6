//! What is refused, what is a mistake, and what could not be done: exit codes and words.

use underpin_testing::postgres;

use super::{folder, underpin};

#[test]
fn every_answer_is_of_use_or_named() {
    let Some(cluster) = postgres("every_answer_is_of_use_or_named") else { return };
    let before = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE a (id int PRIMARY KEY, b text, m mood); CREATE TABLE gone (id int);";
    let after = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE a (id int PRIMARY KEY, c text, m mood);";
    let answers = "\
rename: { tables: { aa: a }, columns: { a.b: c } }
map: { mood: { sad: ok } }
fill: { a.c: \"'x'\", a.d: '1' }
using: { a.id: id + 1 }
remove: [gone, a.bb]
steps: [{ name: s, sql: SELECT 1 }]
";
    let folder = folder(&[("before.sql", before), ("after.sql", after), ("answers.yaml", answers), ("none.yaml", "")]);
    let args = ["plan", "--from", "sql:before.sql", "--to", "sql:after.sql", "--answers", "answers.yaml", "--json"];
    let run = underpin(folder.path(), cluster, &args).expect(1);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let found: Vec<String> = json["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| format!("{} {}", one["labels"][0]["line"], one["message"].as_str().unwrap_or_default()))
        .collect();
    for (line, word) in [
        (1, "`aa`"),
        (2, "`sad` stays a label"),
        (3, "`a.c` answers nothing"),
        (3, "`a.d`"),
        (4, "`a.id` answers nothing"),
        (5, "`a.bb`"),
    ] {
        let told = found.iter().any(|text| text.starts_with(&format!("{line} ")) && text.contains(word));
        assert!(told, "nothing is said of {word} in line {line}: {found:#?}");
    }
    assert_eq!(found.len(), 6, "{found:#?}");
    let refused = ["plan", "--from", "sql:before.sql", "--to", "sql:after.sql", "--answers", "none.yaml"];
    let run = underpin(folder.path(), cluster, &refused).expect(1);
    for line in ["rename: { columns: { a.b: c } }", "remove: [a.b]", "remove: [gone]"] {
        assert!(run.err.contains(line), "{line} is not offered: {}", run.err);
    }
}

#[test]
fn what_cannot_be_done_ends_with_2() {
    let Some(cluster) = postgres("what_cannot_be_done_ends_with_2") else { return };
    let folder = folder(&[
        ("meta.sql", "CREATE TABLE t (id int);\n\\c other\n"),
        ("wrong.sql", "CREATE TABLE t (id int);\n\nCREATE TABLE t (id int);\n"),
        ("server.sql", "CREATE DATABASE x;"),
        ("fine.sql", "BEGIN;\nCREATE TABLE t (id int);\nCOMMIT;\n"),
    ]);
    let secret = "postgres://me:hush@localhost:notaport/db";
    for (source, word) in [
        ("sql:meta.sql", "line 2: `\\c`"),
        ("sql:wrong.sql", "line 3: PostgreSQL refused"),
        ("sql:server.sql", "`CREATE DATABASE`"),
        ("sql:nothing.sql", "could not read"),
        ("specs:nothing", "could not find"),
        ("migrations:nothing", "could not read"),
        ("nothing", "names no source"),
        (secret, "--to"),
    ] {
        let run = underpin(folder.path(), cluster, &["plan", "--from", "sql:fine.sql", "--to", source]).expect(2);
        assert!(run.err.contains(word), "{source}: no {word:?} in {}", run.err);
        assert!(!run.err.contains("hush") && !run.out.contains("hush"), "{}", run.err);
    }
    let empty = ["plan", "--from", "sql:fine.sql", "--to", "sql:fine.sql", "--sql"];
    assert_eq!(underpin(folder.path(), cluster, &empty).expect(0).out, "-- Nothing differs.\n");
    underpin(folder.path(), cluster, &["plan", "--from", "sql:fine.sql"]).expect(2);
}

#[test]
fn a_dump_is_a_source() {
    let Some(cluster) = postgres("a_dump_is_a_source") else { return };
    let dump = "\\restrict abc\nSET transaction_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n\
        CREATE TABLE public.t (id integer NOT NULL, name text);\nALTER TABLE public.t OWNER TO nobody_here;\n\
        COPY public.t (id, name) FROM stdin;\n1\ta;b\n2\t\\N\n\\.\n\nALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);\n\
        CREATE POLICY p ON public.t TO nobody_here USING (true);\nGRANT SELECT ON public.t TO nobody_here;\n\\unrestrict abc\n";
    let plain = "CREATE TABLE t (id int PRIMARY KEY, name text); CREATE POLICY p ON t TO nobody_here USING (true);";
    let folder = folder(&[("dump.sql", dump), ("plain.sql", plain)]);
    let run = underpin(folder.path(), cluster, &["plan", "--from", "sql:dump.sql", "--to", "sql:plain.sql", "--sql"]);
    assert_eq!(run.expect(0).out, "-- Nothing differs.\n");
    let roles = cluster.database().expect("a database");
    assert_eq!(
        roles.texts("SELECT rolname::text FROM pg_roles WHERE rolname = 'nobody_here'").expect("roles"),
        [] as [&str; 0]
    );
}
