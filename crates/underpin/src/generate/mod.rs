//! From a system on the disk to everything that is to be written, without writing anything.

mod apart;
mod migration;
mod name;

use underpin_plan::{Pair, Plan, plan};
use underpin_render::{
    File, prisma, rust,
    sql::{self, Migration},
};
use underpin_schema::{Diagnostic, DiagnosticId, Schema, has_errors, snapshot};

pub use apart::check_apart;
pub use migration::{NewMigration, Request, Time};
pub use name::{change_name, snake};

use crate::{
    Error,
    files::{Edit, State, Tree, compare, hash, stale, stamp},
    history::{History, PLAN, SNAPSHOT, read_history},
    project::{Place, System, read_system, show},
};

/// A system with everything that is to be written for it.
#[derive(Debug)]
pub struct Generated {
    /// The system as it was read, with all that is wrong with it.
    pub system: System,
    /// Its migrations.
    pub history: History,
    /// The way from the last migration to the specs; empty where something is wrong.
    pub plan: Plan,
    /// The schema that the plan starts from.
    pub old: Schema,
    /// The migration that is missing.
    pub migration: Option<NewMigration>,
    /// The other files that are not up to date.
    pub edits: Vec<Edit>,
}

impl Generated {
    /// Whether nothing may be written.
    pub fn has_errors(&self) -> bool {
        self.system.has_errors()
    }

    /// Whether there is nothing to write.
    pub fn is_up_to_date(&self) -> bool {
        self.migration.is_none() && self.edits.is_empty()
    }

    /// The files that would be lost, as one diagnostic; nothing where there are none.
    pub fn refusal(&self) -> Option<Diagnostic> {
        let refused: Vec<&Edit> = self.edits.iter().filter(|edit| edit.is_refused()).collect();
        let message = match refused.as_slice() {
            [] => return None,
            [one] => format!("`{}` is in the way", show(&one.path)),
            more => format!("{} files are in the way", more.len()),
        };
        let mut diagnostic = Diagnostic::error(DiagnosticId::EditedFile, message);
        for edit in refused {
            let why = match edit.state {
                State::Absent | State::Ours(_) => continue,
                State::Edited(_) => "was generated and then edited",
                State::Foreign(_) => "was not made by underpin",
            };
            diagnostic = diagnostic.help(format!("`{}` {why}", show(&edit.path)));
        }
        Some(diagnostic.help("put the change into the specs, or move the file away; --force writes over it"))
    }
}

/// Reads a system and its migrations, and plans the way from the last migration to the specs.
///
/// # Errors
///
/// Where the world refuses. What is wrong with the specs or migrations is in the system's diagnostics.
pub fn plan_system(place: &Place) -> Result<Generated, Error> {
    let mut system = read_system(place)?;
    let history = match &system.outputs.migrations {
        Some(folder) => read_history(folder, &mut system.sources)?,
        None => History::default(),
    };
    system.diagnostics.extend(history.diagnostics.iter().cloned());
    let mut generated = Generated {
        system,
        history,
        plan: Plan::default(),
        old: Schema::default(),
        migration: None,
        edits: Vec::new(),
    };
    if generated.has_errors() {
        return Ok(generated);
    }
    match generated.history.last_schema() {
        Ok(old) => generated.old = old,
        Err(diagnostic) => {
            generated.system.diagnostics.push(diagnostic);
            return Ok(generated);
        }
    }
    let resolved = &generated.system.resolved;
    let (found, diagnostics) = plan(Pair { old: &generated.old, new: &resolved.schema }, resolved);
    generated.plan = found;
    generated.system.diagnostics.extend(diagnostics);
    Ok(generated)
}

/// Works out everything that is to be written for a system.
///
/// # Errors
///
/// Where the world refuses. What is wrong with the specs or migrations is in the system's diagnostics.
pub fn generate(place: &Place, request: &Request) -> Result<Generated, Error> {
    let mut generated = plan_system(place)?;
    if generated.has_errors() {
        return Ok(generated);
    }
    if generated.system.outputs.iter().next().is_none() {
        generated.system.diagnostics.push(no_outputs());
        return Ok(generated);
    }
    let outputs = &generated.system.outputs;
    let resolved = &generated.system.resolved;
    let root = &generated.system.place.root;
    let ((migration, prisma), rust) = rayon::join(
        || {
            rayon::join(
                || outputs.migrations.as_ref().map(|folder| migration::render(&generated, folder, request)),
                || outputs.prisma.as_ref().map(|file| (file, prisma::schema(&resolved.schema, &resolved.code))),
            )
        },
        || outputs.rust.as_ref().map(|folder| (folder, rust::crate_files(&resolved.schema, &resolved.code))),
    );
    let migration = migration.transpose()?.flatten();
    let mut edits = Vec::new();
    let mut diagnostics = Vec::new();
    if let Some(folder) = &outputs.migrations
        && (migration.is_some() || generated.history.last().is_some())
    {
        edits.extend(migration::lock_file(root, folder)?);
    }
    if let Some((path, (text, found))) = prisma
        && let (Some(folder), Some(name)) = (path.parent(), path.file_name())
    {
        diagnostics.extend(found);
        let file = File { path: name.to_string_lossy().into_owned(), text };
        edits.extend(compare(root, Tree::new(folder, vec![file])?)?);
    }
    if let Some((folder, (files, found))) = rust {
        diagnostics.extend(found);
        let left = stale(folder, &files)?;
        edits.extend(compare(root, Tree::new(folder, files)?)?);
        edits.extend(left);
    }
    generated.migration = migration;
    generated.edits = if has_errors(&diagnostics) { Vec::new() } else { edits };
    generated.system.diagnostics.extend(diagnostics);
    Ok(generated)
}

/// The snapshot of a system, stamped, with its hash.
///
/// # Errors
///
/// Where the text has no place for its digest.
pub fn render_snapshot(system: &System) -> Result<(File, String), Error> {
    let text = snapshot::to_json(&system.resolved.schema, &system.resolved.code);
    let file = stamp(File { path: SNAPSHOT.to_owned(), text })?;
    let digest = hash(&file.text);
    Ok((file, digest))
}

/// The plan as the plan.json of a migration that has no place in the chain yet.
///
/// # Errors
///
/// Where no plan.json is among the files of a migration.
pub fn render_plan(generated: &Generated) -> Result<String, Error> {
    let resolved = &generated.system.resolved;
    let files = sql::migration(&Migration {
        id: "",
        project: &resolved.code.project,
        plan: &generated.plan,
        old: &generated.old,
        new: &resolved.schema,
        parent: None,
        old_hash: None,
        new_hash: "",
    });
    let plan = files.into_iter().find(|file| file.path == PLAN).map(|file| file.text);
    plan.ok_or_else(|| Error::Internal { message: "a migration without plan.json".to_owned() })
}

fn no_outputs() -> Diagnostic {
    Diagnostic::error(DiagnosticId::NoOutputs, "the system says nowhere what is to be written").help(
        "add to underpin.yaml:\noutputs:\n  migrations: generated/migrations\n  prisma: generated/schema.prisma\n  \
         rust: generated/entities",
    )
}
