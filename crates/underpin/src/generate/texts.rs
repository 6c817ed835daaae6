//! The outputs that are texts of the present schema: Prisma's, the entities, and the page for people.

use std::{collections::BTreeMap, fs, path::Path};

use underpin_render::{File, docs, prisma, rust};
use underpin_schema::{Diagnostic, ObjectId, QName, spec::PrismaOutputSpec};

use crate::{
    Error,
    files::{Edit, State, Tree, compare, is_untouched, stale, stamp},
    project::{System, show},
};

type Compared = Result<(Vec<Edit>, Vec<Diagnostic>), Error>;

/// Renders the texts and compares them with what is on the disk.
pub fn compare_texts(system: &System) -> Compared {
    let outputs = &system.outputs;
    let nothing = || Ok((Vec::new(), Vec::new()));
    let (prisma, rust) = rayon::join(
        || outputs.prisma.as_ref().map_or_else(nothing, |path| compare_prisma(system, path)),
        || outputs.rust.as_ref().map_or_else(nothing, |folder| compare_rust(system, folder)),
    );
    let ((mut edits, mut diagnostics), (more_edits, more_diagnostics)) = (prisma?, rust?);
    edits.extend(more_edits);
    diagnostics.extend(more_diagnostics);
    Ok((edits, diagnostics))
}

/// Renders the page for people, which tells of the migrations as well, and compares it with what is on the disk.
///
/// # Errors
///
/// Where the world refuses.
pub fn compare_docs(system: &System, migrations: &[String]) -> Result<Vec<Edit>, Error> {
    let Some(path) = &system.outputs.docs else { return Ok(Vec::new()) };
    let (folder, name) = parts(path)?;
    let name_of_system = system.place.name();
    let (schema, code) = (&system.resolved.schema, &system.resolved.code);
    let text = docs::page(&docs::System { name: &name_of_system, schema, code, migrations, areas: &areas(system) });
    compare(&system.place.root, Tree::new(folder, vec![File::new(name, text)])?)
}

/// The file where the model of each table is written, as a heading: `dashboard_widgets.yaml` is `Dashboard widgets`.
fn areas(system: &System) -> BTreeMap<QName, String> {
    let area = |table: &QName| {
        let span = system.resolved.origins.get(&ObjectId::Table(table.clone()))?;
        let path = Path::new(&system.sources.get(span.file).path);
        let stem = path.file_stem()?.to_string_lossy().replace(['_', '-'], " ");
        let mut letters = stem.chars();
        let first: String = letters.next()?.to_uppercase().collect();
        Some((table.clone(), first + letters.as_str()))
    };
    system.resolved.schema.tables.keys().filter_map(area).collect()
}

/// The folder and the name of an output that is one file.
fn parts(path: &Path) -> Result<(&Path, String), Error> {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => Ok((folder, name.to_string_lossy().into_owned())),
        (_, None) | (None, Some(_)) => Err(Error::Escape { path: path.display().to_string() }),
    }
}

fn compare_prisma(system: &System, path: &Path) -> Compared {
    let (folder, name) = parts(path)?;
    if system.spec.outputs.prisma.as_ref().is_some_and(PrismaOutputSpec::is_merged) {
        return Ok((compare_merged(system, path)?, Vec::new()));
    }
    let (text, diagnostics) = prisma::schema(&system.resolved.schema, &system.resolved.code);
    let tree = Tree::new(folder, vec![File::new(name, text)])?;
    Ok((compare(&system.place.root, tree)?, diagnostics))
}

/// The section of ours in a file that people write. All else in it is theirs, so that only the section is asked for its
/// digest.
fn compare_merged(system: &System, path: &Path) -> Result<Vec<Edit>, Error> {
    let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
    let resolved = &system.resolved;
    let digest = |text| stamp(File::new(show(path), text)).map(|file| file.text);
    let merged = prisma::merge(&text, (&resolved.schema, &resolved.code), digest)?;
    if merged == text {
        return Ok(Vec::new());
    }
    let state = match prisma::section_of(&text) {
        Some(section) if !is_untouched(&text[section.range.clone()]) => State::Edited(text),
        Some(_) | None => State::Ours(text),
    };
    Ok(vec![Edit { path: path.to_owned(), state, new: Some(merged) }])
}

fn compare_rust(system: &System, folder: &Path) -> Compared {
    let (files, diagnostics) = rust::crate_files(&system.resolved.schema, &system.resolved.code);
    let left = stale(folder, &files)?;
    let mut edits = compare(&system.place.root, Tree::new(folder, files)?)?;
    edits.extend(left);
    Ok((edits, diagnostics))
}
