//! Scripts that were written for psql: run on a throw-away database as `psql -f` runs them, one statement after the other.

use std::{fmt, io::Write};

use postgres::Client;

use crate::{Error, prove::script::statement_at};

/// Where and why a script could not be run.
#[derive(Debug, thiserror::Error)]
pub struct ScriptError {
    /// The line of the statement, from 1.
    pub line: usize,
    /// Why.
    pub reason: Reason,
}

/// Why a script could not be run.
#[derive(Debug)]
pub enum Reason {
    /// A line for psql itself.
    Meta(String),
    /// A statement about the server and not about one database, by its first words.
    Server(String),
    /// The server refused.
    Refused(Error),
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, reason } = self;
        match reason {
            Reason::Meta(word) => {
                write!(f, "line {line}: `{word}` is a command of psql, and there is no psql here; take the line out")
            }
            Reason::Server(words) => {
                write!(f, "line {line}: `{words}` is about the server, not about a schema; take the statement out")
            }
            Reason::Refused(error) => write!(f, "line {line}: {error}"),
        }
    }
}

/// Runs a script, each statement by itself, as psql does. Rows after `COPY ... FROM stdin` are read too.
///
/// Who owns what and who may use it is no part of a schema, and the roles of another server are not here: such statements
/// are passed over. Roles that policies name are made; their names are given, so that they can be dropped on a server
/// that goes on.
///
/// # Errors
/// Where a line is for psql itself, or a statement is refused.
pub fn run_script(client: &mut Client, script: &str) -> Result<Vec<String>, ScriptError> {
    let mut made = Vec::new();
    let mut at = 0;
    while let Some([start, end, next]) = statement_at(script, at) {
        at = next;
        let statement = &script[start..end];
        let failed = |reason| ScriptError { line: script[..start].matches('\n').count() + 1, reason };
        let refused = |error: Error| failed(Reason::Refused(error));
        if let Some(command) = statement.strip_prefix('\\') {
            let word = command.split_whitespace().next().unwrap_or_default();
            // What pg_dump writes around a dump, and what only prints.
            // https://www.postgresql.org/docs/current/app-psql.html
            if !["restrict", "unrestrict", "echo", "qecho", "set", "unset", "timing", "pset", "."].contains(&word) {
                return Err(failed(Reason::Meta(format!("\\{word}"))));
            }
            continue;
        }
        match kind(statement) {
            Kind::Empty | Kind::Rights => {}
            Kind::Server(words) => return Err(failed(Reason::Server(words))),
            Kind::Role(name) => make_role(client, &name, &mut made).map_err(refused)?,
            Kind::Policy(roles) => {
                for role in &roles {
                    make_role(client, role, &mut made).map_err(refused)?;
                }
                client.batch_execute(statement).map_err(|error| refused(error.into()))?;
            }
            Kind::Copy => at = copy(client, script, [start, end, next]).map_err(refused)?,
            Kind::Other => match client.batch_execute(statement).map_err(Error::from) {
                Err(error) if !is_harmless(statement, &error) => return Err(refused(error)),
                Ok(()) | Err(_) => {}
            },
        }
    }
    Ok(made)
}

enum Kind {
    Empty,
    /// Who owns something, or may use it.
    Rights,
    Server(String),
    /// A role is made.
    Role(String),
    /// A policy, with the roles that it names.
    Policy(Vec<String>),
    /// Rows follow.
    Copy,
    Other,
}

