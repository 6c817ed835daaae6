//! Where PostgreSQL comes from.

use std::{
    collections::BTreeSet,
    env,
    ffi::OsStr,
    fmt, fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::Error;

/// The environment variable that names a server's URL or a folder of binaries.
pub const ENVIRONMENT: &str = "UNDERPIN_POSTGRES";

/// The major versions that underpin is tried on.
pub const SUPPORTED: RangeInclusive<u16> = 14..=18;

/// Folders that hold one folder per version, and what leads from such a folder to its programs.
const USUAL: &[(&str, &str)] = &[
    ("/usr/lib/postgresql", "bin"),                          // Debian, Ubuntu
    ("/usr", "bin"),                                         // Fedora, RHEL: /usr/pgsql-17/bin
    ("/usr/libexec", ""),                                    // Alpine: /usr/libexec/postgresql17
    ("/opt/homebrew/opt", "bin"),                            // Homebrew on Apple silicon: postgresql@17
    ("/usr/local/opt", "bin"),                               // Homebrew on Intel
    ("/home/linuxbrew/.linuxbrew/opt", "bin"),               // Homebrew on Linux
    ("/Applications/Postgres.app/Contents/Versions", "bin"), // Postgres.app
    ("/Library/PostgreSQL", "bin"),                          // the installer of EDB
    ("/opt/local/lib", "bin"),                               // MacPorts: /opt/local/lib/postgresql17
];

/// Where servers come from.
#[derive(Clone)]
pub enum Source {
    /// A server that someone else runs: databases are made in it.
    Url(Box<postgres::Config>),
    /// Programs that make and run a server.
    Binaries(Binaries),
}

/// The programs of one installed PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Binaries {
    /// The major version.
    pub version: u16,
    /// The folder that holds `initdb`, `postgres` and `pg_ctl`.
    pub folder: PathBuf,
}

/// The URL may hold a password, so it is not shown.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Url(_) => f.write_str("Url(..)"),
            Source::Binaries(binaries) => f.debug_tuple("Binaries").field(binaries).finish(),
        }
    }
}

impl Source {
    /// What the environment names; else the newest supported PostgreSQL on the PATH or in the usual folders.
    ///
    /// # Errors
    /// Where the environment names something that is no PostgreSQL, or there is none at all.
    pub fn find() -> Result<Self, Error> {
        match env::var_os(ENVIRONMENT) {
            Some(value) if !value.is_empty() => Self::named(&value),
            Some(_) | None => Binaries::installed().map(Source::Binaries).ok_or(Error::NotFound),
        }
    }

    /// A server by its URL, or by the folder that holds its programs.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn named(value: &OsStr) -> Result<Self, Error> {
        if let Some(url) = value.to_str().filter(|text| text.contains("://")) {
            return match url.parse() {
                Ok(config) => Ok(Source::Url(Box::new(config))),
                // The parser's own message may repeat parts of the URL.
                Err(_) => Err(Error::Environment { reason: "it is not a URL that PostgreSQL's clients read".into() }),
            };
        }
        let folder = Path::new(value);
        let found = [folder.to_owned(), folder.join("bin")].iter().find_map(|folder| Binaries::at(folder));
        match found {
            Some(binaries) if SUPPORTED.contains(&binaries.version) => Ok(Source::Binaries(binaries)),
            Some(binaries) => Err(Error::Version { found: binaries.version }),
            None => Err(Error::Environment {
                reason: format!("{} holds no `initdb`, `postgres` and `pg_ctl` that run", folder.display()),
            }),
        }
    }
}

impl Binaries {
    /// The programs in a folder, if all three are there and `postgres` tells its version.
    pub fn at(folder: &Path) -> Option<Self> {
        // A link such as /usr/local/bin/postgres leads to the folder where the others, and the shared files, are.
        let server = folder.join(program("postgres")).canonicalize().ok()?;
        let folder = server.parent()?.to_owned();
        let whole = ["initdb", "pg_ctl"].iter().all(|name| folder.join(program(name)).is_file());
        if !whole {
            return None;
        }
        let output = Command::new(&server).arg("--version").stdin(Stdio::null()).output().ok()?;
        let version = major(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { version, folder })
    }

    /// The newest supported PostgreSQL on the PATH or in the usual folders.
    pub fn installed() -> Option<Self> {
        candidates().iter().filter_map(|folder| Self::at(folder)).filter(|one| SUPPORTED.contains(&one.version)).max()
    }

    /// The path of one of the programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(program(name))
    }
}

fn program(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

/// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-1)`.
fn major(text: &str) -> Option<u16> {
    let after = text.split("(PostgreSQL)").nth(1)?.trim_start();
    let digits = after.find(|letter: char| !letter.is_ascii_digit()).map_or(after, |end| &after[..end]);
    digits.parse().ok()
}

/// Every folder that may hold the programs, each once.
fn candidates() -> BTreeSet<PathBuf> {
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let usual = USUAL.iter().flat_map(|(parent, rest)| {
        let versions = fs::read_dir(parent).into_iter().flatten().flatten();
        versions.map(move |version| version.path().join(rest))
    });
    let canonical = on_path.into_iter().chain(usual).filter_map(|folder| {
        let server = folder.join(program("postgres"));
        server.is_file().then(|| server.canonicalize().ok()?.parent().map(Path::to_owned)).flatten()
    });
    canonical.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_server_prints_them() {
        for (text, expected) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", Some(15)),
            ("postgres (PostgreSQL) 18beta1", Some(18)),
            ("postgres (PostgreSQL) 17rc1", Some(17)),
            ("postgres (EnterpriseDB) 15.1", None),
            ("", None),
        ] {
            assert_eq!(major(text), expected, "{text}");
        }
    }

    #[test]
    fn a_url_is_told_from_a_folder_and_never_shown() {
        let source = Source::named(OsStr::new("postgres://me:hush@localhost/db")).unwrap();
        assert_eq!(format!("{source:?}"), "Url(..)");
        for wrong in ["postgres://me:hush@localhost:port/db", "http://me:hush@localhost"] {
            let error = Source::named(OsStr::new(wrong)).unwrap_err().to_string();
            assert!(!error.contains("hush"), "{error}");
            assert!(error.starts_with("UNDERPIN_POSTGRES is set, but"), "{error}");
        }
    }

    #[test]
    fn a_folder_without_programs_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = Source::named(folder.path().as_os_str()).unwrap_err().to_string();
        assert!(error.contains(&folder.path().display().to_string()), "{error}");
        assert!(error.contains("`initdb`"), "{error}");
    }
}
