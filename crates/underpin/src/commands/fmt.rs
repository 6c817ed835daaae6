//! `fmt`: the canonical form of the specs.

use std::path::Path;

use rayon::prelude::*;
use serde_json::json;
use underpin_schema::{
    Diagnostic, FileId, has_errors,
    spec::{FileKind, format},
};

use super::{
    Context, Format, Outcome,
    output::{DONE, diagnostics_to_json, print, print_diagnostics, print_json},
};
use crate::{
    Error,
    args::FmtArgs,
    display::unified,
    files::write_file,
    project::{System, find_systems, read_system, show},
};

/// Formats every file of the systems, or shows what it would change.
pub fn run(context: &Context, args: &FmtArgs) -> Result<Outcome, Error> {
    let mut outcome = Outcome::Clean;
    let mut answers = Vec::new();
    for place in find_systems(&context.current, &args.selection)? {
        let system = read_system(&place)?;
        let (changed, diagnostics) = format_system(&system);
        print_diagnostics(context, &system.sources, &diagnostics);
        if has_errors(&diagnostics) || (args.check && !changed.is_empty()) {
            outcome = Outcome::Findings;
        }
        for file in &changed {
            if !args.check {
                write_file(file.path, &file.new)?;
            }
            if context.format == Format::Text {
                print(&if args.check {
                    unified(&show(file.path), Some(file.old), Some(&file.new))
                } else {
                    format!("{DONE}formatted{DONE:#} {}\n", show(file.path))
                });
            }
        }
        answers.push(json!({
            "name": place.name(),
            "changed": changed.iter().map(|file| show(file.path)).collect::<Vec<_>>(),
            "diagnostics": diagnostics_to_json(&system.sources, &diagnostics),
        }));
    }
    print_json(context, answers);
    Ok(outcome)
}

/// A file that is not in its canonical form.
struct Changed<'a> {
    path: &'a Path,
    old: &'a str,
    new: String,
}

/// Each file that would change; and why others could not be formatted. A file with mistakes stays as it is, and does not
/// keep the others from being formatted.
fn format_system(system: &System) -> (Vec<Changed<'_>>, Vec<Diagnostic>) {
    let files: Vec<(FileId, &str, &Path)> = system
        .sources
        .iter()
        .zip(&system.files)
        .map(|((id, source), path)| (id, source.text.as_str(), path.as_path()))
        .collect();
    let unread = |id: FileId| {
        let ids = [underpin_schema::DiagnosticId::NotUtf8, underpin_schema::DiagnosticId::UnreadableFile];
        system
            .diagnostics
            .iter()
            .any(|found| ids.contains(&found.id) && found.labels.iter().any(|label| label.span.file == id))
    };
    let results: Vec<Result<Option<Changed<'_>>, Vec<Diagnostic>>> = files
        .par_iter()
        .filter(|(id, text, _)| !unread(*id) && !text.is_empty())
        .map(|&(id, old, path)| {
            let kind = if id == FileId(0) { FileKind::System } else { FileKind::Models };
            let new =
                format(old, kind).map_err(|found| found.into_iter().map(|it| place_in(id, it)).collect::<Vec<_>>())?;
            Ok((new != old).then_some(Changed { path, old, new }))
        })
        .collect();
    let mut changed = Vec::new();
    let reading = [underpin_schema::DiagnosticId::NotUtf8, underpin_schema::DiagnosticId::UnreadableFile];
    let mut diagnostics: Vec<Diagnostic> =
        system.diagnostics.iter().filter(|found| reading.contains(&found.id)).cloned().collect();
    for result in results {
        match result {
            Ok(file) => changed.extend(file),
            Err(found) => diagnostics.extend(found),
        }
    }
    (changed, diagnostics)
}

/// The formatter sees one text and knows no other; its places are in file 0.
fn place_in(id: FileId, mut diagnostic: Diagnostic) -> Diagnostic {
    for label in &mut diagnostic.labels {
        label.span.file = id;
    }
    diagnostic
}
