//! Which database is meant.

use std::env;

use underpin_db::Address;
use underpin_schema::spec::SystemSpec;

use crate::Error;

/// The variable that Prisma and most hosts use.
const USUAL: &str = "DATABASE_URL";

/// The address of the database: what was given as an argument, else DATABASE_URL, else the variable that `database:` of
/// underpin.yaml names. A URL itself has no place there, since it would be committed with its password.
///
/// # Errors
/// Where there is none of them, or none that can be read. No message repeats a part of a URL.
pub fn address(given: Option<&str>, system: &SystemSpec) -> Result<Address, Error> {
    if let Some(url) = given {
        return Ok(Address::parse(url)?);
    }
    if let Some(url) = read(USUAL) {
        return Ok(Address::parse(&url)?);
    }
    let Some(written) = &system.database else {
        return Err(Error::Argument {
            message: "no database is named".to_owned(),
            help: format!("set {USUAL}, give --database URL, or write `database: env(NAME)` in underpin.yaml"),
        });
    };
    let name = written.value.trim().strip_prefix("env(").and_then(|rest| rest.strip_suffix(')'));
    let Some(name) = name.map(|name| name.trim().trim_matches(['"', '\''])).filter(|name| is_name(name)) else {
        return Err(Error::Argument {
            message: "`database:` in underpin.yaml is not of the form `env(NAME)`".to_owned(),
            help: "write `database: env(DATABASE_URL)`; a URL is kept out of files that are committed".to_owned(),
        });
    };
    let Some(url) = read(name) else {
        return Err(Error::Argument {
            message: format!("`database:` in underpin.yaml is env({name}), and {name} is not set"),
            help: format!("set {name}, or give --database URL"),
        });
    };
    Ok(Address::parse(&url)?)
}

fn read(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
