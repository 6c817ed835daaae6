//! `ci`: what a change must pass.

use std::{ffi::OsString, path::Path, process::ExitCode};

use crate::{cargo, test, tidy};

/// Runs every check, the quick ones first, and stops at the first that fails.
pub fn run(root: &Path) -> Result<(), String> {
    cargo::run(root, ["fmt", "--all", "--check"], &[])?;
    tidy::run(root)?;
    cargo::run(root, ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], &[])?;
    generated(root)?;
    test::run(root, &[])
}

/// The committed examples are what the specs say.
fn generated(root: &Path) -> Result<(), String> {
    eprintln!("> cargo xtask gen --check");
    let args = ["gen".into(), "--check".into(), root.as_os_str().to_owned()];
    match underpin::main("cargo xtask", args as [OsString; 3]) {
        code if code == ExitCode::SUCCESS => Ok(()),
        _ => Err("the generated files are out of date; run `cargo xtask gen`".to_owned()),
    }
}
