//! The outputs that are texts of the present schema: Prisma's, and the entities.

use std::path::Path;

use underpin_render::{File, prisma, rust};
use underpin_schema::Diagnostic;

use crate::{
    Error,
    files::{Edit, Tree, compare, stale},
    project::System,
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
    let (text, diagnostics) = prisma::schema(&system.resolved.schema, &system.resolved.code);
    let tree = Tree::new(folder, vec![File::new(name.to_string_lossy(), text)])?;
    Ok((compare(&system.place.root, tree)?, diagnostics))
}

fn compare_rust(system: &System, folder: &Path) -> Compared {
    let (files, diagnostics) = rust::crate_files(&system.resolved.schema, &system.resolved.code);
    let left = stale(folder, &files)?;
    let mut edits = compare(&system.place.root, Tree::new(folder, files)?)?;
    edits.extend(left);
    Ok((edits, diagnostics))
}
