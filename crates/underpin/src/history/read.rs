//! Reading the folder of migrations.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use serde::Deserialize;
use underpin_schema::{Code, Diagnostic, DiagnosticId, Done, ObjectId, Schema, Sources, Span, snapshot};

use super::{MigrationId, chain::check_chain};
use crate::{
    Error,
    files::{State, hash, read_state},
    project::show,
};

/// What a migration's plan.json says of its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Head {
    /// The migration that it follows; nothing for the first.
    pub parent: Option<String>,
    /// The hash of the snapshot that it starts from.
    pub old_hash: Option<String>,
    /// The hash of the snapshot that it leads to.
    pub new_hash: String,
}

/// A migration of the folder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: MigrationId,
    /// Its folder.
    pub folder: PathBuf,
    /// Its place in the chain.
    pub head: Head,
    /// The place of its plan.json, for messages.
    pub span: Span,
}

/// The migrations of a system.
#[derive(Debug, Default)]
pub struct History {
    /// The migrations, oldest first.
    pub entries: Vec<Entry>,
    /// The text of the last one's snapshot.
    pub last_snapshot: Option<String>,
    /// The folders of migrations that Prisma wrote, oldest first: they are left alone.
    pub prisma: Vec<String>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

impl History {
    /// The last migration.
    pub fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    /// What the last migration leads to; nothing where there is none.
    ///
    /// # Errors
    ///
    /// A diagnostic where the snapshot cannot be read.
    pub fn last_snapshot(&self) -> Result<Option<snapshot::Snapshot>, Diagnostic> {
        let (Some(text), Some(last)) = (&self.last_snapshot, self.last()) else { return Ok(None) };
        snapshot::from_json(text).map(Some).map_err(|error| broken_snapshot(last, &error.to_string()))
    }

    /// The schema that the last migration leads to, what belongs to others in it, and what it does not show of the past; empty
    /// ones where there is none.
    ///
    /// # Errors
    ///
    /// A diagnostic where the snapshot cannot be read.
    pub fn last_schema(&self) -> Result<(Schema, BTreeSet<ObjectId>, Done), Diagnostic> {
        let (Some(text), Some(last)) = (&self.last_snapshot, self.last()) else { return Ok(Default::default()) };
        match snapshot::schema_from_json(text) {
            Ok(read) => Ok((read.schema, read.code.external, read.done)),
            Err(error) => Err(broken_snapshot(last, &error.to_string())),
        }
    }
}

/// The schema and code side that a migration leads to.
///
/// # Errors
///
/// A diagnostic where its snapshot cannot be read.
pub fn read_snapshot(entry: &Entry) -> Result<(Schema, Code), Diagnostic> {
    let text =
        fs::read_to_string(entry.folder.join(SNAPSHOT)).map_err(|error| broken_snapshot(entry, &error.to_string()))?;
    match snapshot::from_json(&text) {
        Ok(read) => Ok((read.schema, read.code)),
        Err(error) => Err(broken_snapshot(entry, &error.to_string())),
    }
}

/// The file with the schema that a migration leads to.
pub const SNAPSHOT: &str = "snapshot.json";

/// The file with a migration's steps and its place in the chain.
pub const PLAN: &str = "plan.json";

/// The files that are for people and servers to read.
const SCRIPTS: [&str; 2] = ["migration.sql", "down.sql"];

/// Reads the migrations of a folder and checks their chain. Of all but the last, only plan.json and the digests are
/// looked at.
///
/// # Errors
///
/// Where the folder cannot be read. What is wrong with a migration is a diagnostic.
pub fn read_history(folder: &Path, sources: &mut Sources) -> Result<History, Error> {
    let mut history = History::default();
    let mut ids = list(folder, &mut history.diagnostics)?;
    ids.retain(|id| {
        let of_prisma = is_of_prisma(&folder.join(id.to_string()));
        history.prisma.extend(of_prisma.then(|| id.to_string()));
        !of_prisma
    });
    let read: Vec<Read> = ids.par_iter().map(|id| read_one(&folder.join(id.to_string()))).collect();
    let whole = read.iter().all(|read| read.head.is_ok());
    for (id, read) in ids.into_iter().zip(read) {
        let entry_folder = folder.join(id.to_string());
        let shown = show(&entry_folder);
        let file = sources.add(format!("{shown}/{PLAN}"), read.text);
        history.diagnostics.extend(read.edited.iter().map(|name| edited(&shown, name)));
        match read.head {
            Ok(head) => {
                history.entries.push(Entry { id, folder: entry_folder, head, span: Span { file, start: 0, end: 1 } });
            }
            Err(reason) => history.diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::BrokenMigration,
                    format!("the migration `{id}` cannot be read: {reason}"),
                )
                .help(format!("restore `{shown}` from version control; or, if no database has it yet, delete it")),
            ),
        }
    }
    if whole {
        read_last_snapshot(&mut history);
        check_chain(&history.entries, &mut history.diagnostics);
    }
    Ok(history)
}

