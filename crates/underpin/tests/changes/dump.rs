//! `pg_dump` as a second judge of what a database holds, where the machine has one that is new enough.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use underpin_db::Database;

/// The statements of `pg_dump -s`, sorted, with the columns of each table sorted too: their order means nothing. Nothing
/// where there is no `pg_dump` of the server's version or later, since an older one refuses to read it.
///
/// # Errors
/// In pg_dump's own words, where it fails.
pub fn dump(database: &Database, version: u16) -> Result<Option<Vec<String>>, String> {
    let Some(program) = program(version) else { return Ok(None) };
    let output = Command::new(program)
        .args(["--schema-only", "--no-owner", "--no-privileges", "--dbname"])
        .arg(database.url())
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(Some(statements(&String::from_utf8_lossy(&output.stdout))))
}

fn program(version: u16) -> Option<&'static Path> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        let usual = (version..=18).map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin/pg_dump")));
        let programs = usual.chain([PathBuf::from("pg_dump")]);
        let found = programs.into_iter().find(|program| major(program).is_some_and(|major| major >= version));
        if found.is_none() {
            underpin_testing::note(&format!("no pg_dump of version {version} or later: it is not asked"));
        }
        found
    };
    FOUND.get_or_init(find).as_deref()
}

/// `pg_dump (PostgreSQL) 15.18 (Debian 15.18-1)`
fn major(program: &Path) -> Option<u16> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split(' ').nth(2)?.split('.').next()?.trim().parse().ok()
}

fn statements(dump: &str) -> Vec<String> {
    // A line that starts with a backslash is for psql, and holds a random word.
    let lines = dump.lines().filter(|line| !line.starts_with("--") && !line.starts_with('\\'));
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut statements: Vec<String> = text
        .split("\n\n")
        .map(str::trim)
        .filter(|statement| !statement.is_empty())
        .map(|statement| match statement.strip_prefix("CREATE TABLE ") {
            Some(_) => sorted(statement),
            None => statement.to_owned(),
        })
        .collect();
    statements.sort();
    statements
}

fn sorted(table: &str) -> String {
    let mut lines: Vec<&str> = table.lines().map(|line| line.trim_end_matches(',')).collect();
    let inner = 1..lines.len().saturating_sub(1).max(1);
    lines[inner].sort_unstable();
    lines.join("\n")
}
