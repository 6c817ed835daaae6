//! What a user names a schema by.

use std::{fmt, path::PathBuf, str::FromStr};

use underpin_db::Address;

use crate::Error;

/// A source as it is named: `specs:DIR`, `migrations:DIR`, `prisma:PATH`, `postgres://...`,
/// `sql:FILE`, `empty`.
#[derive(Clone, Debug)]
pub enum Source {
    /// The specs of a system: the folder of an `underpin.yaml`.
    Specs(PathBuf),
    /// A folder of migrations: what the last snapshot holds.
    Migrations(PathBuf),
    /// A Prisma schema: a file, or a folder of several.
    Prisma(PathBuf),
    /// A database, which is only read.
    Database(Box<Address>),
    /// A script that is run on a throw-away server.
    Sql(PathBuf),
    /// Nothing.
    Empty,
}

/// What a source looks like, for messages.
pub const FORMS: &str =
    "`specs:DIR`, `migrations:DIR`, `prisma:PATH`, `postgres://USER@HOST/DATABASE`, `sql:FILE` or `empty`";

impl Source {
    /// Reads what a user has given for `--option`. A URL is not repeated, since it may hold a password.
    ///
    /// # Errors
    /// Where it is no source.
    pub fn of_option(option: &str, text: &str) -> Result<Self, Error> {
        text.parse().map_err(|reason: String| Error::Argument {
            message: format!("`{option}` names no source: {reason}"),
            help: format!("a source is {FORMS}"),
        })
    }
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "empty" {
            return Ok(Source::Empty);
        }
        // A URL may hold a password, so that no message repeats the text.
        let Some((kind, path)) = text.split_once(':') else {
            return Err("it has no `kind:` before it".to_owned());
        };
        let path = match path {
            "" => return Err(format!("`{kind}:` is to be followed by a path")),
            path => PathBuf::from(path),
        };
        match kind {
            "postgres" | "postgresql" => match Address::parse(text) {
                Ok(address) => Ok(Source::Database(Box::new(address))),
                Err(error) => Err(error.to_string()),
            },
            "specs" => Ok(Source::Specs(path)),
            "migrations" => Ok(Source::Migrations(path)),
            "prisma" => Ok(Source::Prisma(path)),
            "sql" => Ok(Source::Sql(path)),
            _ => Err("it begins with none of the kinds of sources".to_owned()),
        }
    }
}

/// For messages.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Specs(path) => write!(f, "specs:{}", path.display()),
            Source::Migrations(path) => write!(f, "migrations:{}", path.display()),
            Source::Prisma(path) => write!(f, "prisma:{}", path.display()),
            // Without user and password.
            Source::Database(address) => address.fmt(f),
            Source::Sql(path) => write!(f, "sql:{}", path.display()),
            Source::Empty => f.write_str("empty"),
        }
    }
}
