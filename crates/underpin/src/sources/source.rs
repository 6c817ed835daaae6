//! What a user names a schema by.

use std::{fmt, path::PathBuf, str::FromStr};

/// A source as it is named: `specs:DIR`, `migrations:DIR`, `sql:FILE`, `empty`.
#[derive(Clone, Debug)]
pub enum Source {
    /// The specs of a system: the folder of an `underpin.yaml`.
    Specs(PathBuf),
    /// A folder of migrations: what the last snapshot holds.
    Migrations(PathBuf),
    /// A script that is run on a throw-away server.
    Sql(PathBuf),
    /// Nothing.
    Empty,
}

/// What a source looks like, for messages.
pub const FORMS: &str = "`specs:DIR`, `migrations:DIR`, `sql:FILE` or `empty`";

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "empty" {
            return Ok(Source::Empty);
        }
        // A URL may hold a password, so that no message repeats the text.
        let Some((kind, path)) = text.split_once(':') else {
            return Err(format!("a source is {FORMS}"));
        };
        let path = match path {
            "" => return Err(format!("`{kind}:` is to be followed by a path")),
            path => PathBuf::from(path),
        };
        match kind {
            "specs" => Ok(Source::Specs(path)),
            "migrations" => Ok(Source::Migrations(path)),
            "sql" => Ok(Source::Sql(path)),
            _ => Err(format!("a source is {FORMS}")),
        }
    }
}

/// For messages.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Specs(path) => write!(f, "specs:{}", path.display()),
            Source::Migrations(path) => write!(f, "migrations:{}", path.display()),
            Source::Sql(path) => write!(f, "sql:{}", path.display()),
            Source::Empty => f.write_str("empty"),
        }
    }
}
