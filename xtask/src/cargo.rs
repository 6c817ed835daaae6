//! Running cargo.

use std::{env, ffi::OsString, path::Path, process::Command};

/// Runs cargo in the workspace with more in its environment.
///
/// # Errors
///
/// Where it cannot be started, or fails.
pub fn run(
    root: &Path,
    args: impl IntoIterator<Item = impl Into<OsString>>,
    environment: &[(String, OsString)],
) -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let shown = args.iter().map(|arg| arg.to_string_lossy()).collect::<Vec<_>>().join(" ");
    eprintln!("> cargo {shown}");
    let environment = environment.iter().map(|(key, value)| (key, value));
    let status = Command::new(cargo).args(&args).current_dir(root).envs(environment).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`cargo {shown}` failed: {status}")),
        Err(error) => Err(format!("could not start cargo: {error}")),
    }
}
