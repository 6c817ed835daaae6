//! From a system on the disk to everything that is to be written, without writing anything.

mod apart;
mod migration;
mod name;
mod texts;

use underpin_plan::{Pair, Plan, plan_after};
use underpin_render::{
    File,
    sql::{self, Migration},
};
use underpin_schema::{Diagnostic, DiagnosticId, Done, Schema, carry_external, snapshot};

pub use apart::check_apart;
pub use migration::{NewMigration, Request, Time};
pub use name::{change_name, snake};

use crate::{
    Error,
    files::{Edit, State, hash, stamp},
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

    fn accept(&mut self, planned: Planned) {
        let Planned { plan, old, diagnostics } = planned;
        (self.plan, self.old) = (plan, old);
        self.system.diagnostics.extend(diagnostics);
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
    let mut generated = read(place)?;
    if !generated.has_errors() {
        let planned = plan_from(&generated.history, &generated.system);
        generated.accept(planned);
    }
    Ok(generated)
}

/// Works out everything that is to be written for a system.
///
/// # Errors
///
/// Where the world refuses. What is wrong with the specs or migrations is in the system's diagnostics.
pub fn generate(place: &Place, request: &Request) -> Result<Generated, Error> {
    let mut generated = read(place)?;
    let system = &generated.system;
    if system.outputs.iter().next().is_none() && !generated.has_errors() {
        generated.system.diagnostics.push(no_outputs(place));
    }
    if generated.has_errors() {
        return Ok(generated);
    }
    let (system, history) = (&generated.system, &generated.history);
    // The two sides need nothing of one another, and take about as long.
    let (planned, texts) = rayon::join(
        || {
            let planned = plan_from(history, system);
            let migration = match &system.outputs.migrations {
                Some(folder) => migration::render(&Step { system, history, planned: &planned }, folder, request),
                None => Ok(None),
            };
            (planned, migration)
        },
        || texts::compare_texts(system),
    );
    let ((planned, migration), (edits, diagnostics)) = (planned, texts?);
    let migration = migration?;
    let mut all = Vec::new();
    if let Some(folder) = &system.outputs.migrations
        && (migration.is_some() || history.last().is_some())
    {
        all.extend(migration::lock_file(&system.place.root, folder)?);
    }
    all.extend(edits);
    let ids = history.entries.iter().map(|entry| &entry.id).chain(migration.iter().map(|migration| &migration.id));
    let ids: Vec<String> = ids.map(ToString::to_string).collect();
    all.extend(texts::compare_docs(system, &ids)?);
    generated.accept(planned);
    generated.system.diagnostics.extend(diagnostics);
    if migration.is_some() && generated.history.last().is_none() && !generated.history.prisma.is_empty() {
        generated.system.diagnostics.push(beside_prisma(generated.history.prisma.len()));
    }
    if !generated.has_errors() {
        generated.migration = migration;
        generated.edits = all;
    }
    Ok(generated)
}

fn beside_prisma(count: usize) -> Diagnostic {
    let message = format!(
        "the folder holds {count} migrations of Prisma, and the first of ours makes everything from nothing, as they do"
    );
    Diagnostic::warning(DiagnosticId::BesidePrisma, message).help(
        "record it on a database that Prisma has made (`underpin baseline`, or `underpin apply --already` once it is written), \
         and bring others there by `underpin apply`",
    )
}

/// Reads a system and its migrations.
fn read(place: &Place) -> Result<Generated, Error> {
    let mut system = read_system(place)?;
    let history = match &system.outputs.migrations {
        Some(folder) => read_history(folder, &mut system.sources)?,
        None => History::default(),
    };
    system.diagnostics.extend(history.diagnostics.iter().cloned());
    let (plan, old) = (Plan::default(), Schema::default());
    Ok(Generated { system, history, plan, old, migration: None, edits: Vec::new() })
}

/// A plan with the schema that it starts from.
#[derive(Debug, Default)]
struct Planned {
    plan: Plan,
    old: Schema,
    diagnostics: Vec<Diagnostic>,
}

/// What a migration is made of.
struct Step<'a> {
    system: &'a System,
    history: &'a History,
    planned: &'a Planned,
}

fn plan_from(history: &History, system: &System) -> Planned {
    let (mut old, external, done) = match history.last_schema() {
        Ok(last) => last,
        Err(diagnostic) => return Planned { diagnostics: vec![diagnostic], ..Planned::default() },
    };
    let resolved = &system.resolved;
    carry_external(&mut old, &external, &resolved.schema, &resolved.code.external);
    let (plan, diagnostics) = plan_after(Pair { old: &old, new: &resolved.schema }, resolved, &done);
    Planned { plan, old, diagnostics }
}

/// The snapshot of a system, stamped, with its hash.
///
/// # Errors
///
/// Where the text has no place for its digest.
pub fn render_snapshot(system: &System, done: &Done) -> Result<(File, String), Error> {
    let text = snapshot::to_json(&system.resolved.schema, &system.resolved.code, done);
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
    render_plan_between(&resolved.code.project, &generated.plan, Pair { old: &generated.old, new: &resolved.schema })
}

/// The plan between two schemas as plan.json would say it.
///
/// # Errors
///
/// Where no plan.json is among the files of a migration.
pub fn render_plan_between(project: &str, plan: &Plan, pair: Pair<&Schema>) -> Result<String, Error> {
    let files = sql::migration(&Migration {
        id: "",
        project,
        plan,
        old: pair.old,
        new: pair.new,
        parent: None,
        old_hash: None,
        new_hash: "",
    });
    let plan = files.into_iter().find(|file| file.path == PLAN).map(|file| file.text);
    plan.ok_or_else(|| Error::Internal { message: "a migration without plan.json".to_owned() })
}

fn no_outputs(place: &Place) -> Diagnostic {
    let folder = place.usual_outputs();
    Diagnostic::error(DiagnosticId::NoOutputs, "the system says nowhere what is to be written").help(format!(
        "add to underpin.yaml:\noutputs:\n  migrations: {folder}/migrations\n  prisma: {folder}/schema.prisma\n  \
         rust: {folder}/entities"
    ))
}
