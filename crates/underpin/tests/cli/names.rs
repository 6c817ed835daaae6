//! Odd names of files and folders.

use std::fs;

use crate::support::{AT, Workspace};

#[test]
fn folders_with_odd_names() {
    for name in ["with space", "ünï", "[brackets]", "a*b?", "quote'\"", "-dash", "dollar$HOME"] {
        let shop = Workspace::shop();
        let folder = shop.path(&format!("specs/{name}"));
        fs::rename(shop.path("specs/shop"), &folder).expect("renamed");
        shop.run(["gen", "--at", AT]).expect_code(0);
        assert_eq!(shop.migrations(), ["20260802101500_init"], "{name}");
        shop.run(["gen", "--check"]).expect_code(0);
        let run = shop.command(["gen", "--check"]).current_dir(&folder).output().expect("runs");
        assert!(run.status.success(), "{name}");
    }
}

#[test]
fn a_system_is_found_from_inside_of_it() {
    let shop = Workspace::generated();
    for folder in ["specs/shop", "specs/shop/models", "out/entities/src", "specs"] {
        let run = shop.command(["gen", "--check"]).current_dir(shop.path(folder)).output().expect("runs");
        assert!(run.status.success(), "{folder}: {}", String::from_utf8_lossy(&run.stderr));
    }
    shop.run(["gen", "--check", "specs/shop"]).expect_code(0);
    shop.run(["gen", "--check", "specs/shop/underpin.yaml"]).expect_code(0);
    shop.run(["gen", "--check", "specs/shop/models/label.yaml"]).expect_code(2);
}

#[test]
fn odd_names_of_migrations() {
    for (name, wanted) in [("Add Labels", "add_labels"), ("../../etc", "etc"), ("x;DROP TABLE y", "x_drop_table_y")] {
        let shop = Workspace::shop();
        shop.run(["gen", "--at", AT, "--name", name]).expect_code(0);
        assert_eq!(shop.migrations(), [format!("20260802101500_{wanted}")]);
    }
    let shop = Workspace::shop();
    shop.run(["gen", "--name", "é"]).expect_code(2).expect_err("is not a name for a migration");
    shop.run(["gen", "--at", "yesterday"]).expect_code(2).expect_err("is not a point in time");
}
