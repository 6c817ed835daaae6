//! The files of a migration, as a proof takes them.

use std::{fs, path::PathBuf};

use underpin_db::prove::Subject;
use underpin_schema::{Code, Diagnostic, Schema, carry_external};

use crate::{
    Error,
    files::hash,
    history::{Entry, History, PLAN, read_snapshot},
};

/// A migration with all of its text, and with the schemas that it leads from and to.
#[derive(Clone, Debug)]
pub struct MigrationText {
    /// Its id.
    pub id: String,
    /// Its folder.
    pub folder: PathBuf,
    old: Schema,
    new: Schema,
    migration: String,
    down: String,
    plan: String,
    /// The hashes of both schemas.
    pub schemas: (Option<String>, String),
    /// What code knew before it, and knows after it.
    pub codes: (Code, Code),
}

impl MigrationText {
    /// As a proof takes it.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            id: &self.id,
            old: &self.old,
            new: &self.new,
            migration: &self.migration,
            down: &self.down,
            plan: &self.plan,
        }
    }

    /// The digests of its texts.
    pub fn digests(&self) -> [(&'static str, String); 3] {
        [("migration.sql", hash(&self.migration)), ("down.sql", hash(&self.down)), (PLAN, hash(&self.plan))]
    }
}

/// Reads the migration at a place of the history.
///
/// # Errors
/// The outer one where a file cannot be read; the inner one where a snapshot says nothing.
pub fn read_texts(history: &History, at: usize) -> Result<Result<MigrationText, Diagnostic>, Error> {
    let Some(entry) = history.entries.get(at) else {
        return Err(Error::Internal { message: format!("there is no migration number {at}") });
    };
    let parent = at.checked_sub(1).and_then(|at| history.entries.get(at));
    let (mut old, new) = match (parent.map(read_snapshot).transpose(), read_snapshot(entry)) {
        (Ok(old), Ok(new)) => (old.unwrap_or_default(), new),
        (Err(diagnostic), _) | (_, Err(diagnostic)) => return Ok(Err(diagnostic)),
    };
    // What belongs to others is there before the migration as it is behind it.
    carry_external(&mut old.0, &old.1.external, &new.0, &new.1.external);
    let [migration, down, plan] = ["migration.sql", "down.sql", PLAN].map(|name| read(entry, name));
    Ok(Ok(MigrationText {
        id: entry.id.to_string(),
        folder: entry.folder.clone(),
        old: old.0,
        new: new.0,
        migration: migration?,
        down: down?,
        plan: plan?,
        schemas: (entry.head.old_hash.clone(), entry.head.new_hash.clone()),
        codes: (old.1, new.1),
    }))
}

/// A text as git gives it on any system: line ends are those of Unix, so that a digest means the same everywhere.
fn read(entry: &Entry, name: &str) -> Result<String, Error> {
    let path = entry.folder.join(name);
    let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    Ok(if text.contains('\r') { text.replace("\r\n", "\n") } else { text })
}