/// Whether a folder holds a migration of Prisma: a script that underpin did not write, and nothing else of a migration.
/// <https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories>
fn is_of_prisma(folder: &Path) -> bool {
    let absent = |name: &str| matches!(read_state(&folder.join(name)), Ok(State::Absent));
    matches!(read_state(&folder.join("migration.sql")), Ok(State::Foreign(_))) && absent(PLAN) && absent(SNAPSHOT)
}

/// The migrations of the folder by name, oldest first.
fn list(folder: &Path, diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<MigrationId>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read", folder)(error)),
    };
    let mut ids = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io("read", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || !entry.path().is_dir() {
            continue;
        }
        match MigrationId::parse(&name) {
            Some(id) => ids.push(id),
            None => diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::BrokenMigration,
                    format!("`{}` is not named like a migration", show(&entry.path())),
                )
                .help("migrations are folders named YYYYMMDDHHMMSS_name; move others somewhere else"),
            ),
        }
    }
    ids.sort();
    Ok(ids)
}

/// What was read of one migration.
struct Read {
    /// The text of plan.json.
    text: String,
    /// What it says, or why nothing.
    head: Result<Head, String>,
    /// The files that were edited.
    edited: Vec<&'static str>,
}

fn read_one(folder: &Path) -> Read {
    let plan = read_state(&folder.join(PLAN));
    let (text, head) = match plan {
        Ok(State::Ours(text)) => {
            let head = serde_json::from_str(&text).map_err(|error| format!("{PLAN}: {error}"));
            // Messages show its first line, and that is all that is kept of it.
            (text.lines().next().unwrap_or_default().to_owned(), head)
        }
        Ok(State::Absent) => (String::new(), Err(format!("it has no {PLAN}"))),
        Ok(State::Edited(_) | State::Foreign(_)) => (String::new(), Err(format!("its {PLAN} was edited"))),
        Err(error) => (String::new(), Err(error.to_string())),
    };
    let edited = SCRIPTS.into_iter().filter(|name| !matches!(read_state(&folder.join(name)), Ok(State::Ours(_))));
    Read { text, head, edited: edited.collect() }
}

fn read_last_snapshot(history: &mut History) {
    let Some(last) = history.entries.last() else { return };
    let problem = match read_state(&last.folder.join(SNAPSHOT)) {
        Ok(State::Ours(text)) if unix_hash(&text) == last.head.new_hash => {
            history.last_snapshot = Some(text);
            return;
        }
        Ok(State::Ours(_)) => "it is not the one that plan.json speaks of".to_owned(),
        Ok(State::Absent) => "it is missing".to_owned(),
        Ok(State::Edited(_) | State::Foreign(_)) => "it was edited".to_owned(),
        Err(error) => error.to_string(),
    };
    history.diagnostics.push(broken_snapshot(last, &problem));
}

/// The hash of a text, whatever a checkout made of its line ends.
fn unix_hash(text: &str) -> String {
    if text.contains('\r') { hash(&text.replace("\r\n", "\n")) } else { hash(text) }
}

fn broken_snapshot(entry: &Entry, problem: &str) -> Diagnostic {
    let message = format!("the snapshot of the migration `{}` cannot be used: {problem}", entry.id);
    Diagnostic::error(DiagnosticId::BrokenMigration, message)
        .help(format!("restore `{}` from version control", show(&entry.folder.join(SNAPSHOT))))
}

fn edited(folder: &str, name: &str) -> Diagnostic {
    let message = format!("`{folder}/{name}` is not as it was generated");
    Diagnostic::warning(DiagnosticId::EditedMigration, message)
        .help("what it does is no longer what plan.json and the snapshot say; restore it from version control")
}
