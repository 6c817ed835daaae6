//! The outputs that are texts of the present schema: Prisma's, and the entities.

use std::{fs, path::Path};

use underpin_render::{File, prisma, rust};
use underpin_schema::{Diagnostic, spec::PrismaOutputSpec};

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

fn compare_prisma(system: &System, path: &Path) -> Compared {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Error::Escape { path: path.display().to_string() });
    };
    if system.spec.outputs.prisma.as_ref().is_some_and(PrismaOutputSpec::is_merged) {
        return Ok((compare_merged(system, path)?, Vec::new()));
    }
    let (text, diagnostics) = prisma::schema(&system.resolved.schema, &system.resolved.code);
    let tree = Tree::new(folder, vec![File::new(name.to_string_lossy(), text)])?;
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
