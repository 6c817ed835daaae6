//! Help, and the commands that read nothing.

use crate::support::Workspace;

#[test]
fn every_command_has_help_with_examples() {
    let empty = Workspace::empty();
    let help = empty.run(["--help"]).expect_code(0).expect_out("Examples:").stdout;
    for command in [
        "gen",
        "validate",
        "fmt",
        "plan",
        "prove",
        "review",
        "schema",
        "make-system",
        "explain",
        "completions",
        "apply",
        "down",
        "status",
        "drift",
        "reset",
    ] {
        assert!(help.contains(&format!("\n  {command}")), "{command}");
        empty.run([command, "--help"]).expect_code(0).expect_out("Examples:").expect_out("underpin ");
    }
    empty.run(["new", "module", "--help"]).expect_code(0).expect_out("Examples:");
    empty.run(["nothing"]).expect_code(2).expect_err("nothing");
    empty.run([]).expect_code(2);
    empty.run(["--version"]).expect_code(0).expect_out("underpin ");
}

#[test]
fn every_id_has_a_page() {
    let empty = Workspace::empty();
    let all = empty.run(["explain"]).expect_code(0).expect_out("UP0101").expect_out("UP0511").stdout;
    for line in all.lines() {
        let (id, first) = line.split_once("  ").expect("an id and its page");
        let page = empty.run(["explain", id]).expect_code(0).stdout;
        assert!(page.replace('\n', " ").contains(first), "{id}: {page}");
    }
    empty.run(["explain", "up0504"]).expect_code(0).expect_out("symbolic link");
    empty.run(["explain", "UP9999"]).expect_code(2).expect_err("UP9999");
}

#[test]
fn the_schema_and_completions_are_printed() {
    let empty = Workspace::empty();
    let schema = empty.run(["schema"]).expect_code(0).stdout;
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    assert!(schema["$schema"].is_string());
    for shell in ["bash", "zsh", "fish"] {
        empty.run(["completions", shell]).expect_code(0).expect_out("underpin");
    }
}

#[test]
fn a_made_system_generates() {
    let empty = Workspace::empty();
    empty.run(["make-system", "--models", "12", "made"]).expect_code(0);
    empty.run(["make-system", "--models", "12", "made"]).expect_code(2).expect_err("is not empty");
    empty.run(["make-system", "--models", "0", "none"]).expect_code(2);
    empty.run(["gen", "made"]).expect_code(0);
    empty.run(["fmt", "--check", "made"]).expect_code(0);
    empty.run(["validate", "made"]).expect_code(0).expect_out("12 models, 12 enums");
}
