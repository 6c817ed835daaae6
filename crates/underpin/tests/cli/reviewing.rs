//! `plan` and `review`.

use crate::support::{LABEL, Workspace};

#[test]
fn a_plan_is_shown_and_nothing_is_written() {
    let shop = Workspace::shop();
    shop.run(["plan"]).expect_code(0).expect_out("CREATE TABLE \"Label\"").expect_out("1. prepare");
    let sql = shop.run(["plan", "--sql"]).expect_code(0).stdout;
    assert!(sql.contains("CREATE TYPE \"Color\"") && !sql.contains("1. prepare"), "{sql}");
    let json = shop.run(["plan", "--json"]).expect_code(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["systems"][0]["plan"]["up"][0]["phase"], "prepare");
    assert!(shop.files().is_empty());
    Workspace::generated().run(["plan"]).expect_code(0).expect_out("up to date shop");
}

#[test]
fn what_cannot_be_planned_yet_is_refused_whole() {
    let shop = Workspace::generated();
    shop.write("specs/shop/models/label.yaml", LABEL.replace("  name: string\n", "  title: string?\n"));
    let before = shop.files();
    for command in ["plan", "gen", "validate"] {
        shop.run([command]).expect_code(1).expect_err("UP03").expect_err("name");
    }
    assert_eq!(shop.files(), before);
}

#[test]
fn the_latest_migration_is_reviewed() {
    let shop = Workspace::generated();
    shop.run(["review"]).expect_code(0).expect_out("20260802101500_init").expect_out("+model Label {");
    shop.write("specs/shop/models/label.yaml", LABEL.replace("  name: string\n", "  name: string\n  note: string?\n"));
    shop.run(["gen", "--at", "2026-08-03"]).expect_code(0);
    let run = shop.run(["review"]).expect_code(0);
    assert!(!run.stdout.contains("CREATE TABLE"), "only what is new:\n{}", run.stdout);
    let run = run
        .expect_out("20260803000000_add_label_note")
        .expect_out("ADD COLUMN \"note\"")
        .expect_out("ACCESS EXCLUSIVE");
    assert!(run.stdout.lines().any(|line| line.starts_with('+') && line.contains("note")), "{}", run.stdout);
    let json = shop.run(["review", "--json"]).expect_code(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["systems"][0]["review"]["id"], "20260803000000_add_label_note");
    Workspace::shop().run(["review"]).expect_code(0).expect_out("no migration yet");
}
