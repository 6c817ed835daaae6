//! `gen`, again and again.

use crate::support::{AT, LABEL, Workspace};

#[test]
fn the_first_run_writes_everything() {
    let shop = Workspace::shop();
    shop.run(["gen", "--at", AT]).expect_code(0).expect_out("wrote out/migrations/20260802101500_init/");
    assert_eq!(shop.migrations(), ["20260802101500_init"]);
    let files: Vec<String> = shop.files().into_keys().collect();
    for wanted in [
        "out/entities/Cargo.toml",
        "out/entities/src/lib.rs",
        "out/migrations/20260802101500_init/down.sql",
        "out/migrations/20260802101500_init/migration.sql",
        "out/migrations/20260802101500_init/plan.json",
        "out/migrations/20260802101500_init/snapshot.json",
        "out/migrations/migration_lock.toml",
        "out/schema.prisma",
    ] {
        assert!(files.iter().any(|file| file == wanted), "no {wanted} in {files:#?}");
    }
    for (path, text) in shop.files() {
        let head: String = text.lines().take(3).collect();
        assert!(head.contains("underpin:sha256:"), "{path} is not stamped");
        assert!(!text.contains("underpin:digest"), "{path} still has its token");
    }
}

#[test]
fn the_second_run_does_nothing_and_says_so() {
    let shop = Workspace::generated();
    let before = shop.files();
    shop.run(["gen"]).expect_code(0).expect_out("up to date shop");
    assert_eq!(shop.files(), before);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(Workspace::generated().files(), Workspace::generated().files());
    let epoch = Workspace::shop();
    let run = epoch.command(["gen"]).env("SOURCE_DATE_EPOCH", "1785665700").output().expect("runs");
    assert!(run.status.success());
    assert_eq!(epoch.files(), Workspace::generated().files());
}

#[test]
fn an_edit_of_a_spec_gives_one_more_migration_with_what_is_new() {
    let shop = Workspace::generated();
    let first = shop.read("out/migrations/20260802101500_init/migration.sql");
    shop.write("specs/shop/models/label.yaml", LABEL.replace("  name: string\n", "  name: string\n  note: string?\n"));
    shop.run(["gen", "--at", "2026-08-03T00:00:00Z"]).expect_code(0);
    assert_eq!(shop.migrations(), ["20260802101500_init", "20260803000000_add_label_note"]);
    assert_eq!(shop.read("out/migrations/20260802101500_init/migration.sql"), first);
    let second = shop.read("out/migrations/20260803000000_add_label_note/migration.sql");
    assert!(second.contains("ALTER TABLE \"Label\""), "{second}");
    assert!(!second.contains("CREATE TABLE"), "{second}");
    assert!(shop.read("out/schema.prisma").contains("note"));
    shop.run(["gen"]).expect_code(0).expect_out("up to date shop");
}

#[test]
fn a_migration_is_never_earlier_than_the_one_before_it() {
    let shop = Workspace::generated();
    shop.write("specs/shop/models/more.yaml", "model: More\nfields: { id: { type: int, primary: true } }\n");
    shop.run(["gen", "--at", AT]).expect_code(2).expect_err("is not after the last migration");
    let run = shop.command(["gen", "--name", "More things"]).env("SOURCE_DATE_EPOCH", "0").output().expect("runs");
    assert!(run.status.success());
    assert_eq!(shop.migrations(), ["20260802101500_init", "20260802101501_more_things"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let shop = Workspace::shop();
    shop.run(["gen", "--dry-run", "--at", AT]).expect_code(0).expect_out("would write out/schema.prisma");
    assert!(shop.files().is_empty());
}

#[test]
fn a_model_that_is_gone_takes_its_file_along() {
    let shop = Workspace::shop();
    shop.write("specs/shop/models/more.yaml", "model: More\nfields: { id: { type: int, primary: true } }\n");
    shop.run(["gen", "--at", AT]).expect_code(0);
    assert!(shop.path("out/entities/src/more.rs").exists());
    // A drop is not planned yet, so the migrations are forgotten too.
    std::fs::remove_file(shop.path("specs/shop/models/more.yaml")).expect("removed");
    std::fs::remove_dir_all(shop.path("out/migrations")).expect("removed");
    shop.write("out/entities/src/mine.rs", "// mine\n");
    shop.run(["gen", "--at", AT]).expect_code(0).expect_out("removed out/entities/src/more.rs");
    assert!(!shop.path("out/entities/src/more.rs").exists());
    assert!(shop.path("out/entities/src/mine.rs").exists(), "files of others stay");
}

#[test]
fn json_says_what_was_written() {
    let shop = Workspace::shop();
    let run = shop.run(["gen", "--json", "--at", AT]).expect_code(0);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(value["systems"][0]["migration"], "20260802101500_init");
    assert_eq!(value["systems"][0]["written"], true);
    let run = shop.run(["gen", "--json"]).expect_code(0);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(value["systems"][0]["up_to_date"], true);
}
