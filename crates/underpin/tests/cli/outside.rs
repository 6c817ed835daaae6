//! Outputs that must not be written.

use crate::support::{LABEL, SYSTEM, Workspace};

fn refuse(outputs: &str, id: &str) {
    let shop = Workspace::empty();
    let head = SYSTEM.split("outputs:").next().expect("a head");
    shop.write("specs/shop/underpin.yaml", format!("{head}outputs:\n{outputs}"));
    shop.write("specs/shop/models/label.yaml", LABEL);
    for command in ["gen", "validate"] {
        shop.run([command]).expect_code(1).expect_err(id).expect_err("specs/shop/underpin.yaml:");
    }
    assert!(shop.files().is_empty(), "{outputs}");
}

#[test]
fn outside_of_the_workspace() {
    for path in ["../../../../etc/x", "../../../x", "/tmp/x", "..", "../..", "../../../", "\"\"", "../../.git/hooks"] {
        let id = if path == "../.." || path == ".." { "UP0505" } else { "UP0504" };
        refuse(&format!("  prisma: {path}\n"), id);
        refuse(&format!("  migrations: {path}\n"), id);
        refuse(&format!("  rust: {path}\n"), id);
    }
}

#[test]
fn among_the_specs() {
    for path in [".", "models", "models/label.yaml", "underpin.yaml", "../other", "..", "../../specs"] {
        refuse(&format!("  rust: {path}\n"), "UP0505");
    }
}

#[test]
fn in_one_anothers_way() {
    refuse("  migrations: ../../out\n  prisma: ../../out/schema.prisma\n", "UP0505");
    refuse("  migrations: ../../out\n  rust: ../../out\n", "UP0505");
    refuse("  migrations: ../../out/a/b\n  rust: ../../out/x/../a\n", "UP0505");
}

#[test]
fn of_two_systems_in_one_place() {
    let shop = Workspace::shop();
    shop.write("specs/other/underpin.yaml", SYSTEM.replace("shop", "other"));
    shop.write("specs/other/models/label.yaml", LABEL);
    shop.run(["gen"]).expect_code(1).expect_err("UP0505").expect_err("already an output of the system `other`");
    assert!(shop.files().is_empty());
    shop.run(["gen", "--system", "other"]).expect_code(0);
}

#[test]
#[cfg(unix)]
fn behind_a_symbolic_link() {
    let elsewhere = Workspace::empty();
    for link in ["out", "out/entities", "out/schema.prisma", "out/migrations"] {
        let shop = Workspace::shop();
        let path = shop.path(link);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::os::unix::fs::symlink(elsewhere.path(""), &path).expect("a link");
        shop.run(["gen"]).expect_code(1).expect_err("UP0504").expect_err("a symbolic link leads out");
        assert!(elsewhere.files().is_empty(), "{link}");
    }
    let shop = Workspace::shop();
    std::fs::create_dir_all(shop.path("out/entities")).expect("a folder");
    std::os::unix::fs::symlink(elsewhere.path(""), shop.path("out/entities/src")).expect("a link");
    shop.run(["gen"]).expect_code(2).expect_err("out/entities/src");
    assert!(elsewhere.files().is_empty());
    assert!(shop.migrations().is_empty());
    let dangling = Workspace::shop();
    std::os::unix::fs::symlink("/nowhere/at/all", dangling.path("out")).expect("a link");
    dangling.run(["gen"]).expect_code(1).expect_err("UP0504");
}

#[test]
fn nowhere_at_all() {
    let shop = Workspace::shop();
    shop.write("specs/shop/underpin.yaml", "project: shop\n");
    let said = shop.run(["gen"]).expect_code(1).expect_err("UP0507").stderr;
    // What it says to add is enough.
    let (_, lines) = said.split_once("add to underpin.yaml:\n").expect("help");
    let lines: Vec<&str> =
        lines.lines().take(4).map(|line| line.strip_prefix("         ").expect("in a block")).collect();
    shop.write("specs/shop/underpin.yaml", format!("project: shop\n{}\n", lines.join("\n")));
    shop.run(["gen"]).expect_code(0);
    assert!(shop.path("generated/shop/schema.prisma").exists(), "{lines:?}");
}

#[test]
fn a_lone_system_writes_in_its_own_folder() {
    let lone = Workspace::empty();
    lone.write("underpin.yaml", "project: lone\noutputs: { prisma: generated/schema.prisma }\n");
    lone.write("models/label.yaml", LABEL);
    lone.run(["gen"]).expect_code(0);
    assert!(lone.path("generated/schema.prisma").exists());
}
