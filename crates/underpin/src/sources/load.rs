//! Reading a source.

use std::{
    fs,
    path::{Path, PathBuf},
};

use underpin_db::{Database, Unmanaged, introspect, run_script};
use underpin_schema::{Diagnostic, Done, QName, Resolved, Schema, Sources, has_errors};

use super::{Ground, Source, prisma};
use crate::{
    Error,
    history::read_history,
    project::{Place, Selection, find_systems, read_system},
};

/// A source that was read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// What it holds, with the code side, intents and places where the source has them.
    pub resolved: Resolved,
    /// Whether the source knows the code side: names of models and fields, docs, relations.
    pub has_code: bool,
    /// What is there beside it: named, left alone, never dropped.
    pub unmanaged: Vec<Unmanaged>,
    /// What was done on the way there and does not show.
    pub done: Done,
    /// Who has written its expressions.
    pub spelling: Spelling,
    /// The texts that it was read from.
    pub sources: Sources,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Who has written the expressions of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// People, in specs.
    #[default]
    Written,
    /// PostgreSQL.
    Catalog,
}

impl Loaded {
    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.resolved.schema
    }

    /// Whether the source cannot be used.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// What was introspected, without the tables that only keep books.
    pub fn introspected(found: underpin_db::Introspected) -> Self {
        let underpin_db::Introspected { mut schema, unmanaged } = found;
        schema.tables.retain(|name, _| !is_bookkeeping(name));
        let of_books = |one: &Unmanaged| BOOKKEEPING.iter().any(|name| one.name.starts_with(&format!("{name}.")));
        let unmanaged = unmanaged.into_iter().filter(|one| !of_books(one)).collect();
        let resolved = Resolved { schema, ..Resolved::default() };
        Self { resolved, unmanaged, spelling: Spelling::Catalog, ..Self::default() }
    }
}

/// The tables in which migrations are written down, of underpin and of Prisma.
/// <https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories>
const BOOKKEEPING: [&str; 2] = ["_underpin_migrations", "_prisma_migrations"];

/// Whether a table is no part of a schema but says which migrations have run.
pub fn is_bookkeeping(name: &QName) -> bool {
    BOOKKEEPING.contains(&name.name.as_str())
}

/// Reads a source. Paths are relative to `current`.
///
/// # Errors
/// Where a file, a server or a script fails. What is wrong with specs or migrations is a diagnostic.
pub fn load(source: &Source, current: &Path, ground: &mut Ground) -> Result<Loaded, Error> {
    match source {
        Source::Empty => Ok(Loaded::default()),
        Source::Specs(folder) => specs(current, folder),
        Source::Migrations(folder) => migrations(&current.join(folder), ground),
        Source::Prisma(path) => prisma::load(&current.join(path)),
        Source::Database(address) => Ok(Loaded::introspected(introspect(&mut address.connect()?)?)),
        Source::Sql(file) => scripts(&[current.join(file)], ground),
    }
}

fn specs(current: &Path, folder: &Path) -> Result<Loaded, Error> {
    let selection = Selection { paths: vec![folder.to_owned()], system: Vec::new() };
    let places: Vec<Place> = find_systems(current, &selection)?;
    let [place] = places.as_slice() else {
        return Err(Error::Argument {
            message: format!("`specs:{}` holds {} systems, and a source is one", folder.display(), places.len()),
            help: "name the folder of one of them, the one with its underpin.yaml".to_owned(),
        });
    };
    let system = read_system(place)?;
    Ok(Loaded {
        resolved: system.resolved,
        has_code: true,
        sources: system.sources,
        diagnostics: system.diagnostics,
        ..Loaded::default()
    })
}

fn migrations(folder: &Path, ground: &mut Ground) -> Result<Loaded, Error> {
    if !folder.is_dir() {
        let source = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(Error::Io { action: "read", path: folder.to_owned(), source });
    }
    let mut sources = Sources::default();
    let history = read_history(folder, &mut sources)?;
    if history.entries.is_empty() && history.diagnostics.is_empty() && !history.prisma.is_empty() {
        let files: Vec<PathBuf> = history.prisma.iter().map(|name| folder.join(name).join("migration.sql")).collect();
        return scripts(&files, ground);
    }
    let mut diagnostics = history.diagnostics.clone();
    let mut loaded = Loaded { has_code: true, ..Loaded::default() };
    if !has_errors(&diagnostics) {
        match history.last_snapshot() {
            Ok(Some(last)) => {
                loaded.resolved.schema = last.schema;
                loaded.resolved.code = last.code;
                loaded.done = last.done;
            }
            Ok(None) => {}
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    Ok(Loaded { sources, diagnostics, ..loaded })
}

/// What scripts make, one after the other, in one database.
fn scripts(files: &[PathBuf], ground: &mut Ground) -> Result<Loaded, Error> {
    let mut texts = Vec::new();
    for file in files {
        texts.push((file, fs::read_to_string(file).map_err(Error::io("read", file))?));
    }
    let database = ground.cluster()?.database()?;
    let mut roles = Vec::new();
    let found = database.with(|client| {
        for (file, text) in &texts {
            match run_script(client, text.strip_prefix('\u{feff}').unwrap_or(text)) {
                Ok(made) => roles.extend(made),
                Err(error) => return Ok(Err((*file, error))),
            }
            // A script may leave settings, or a transaction, behind.
            client.batch_execute("ROLLBACK; RESET ALL; RESET SESSION AUTHORIZATION")?;
        }
        Ok(Ok(introspect(client)?))
    });
    drop_roles(database, &roles, ground)?;
    match found? {
        Ok(found) => Ok(Loaded::introspected(found)),
        Err((path, source)) => Err(Error::Script { path: path.clone(), source: Box::new(source) }),
    }
}

/// Drops the roles that a script needed, once nothing names them any more.
fn drop_roles(database: Database, roles: &[String], ground: &mut Ground) -> Result<(), Error> {
    drop(database);
    if !roles.is_empty() {
        let database = ground.cluster()?.database()?;
        for role in roles {
            let role = role.replace('"', "\"\"");
            database.execute(&format!("DROP ROLE IF EXISTS \"{role}\""))?;
        }
    }
    Ok(())
}
