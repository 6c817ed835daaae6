//! `gen --check`.

use crate::support::{AT, LABEL, Workspace};

#[test]
fn what_is_up_to_date_is_clean() {
    let shop = Workspace::generated();
    let before = shop.files();
    shop.run(["gen", "--check"]).expect_code(0).expect_out("up to date shop");
    assert_eq!(shop.files(), before);
}

#[test]
fn what_was_never_generated_is_out_of_date() {
    let shop = Workspace::shop();
    shop.run(["gen", "--check"]).expect_code(1).expect_out("+CREATE TABLE \"Label\" (");
    assert!(shop.files().is_empty());
}

#[test]
fn what_differs_is_shown_as_a_diff_and_not_written() {
    let shop = Workspace::generated();
    shop.write("specs/shop/models/label.yaml", LABEL.replace("  name: string\n", "  name: string\n  note: string?\n"));
    let before = shop.files();
    let run = shop.run(["gen", "--check"]).expect_code(1).expect_out("--- a/out/schema.prisma");
    assert!(run.stdout.lines().any(|line| line.starts_with('+') && line.contains("note")), "{}", run.stdout);
    assert_eq!(shop.files(), before);
}

#[test]
fn colours_come_only_where_they_are_asked_for() {
    let shop = Workspace::shop();
    assert!(!shop.run(["gen", "--check"]).stdout.contains('\u{1b}'));
    assert!(shop.run(["gen", "--check", "--color", "always"]).stdout.contains("\u{1b}[32m+CREATE TABLE"));
    assert!(!shop.run(["gen", "--check", "--color", "never"]).stdout.contains('\u{1b}'));
}

#[test]
fn an_edited_file_is_out_of_date() {
    let shop = Workspace::generated();
    let edited = shop.read("out/schema.prisma").replace("Label", "Lable");
    shop.write("out/schema.prisma", &edited);
    shop.run(["gen", "--check"]).expect_code(1).expect_out("--- a/out/schema.prisma");
    assert_eq!(shop.read("out/schema.prisma"), edited);
    shop.run(["gen", "--check", "--force"]).expect_code(2);
    shop.run(["gen", "--check", "--at", AT]).expect_code(1);
}