fn kind(statement: &str) -> Kind {
    let words = words(statement);
    let is = |at: usize, known: &[&str]| {
        words.get(at).is_some_and(|word| known.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    let place = |known: &str| words.iter().position(|word| word.eq_ignore_ascii_case(known));
    if words.is_empty() {
        return Kind::Empty;
    }
    if is(0, &["grant", "revoke", "reassign"])
        || (is(0, &["alter"]) && is(1, &["default"]))
        || (is(0, &["set", "reset"]) && (is(1, &["role"]) || is(2, &["authorization"])))
        || (is(0, &["alter"])
            // A column may be called `owner` and be renamed, and so may the table of a policy.
            && place("rename").is_none()
            && !is(1, &["policy"])
            && words.windows(2).any(|pair| pair[0].eq_ignore_ascii_case("owner") && pair[1].eq_ignore_ascii_case("to")))
    {
        return Kind::Rights;
    }
    let role = is(1, &["role", "user", "group"]) && !is(2, &["mapping"]);
    match (is(0, &["create"]), is(0, &["alter", "drop"])) {
        (true, _) if role => words.get(2).map_or(Kind::Other, |name| Kind::Role(unquoted(name))),
        (_, true) if role => Kind::Rights,
        (true, _) | (_, true) if is(1, &["database", "tablespace", "system"]) => {
            Kind::Server(words.iter().take(2).map(|word| word.to_uppercase()).collect::<Vec<_>>().join(" "))
        }
        (true, _) | (_, true) if is(1, &["policy"]) => {
            let from = place("to").map_or(words.len(), |at| at + 1);
            let end = |word: &&&str| !["using", "with"].iter().any(|known| word.eq_ignore_ascii_case(known));
            let special = ["public", "current_user", "session_user", "current_role"];
            let roles = words[from.min(words.len())..].iter().take_while(end).map(|word| unquoted(word));
            Kind::Policy(roles.filter(|name| !special.contains(&name.as_str())).collect())
        }
        _ if is(0, &["copy"]) && place("from").is_some_and(|at| is(at + 1, &["stdin"])) => Kind::Copy,
        _ => Kind::Other,
    }
}

/// The words of a statement: bare ones, and quoted names with their quotes. What stands in other quotes is left out.
fn words(statement: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = statement;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
            _ if first.is_alphanumeric() || first == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(end);
        if first == '"' || first == '_' || first.is_alphanumeric() {
            found.push(word);
        }
        rest = after;
    }
    found
}

/// A name as the catalog holds it. <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
fn unquoted(word: &str) -> String {
    match word.strip_prefix('"').and_then(|word| word.strip_suffix('"')) {
        Some(name) => name.to_owned(),
        None => word.to_lowercase(),
    }
}

fn make_role(client: &mut Client, name: &str, made: &mut Vec<String>) -> Result<(), Error> {
    if client.query("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", &[&name])?.is_empty() {
        client.batch_execute(&format!("CREATE ROLE \"{}\"", name.replace('"', "\"\"")))?;
        made.push(name.to_owned());
    }
    Ok(())
}

/// Sends the rows that follow the statement, up to the line `\.`, and says where the script goes on.
fn copy(client: &mut Client, script: &str, [start, end, next]: [usize; 3]) -> Result<usize, Error> {
    let first = script[next..].find('\n').map_or(script.len(), |line| next + line + 1);
    let rows = &script[first..];
    let length = match rows {
        rows if rows.starts_with("\\.") => 0,
        rows => rows.find("\n\\.").map_or(rows.len(), |line| line + 1),
    };
    let mut writer = client.copy_in(&script[start..end])?;
    let sent = writer.write_all(&rows.as_bytes()[..length]).and_then(|()| writer.flush());
    // What the server says of the rows is what it says at the end.
    drop(sent);
    writer.finish()?;
    let after = &rows[length..];
    Ok(first + length + after.find('\n').map_or(after.len(), |line| line + 1))
}

/// Whether a refused statement leaves nothing out: a setting that a newer pg_dump writes for its own server, and the schema
/// that every database has.
fn is_harmless(statement: &str, error: &Error) -> bool {
    let words = words(statement);
    let starts = |known: &[&str]| {
        words.len() >= known.len() && known.iter().zip(&words).all(|(known, word)| word.eq_ignore_ascii_case(known))
    };
    match error.sqlstate() {
        // https://www.postgresql.org/docs/current/errcodes-appendix.html: undefined_object, duplicate_schema
        Some("42704") => starts(&["set"]),
        Some("42P06") => starts(&["create", "schema", "public"]) && words.len() == 3,
        Some(_) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_by_their_words() {
        let policy = |text: &str| match kind(text) {
            Kind::Policy(roles) => roles,
            _ => panic!("{text}"),
        };
        assert_eq!(policy("CREATE POLICY p ON t FOR SELECT TO app, \"Big One\" USING (true)"), ["app", "Big One"]);
        assert_eq!(policy("CREATE POLICY p ON t TO PUBLIC"), [] as [&str; 0]);
        for rights in ["ALTER TABLE public.t OWNER TO bob", "GRANT ALL ON t TO bob", "ALTER DEFAULT PRIVILEGES x"] {
            assert!(matches!(kind(rights), Kind::Rights), "{rights}");
        }
        for other in [
            "COMMENT ON TABLE t IS 'owner to x'",
            "ALTER TABLE t ADD owner int",
            "ALTER TABLE t RENAME COLUMN owner TO boss",
            "ALTER TABLE t RENAME owner TO boss",
            "CREATE USER MAPPING FOR x",
        ] {
            assert!(matches!(kind(other), Kind::Other), "{other}");
        }
        assert_eq!(policy("ALTER POLICY p ON owner TO app"), ["app"]);
        assert!(matches!(kind("COPY t (a) FROM stdin"), Kind::Copy));
        assert!(matches!(kind("CREATE DATABASE x"), Kind::Server(_)));
    }
}
