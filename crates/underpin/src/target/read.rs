//! Reading a history whole, with the texts of its scripts.

use std::{fs, path::PathBuf};

use underpin_db::{Address, deploy::Migration};
use underpin_schema::{
    Code, Diagnostic, DiagnosticId, Schema, Sources, has_errors,
    spec::{DeploySpec, SystemSpec},
};

use super::address;
use crate::{
    Error,
    files::{hash, is_untouched},
    history::{Entry, History, read_history, read_snapshot},
    project::{Selection, find_systems, read_system, show},
};

/// Which history, and which database.
#[derive(Clone, Debug, clap::Args)]
pub struct TargetArgs {
    /// The system.
    #[command(flatten)]
    pub selection: Selection,
    /// The URL of the database; where it is left out, that of DATABASE_URL, else what `database: env(NAME)` names.
    #[arg(long, value_name = "URL", help_heading = "Database")]
    pub database: Option<String>,
    /// The folder of migrations, where there are no specs beside it.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "system"], help_heading = "Database")]
    pub migrations: Option<PathBuf>,
}

/// A history and the database that it is for.
#[derive(Debug)]
pub struct Target {
    /// The system's name; the folder's where there are no specs.
    pub name: String,
    /// Where the database is.
    pub address: Address,
    /// The migrations, oldest first.
    pub migrations: Vec<Migration>,
    /// The same, as they lie on the disk.
    pub entries: Vec<Entry>,
    /// What underpin.yaml says of deploys.
    pub deploy: Option<DeploySpec>,
    /// The texts that diagnostics point at.
    pub sources: Sources,
    /// What is wrong with the history.
    pub diagnostics: Vec<Diagnostic>,
}

impl Target {
    /// Whether nothing may run.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// The schema that a migration leads to, by its place in the history; the empty one before the first.
    ///
    /// # Errors
    /// Where its snapshot cannot be read.
    pub fn schema_after(&self, at: Option<usize>) -> Result<(Schema, Code), Error> {
        let Some(entry) = at.and_then(|at| self.entries.get(at)) else { return Ok(Default::default()) };
        read_snapshot(entry)
            .map_err(|diagnostic| Error::Argument { message: diagnostic.message, help: diagnostic.help.join("; ") })
    }

    /// The place of a migration: by its id, or the part of it after the time.
    ///
    /// # Errors
    /// Where there is none of that name, or several.
    pub fn place_of(&self, wanted: &str) -> Result<usize, Error> {
        let fits = |entry: &Entry| entry.id.to_string() == wanted || entry.id.name == wanted;
        let found: Vec<usize> = (0..self.entries.len()).filter(|at| self.entries.get(*at).is_some_and(fits)).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Error::Argument {
                message: format!("there is no migration `{wanted}`"),
                help: match self.entries.last() {
                    Some(last) => format!("give the name of its folder, such as `{}`", last.id),
                    None => "there is no migration yet; `gen` writes the first".to_owned(),
                },
            }),
            _ => Err(Error::Argument {
                message: format!("there are several migrations `{wanted}`"),
                help: "give the whole name of the folder".to_owned(),
            }),
        }
    }
}

/// Finds the system and reads its history. What is wrong with the specs is for other commands.
///
/// # Errors
/// Where there is no history, several systems, or no database.
pub fn read_target(current: &std::path::Path, args: &TargetArgs) -> Result<Target, Error> {
    let (name, folder, mut sources, spec) = match &args.migrations {
        Some(folder) => {
            let folder = fs::canonicalize(current.join(folder)).map_err(Error::io("find", folder))?;
            (show(&folder), folder, Sources::default(), SystemSpec::default())
        }
        None => {
            let places = find_systems(current, &args.selection)?;
            let [place] = places.as_slice() else {
                let names: Vec<String> = places.iter().map(|place| place.name()).collect();
                return Err(Error::Argument {
                    message: format!("there are several systems, and a database is for one: {}", names.join(", ")),
                    help: "choose one with --system NAME".to_owned(),
                });
            };
            let system = read_system(place)?;
            let Some(folder) = system.outputs.migrations else {
                return Err(Error::Argument {
                    message: format!("`{}` has no migrations", place.name()),
                    help: "write `outputs: { migrations: DIR }` in its underpin.yaml, and run gen".to_owned(),
                });
            };
            (place.name(), folder, system.sources, system.spec)
        }
    };
    let address = address(args.database.as_deref(), &spec)?;
    if let Some(schema) = address.schema().filter(|schema| *schema != "public") {
        return Err(Error::Argument {
            message: format!("the URL asks for the schema `{schema}`, and migrations name the schemas of their tables"),
            help: "leave out `schema=` in the URL; `schema:` of a model says where its table is".to_owned(),
        });
    }
    let History { entries, last_snapshot: _, prisma: _, mut diagnostics } = read_history(&folder, &mut sources)?;
    // Whether an edited file matters depends on what the database has: see `edited`.
    diagnostics.retain(|diagnostic| diagnostic.id != DiagnosticId::EditedMigration);
    let migrations = entries.iter().map(read_migration).collect::<Result<Vec<_>, _>>()?;
    Ok(Target { name, address, migrations, entries, deploy: spec.deploy, sources, diagnostics })
}

fn read_migration(entry: &Entry) -> Result<Migration, Error> {
    let read = |name: &str| {
        let path = entry.folder.join(name);
        // A checkout may have turned its line ends.
        fs::read_to_string(&path).map(|text| text.replace("\r\n", "\n")).map_err(Error::io("read", &path))
    };
    let (up, down) = (read("migration.sql")?, read("down.sql")?);
    Ok(Migration { id: entry.id.to_string(), checksum: hash(&up), up, down })
}

/// What keeps a script from being run: that it is not the one that was generated, proved and described.
pub fn edited(script: &str, name: &str, entry: &Entry) -> Option<Diagnostic> {
    if is_untouched(script) {
        return None;
    }
    let message = format!("`{}` is not as it was generated", show(&entry.folder.join(name)));
    let help = "what it does is no longer what was planned, described and proved: restore it from version control";
    Some(Diagnostic::error(DiagnosticId::EditedMigration, message).help(help))
}
