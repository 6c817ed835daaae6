//! The next migration.

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rayon::prelude::*;
use underpin_render::{
    File,
    sql::{self, Migration},
};

use super::{Step, change_name, render_snapshot};
use crate::{
    Error,
    files::{Edit, State, Tree, compare, stamp},
    history::{MigrationId, next_second},
};

/// What the user wants of the next migration.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its name; made from the changes where none is given.
    pub name: Option<String>,
    /// Its time.
    pub at: Time,
}

/// The time of a migration, in UTC.
#[derive(Clone, Copy, Debug)]
pub enum Time {
    /// This one and no other.
    Exactly(DateTime),
    /// This one, or the second after the last migration where that is later.
    Around(DateTime),
}

/// A migration that is to be written.
#[derive(Clone, Debug)]
pub struct NewMigration {
    /// Its id.
    pub id: MigrationId,
    /// Its folder.
    pub folder: PathBuf,
    /// Its files, stamped.
    pub files: Vec<File>,
}

/// Renders the migration that leads from the last one to the specs; nothing where nothing differs.
pub fn render(step: &Step<'_>, folder: &Path, request: &Request) -> Result<Option<NewMigration>, Error> {
    let Step { system, history, planned } = step;
    if planned.plan.changes.is_empty() {
        return Ok(None);
    }
    let last = history.last();
    let at = time_after(last.map(|last| last.id.at), request.at)?;
    let name = request.name.clone().unwrap_or_else(|| match last {
        None => "init".to_owned(),
        Some(_) => change_name(&planned.plan.changes),
    });
    let id = MigrationId { at, name };
    let (written_id, parent) = (id.to_string(), last.map(|last| last.id.to_string()));
    let migration = Migration {
        id: &written_id,
        project: &system.resolved.code.project,
        plan: &planned.plan,
        old: &planned.old,
        new: &system.resolved.schema,
        parent: parent.as_deref(),
        old_hash: last.map(|last| last.head.new_hash.as_str()),
        new_hash: "",
    };
    let (snapshot, unhashed) =
        rayon::join(|| render_snapshot(system, &planned.plan.done), || sql::unhashed(&migration));
    let (snapshot, new_hash) = snapshot?;
    let files = unhashed.with_hash(&new_hash);
    let mut files = files.into_par_iter().map(stamp).collect::<Result<Vec<_>, _>>()?;
    files.push(snapshot);
    Ok(Some(NewMigration { folder: folder.join(id.to_string()), id, files }))
}

/// A migration is never earlier than the one that it follows, or it would run before it.
fn time_after(last: Option<DateTime>, wanted: Time) -> Result<DateTime, Error> {
    match (last, wanted) {
        (Some(last), Time::Around(at)) if at <= last => Ok(next_second(last)),
        (Some(last), Time::Exactly(at)) if at <= last => Err(Error::Argument {
            message: format!("`--at {at}Z` is not after the last migration, which is of {last}Z"),
            help: format!("give a time after it, such as `--at {}Z`, or leave `--at` out", next_second(last)),
        }),
        (Some(_) | None, Time::Around(at) | Time::Exactly(at)) => Ok(at),
    }
}

/// The file by which Prisma's own runner knows the folder for its own, where it is not up to date. One that Prisma wrote
/// is as good.
pub fn lock_file(root: &Path, folder: &Path) -> Result<Vec<Edit>, Error> {
    const PROVIDER: &str = "provider = \"postgresql\"";
    let mut edits = compare(root, Tree::new(folder, vec![sql::migration_lock()])?)?;
    edits.retain(|edit| match &edit.state {
        State::Foreign(Some(text)) => !text.lines().any(|line| line.trim() == PROVIDER),
        State::Foreign(None) | State::Absent | State::Ours(_) | State::Edited(_) => true,
    });
    Ok(edits)
}
