//! Migrations: `cases/sql/NAME/old.json` (nothing where it is missing) and `new.json` are the schemas; the other files of
//! the folder are what is made of the way between them. `UPDATE_CASES=1` writes these.

use std::{fs, path::Path};

use squawk_syntax::SourceFile;
use underpin_plan::{Pair, Plan, plan};
use underpin_render::{File, sql, words};
use underpin_schema::{Resolved, Schema};
use underpin_testing::cases;

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sql").join(name);
    let read = |file: &str| -> Option<Schema> {
        let text = fs::read_to_string(folder.join(file)).ok()?;
        Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}/{file}: {error}")))
    };
    let old = read("old.json");
    let new = read("new.json").expect("a case has a new schema");
    let parent = old.as_ref().map(|_| "20260101000000_before");
    let old = old.unwrap_or_default();
    let plan = planned(&old, &new);
    let migration = sql::Migration {
        id: "20260102030405_case",
        project: "cases",
        plan: &plan,
        old: &old,
        new: &new,
        parent,
        old_hash: parent.map(|_| "sha256:old"),
        new_hash: "sha256:new",
    };
    for File { path, text } in sql::migration(&migration) {
        let head: Vec<&str> = text.lines().take(3).collect();
        assert_eq!(head.join("\n").matches("underpin:digest").count(), 1, "{name}/{path}: one digest in its first lines");
        if path.ends_with(".sql") {
            assert_eq!(SourceFile::parse(&text).errors(), [], "{name}/{path}");
        }
        cases::check(&folder.join(path), &text);
    }
    cases::check(&folder.join("summary.txt"), &words::summary(&plan).to_string());
    assert_eq!(SourceFile::parse(&sql::script(&plan)).errors(), [], "{name}");
}

fn planned(old: &Schema, new: &Schema) -> Plan {
    let resolved = Resolved { schema: new.clone(), ..Resolved::default() };
    let (plan, diagnostics) = plan(Pair { old, new }, &resolved);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    plan
}

macro_rules! cases {
    ($($name:ident)*) => {
        $(#[test] fn $name() { check(stringify!($name)); })*
    };
}

cases! {
    circle
    enum_value
    everything
    hostile
    one_column
}

#[test]
fn every_folder_is_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sql");
    let text = include_str!("sql_migrations.rs");
    for entry in fs::read_dir(folder).expect("the cases are there") {
        let entry = entry.expect("it can be read");
        let name = entry.file_name().into_string().expect("a plain name");
        if entry.path().is_dir() {
            assert!(text.contains(&format!("\n    {name}\n")), "{name} is not in the list");
        }
    }
}

#[test]
fn nothing_to_do_says_so() {
    let plan = planned(&Schema::default(), &Schema::default());
    assert_eq!(words::summary(&plan).to_string(), "nothing to do\n");
    assert_eq!(sql::script(&plan), "");
}
