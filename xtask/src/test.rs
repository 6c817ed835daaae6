//! `test`: all tests, with what they need.

use std::{ffi::OsString, path::Path};

use crate::{cargo, setup};

/// Sets up what the tests need and runs them.
pub fn run(root: &Path, args: &[OsString]) -> Result<(), String> {
    let environment = setup::set_up(root)?;
    let all = ["test", "--workspace"].into_iter().map(OsString::from);
    cargo::run(root, all.chain(args.iter().cloned()), &environment)
}
