//! The manual's page on the language: its blocks are a system that generates.

use std::{fs, path::Path};

use crate::support::{AT, Workspace};

#[test]
fn the_blocks_of_the_manual_are_a_system() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language.md");
    let page = fs::read_to_string(page).expect("the page");
    let mut blocks = page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().expect("an end"));
    let shop = Workspace::empty();
    shop.write("specs/shop/underpin.yaml", blocks.next().expect("underpin.yaml"));
    for (number, block) in blocks.enumerate() {
        shop.write(&format!("specs/shop/models/{number}.yaml"), block);
    }
    let run = shop.run(["gen", "--at", AT]).expect_code(0);
    assert_eq!(run.stderr, "", "no warnings either");
    let sql = shop.read("out/migrations/20260802101500_init/migration.sql");
    for wanted in ["CREATE TABLE \"sales\".\"orders\"", "CREATE VIEW \"open_orders\"", "CREATE POLICY \"label_reader\""]
    {
        assert!(sql.contains(wanted), "{wanted}");
    }
    shop.run(["gen", "--check"]).expect_code(0);
    // The canonical form means the same.
    shop.run(["fmt"]).expect_code(0);
    shop.run(["fmt", "--check"]).expect_code(0);
    shop.run(["gen", "--check"]).expect_code(0);
}
