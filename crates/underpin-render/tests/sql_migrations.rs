//! Migrations: `cases/sql/NAME/old.json` (nothing where it is missing) and `new.json` are the schemas, or `old.yaml` and
//! `new.yaml` what the specs say; the other files of the folder are what is made of the way between them. `UPDATE_CASES=1`
//! writes these.

#[path = "common/cases.rs"]
mod common;

use common::{Case, names, planned};
use squawk_syntax::SourceFile;
use underpin_render::{File, sql, words};
use underpin_schema::Schema;
use underpin_testing::cases;

#[test]
fn migrations_read_as_expected() {
    for name in names() {
        let case = Case::read(&name);
        for File { path, text } in case.files() {
            let head: Vec<&str> = text.lines().take(3).collect();
            assert_eq!(head.join("\n").matches("underpin:digest").count(), 1, "{name}/{path}");
            if path.ends_with(".sql") {
                assert_eq!(SourceFile::parse(&text).errors(), [], "{name}/{path}");
            }
            // What each step needs is the planner's; one case of each kind of key is enough.
            let file = case.folder.join(&path);
            if path != "plan.json" || file.exists() {
                cases::check(&file, &text);
            }
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
