//! Migrations that were edited, lost, or made on two branches.

use std::fs;

use crate::support::{LABEL, Workspace};

const MORE: &str = "model: More\nfields: { id: { type: int, primary: true } }\n";

fn two_migrations() -> Workspace {
    let shop = Workspace::generated();
    shop.write("specs/shop/models/more.yaml", MORE);
    shop.run(["gen", "--at", "2026-08-03", "--name", "more"]).expect_code(0);
    assert_eq!(shop.migrations(), ["20260802101500_init", "20260803000000_more"]);
    shop
}

#[test]
fn two_branches_with_one_parent() {
    let shop = two_migrations();
    let branch = Workspace::generated();
    branch.write("specs/shop/models/note.yaml", MORE.replace("More", "Note"));
    branch.run(["gen", "--at", "2026-08-04", "--name", "note"]).expect_code(0);
    for file in ["migration.sql", "down.sql", "plan.json", "snapshot.json"] {
        let path = format!("out/migrations/20260804000000_note/{file}");
        shop.write(&path, branch.read(&path));
    }
    for command in ["gen", "validate", "plan"] {
        shop.run([command])
            .expect_code(1)
            .expect_err("UP0510")
            .expect_err("`20260803000000_more` and `20260804000000_note` are in conflict");
    }
}

#[test]
fn a_migration_that_is_gone() {
    let shop = two_migrations();
    fs::remove_dir_all(shop.path("out/migrations/20260802101500_init")).expect("removed");
    shop.run(["gen"]).expect_code(1).expect_err("UP0509").expect_err("which is not there");
}

#[test]
fn a_migration_of_another_history() {
    let shop = two_migrations();
    let other = Workspace::shop();
    other.write("specs/shop/models/label.yaml", LABEL.replace("RED", "BLUE"));
    other.run(["gen", "--at", "2026-08-02T10:15:00"]).expect_code(0);
    for file in ["migration.sql", "down.sql", "plan.json", "snapshot.json"] {
        let path = format!("out/migrations/20260802101500_init/{file}");
        shop.write(&path, other.read(&path));
    }
    shop.run(["gen"]).expect_code(1).expect_err("UP0509").expect_err("starts from another schema");
}

#[test]
fn files_that_were_edited() {
    let shop = two_migrations();
    let path = "out/migrations/20260802101500_init/migration.sql";
    shop.write(path, shop.read(path) + "DROP TABLE \"Label\";\n");
    shop.run(["validate"]).expect_code(0).expect_err("UP0511").expect_err("is not as it was generated");
    for file in ["plan.json", "snapshot.json"] {
        let path = format!("out/migrations/20260803000000_more/{file}");
        let text = shop.read(&path);
        shop.write(&path, text.replacen("More", "Less", 1));
        shop.run(["gen"]).expect_code(1).expect_err("UP0508").expect_err("edited");
        shop.write(&path, text);
    }
    shop.run(["gen"]).expect_code(0);
}

#[test]
fn files_that_are_gone_and_folders_of_others() {
    let shop = two_migrations();
    fs::create_dir(shop.path("out/migrations/by_hand")).expect("created");
    shop.run(["gen"]).expect_code(1).expect_err("is not named like a migration");
    fs::remove_dir(shop.path("out/migrations/by_hand")).expect("removed");
    for file in ["plan.json", "snapshot.json"] {
        let path = format!("out/migrations/20260803000000_more/{file}");
        let text = shop.read(&path);
        fs::remove_file(shop.path(&path)).expect("removed");
        shop.run(["gen"]).expect_code(1).expect_err("UP0508");
        shop.run(["review"]).expect_code(1);
        shop.write(&path, text);
    }
}
