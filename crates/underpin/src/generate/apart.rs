//! Outputs of several systems must not be in one another's way.

use std::path::PathBuf;

use underpin_schema::{Diagnostic, DiagnosticId};

use super::Generated;
use crate::project::{overlaps, show};

/// Adds a diagnostic to each system that writes to where one before it writes.
pub fn check_apart(systems: &mut [Generated]) {
    let mut taken: Vec<(String, PathBuf)> = Vec::new();
    for generated in systems {
        let system = &mut generated.system;
        let name = system.place.name();
        let spec = &system.spec.outputs;
        for (key, path) in system.outputs.iter() {
            let Some((other, _)) = taken.iter().find(|(_, there)| overlaps(there, path)) else { continue };
            let message = format!("`{}` is already an output of the system `{other}`", show(path));
            let diagnostic = Diagnostic::error(DiagnosticId::OutputOverlap, message)
                .help("give each system a folder of its own for its outputs");
            let written = match key {
                "migrations" => spec.migrations.as_ref(),
                "prisma" => spec.prisma.as_ref().map(|prisma| &prisma.file),
                "rust" => spec.rust.as_ref(),
                _ => spec.docs.as_ref(),
            };
            system.diagnostics.push(match written {
                Some(value) => diagnostic.at(value.span, "written twice"),
                None => diagnostic,
            });
        }
        taken.extend(system.outputs.iter().map(|(_, path)| (name.clone(), path.to_owned())));
    }
}
