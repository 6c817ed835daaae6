//! Migrations: `cases/sql/NAME/old.json` (nothing where it is missing) and `new.json` are the schemas; the other files of
//! the folder are what is made of the way between them. `UPDATE_CASES=1` writes these.

#[path = "common/cases.rs"]
mod common;

use common::{Case, names, planned};
use squawk_syntax::SourceFile;
use underpin_render::{File, sql, words};
use underpin_schema::Schema;
use underpin_testing::cases;

                assert_eq!(SourceFile::parse(&text).errors(), [], "{name}/{path}");
            "{name}/{path}: one digest in its first lines"
            1,
            assert_eq!(SourceFile::parse(&text).errors(), [], "{name}/{path}");
            assert_eq!(head.join("\n").matches("underpin:digest").count(), 1, "{name}/{path}");
            cases::check(&case.folder.join(path), &text);
            head.join("\n").matches("underpin:digest").count(),
            if path.ends_with(".sql") {
            let head: Vec<&str> = text.lines().take(3).collect();
            }
        );
        Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}/{file}: {error}")))
        assert_eq!(
        for File { path, text } in case.files() {
        id: "20260102030405_case",
        if path.ends_with(".sql") {
        let case = Case::read(&name);
        let head: Vec<&str> = text.lines().take(3).collect();
        let text = fs::read_to_string(folder.join(file)).ok()?;
        new: &new,
        new_hash: "sha256:new",
        old: &old,
        old_hash: parent.map(|_| "sha256:old"),
        parent,
        plan: &plan,
        project: "cases",
    for File { path, text } in sql::migration(&migration) {
    for name in names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sql").join(name);
    let migration = sql::Migration {
    let new = read("new.json").expect("a case has a new schema");
    let old = old.unwrap_or_default();
    let old = read("old.json");
    let parent = old.as_ref().map(|_| "20260101000000_before");
    let plan = planned(&old, &new);
    let read = |file: &str| -> Option<Schema> {
    };
#[test]
fn check(name: &str) {
fn migrations_read_as_expected() {
        }
        cases::check(&case.folder.join("summary.txt"), &words::summary(&case.plan).to_string());
        assert_eq!(SourceFile::parse(&sql::script(&case.plan)).errors(), [], "{name}");
    }
}

#[test]
fn the_plan_is_json_that_holds_the_script() {
    for name in names() {
        let case = Case::read(&name);
        let files = case.files();
        let json: serde_json::Value = serde_json::from_str(&files[2].text).expect("it is JSON");
        assert_eq!(json["generated"], "by underpin; underpin:digest");
        for step in json["up"].as_array().expect("a list") {
            let sql = step["sql"].as_str().expect("a text");
            assert!(files[0].text.contains(sql), "{name}: {sql}");
        }
    }
}

#[test]
fn nothing_to_do_says_so() {
    let plan = planned(&Schema::default(), &Schema::default());
    assert_eq!(words::summary(&plan).to_string(), "nothing to do\n");
    assert_eq!(sql::script(&plan), "");
}

#[test]
fn the_lock_file_is_for_postgresql() {
    let File { path, text } = sql::migration_lock();
    assert_eq!(path, "migration_lock.toml");
    assert!(text.lines().next().is_some_and(|line| line.starts_with("# ") && line.contains("underpin:digest")));
    assert!(text.ends_with("\nprovider = \"postgresql\"\n"));
}
