//! The Prisma schema that our models are merged into: what people wrote there is what our specs may refer to.

use std::fs;

use underpin_render::prisma::section_of;
use underpin_schema::{
    Diagnostic, DiagnosticId, Located, Severity, has_errors,
    prisma::{Outside, read, specs_beside},
    spec::{Document, PrismaOutputSpec},
};

use super::{System, show};

/// The models and enums of the schema that the outputs name with `mode: merge`, without the section of ours. They belong to
/// others: nothing is planned for them. Nothing where the schema cannot be used, which is said.
pub(super) fn read_base(system: &mut System, documents: &[Document]) -> Option<Vec<Document>> {
    let Some(output) = system.spec.outputs.prisma.clone().filter(PrismaOutputSpec::is_merged) else {
        return Some(Vec::new());
    };
    let path = system.outputs.prisma.clone()?;
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("could not read `{}`, which our models are to be merged into: {error}", show(&path));
            let finding = Diagnostic::error(DiagnosticId::NoMergeTarget, message).at(output.file.span, "named here");
            let help = "write the file, with its `datasource` and `generator`, or leave out `mode: merge`";
            system.diagnostics.push(finding.help(help));
            return None;
        }
    };
    let id = system.sources.add(show(&path), text.clone());
    let section = section_of(&text);
    let (tree, mut found) = read(&[(id, &text)]);
    let managed = names(documents);
    let taken = |name: &str| managed.iter().find(|known| known.value == name);
    let mut outside = Outside::default();
    for block in tree.blocks() {
        let name = block.name.value;
        if section.as_ref().is_some_and(|section| section.holds(block)) {
            outside.blocks.insert(name.to_owned());
        } else if let Some(known) = taken(name) {
            outside.blocks.insert(name.to_owned());
            let message = format!("`{name}` is in the specs, and `{}` has it already", show(&path));
            let finding = Diagnostic::error(DiagnosticId::MergeConflict, message).at(known.span, "managed here");
            let help = "take it out of the file, and it goes into the section of underpin; or take it out of the specs";
            found.push(finding.at(block.name.span, "written here").help(help));
        }
    }
    outside.models.extend(managed.iter().map(|name| name.value.clone()));
    outside.models.extend(section.into_iter().flat_map(|section| section.names));
    let (mut spec, more) = specs_beside(&tree, &outside);
    found.extend(more);
    let failed = has_errors(&found);
    // That something of others is not managed goes without saying.
    system.diagnostics.extend(found.into_iter().filter(|finding| finding.severity == Severity::Error));
    if failed {
        return None;
    }
    if system.spec.prisma.is_none() {
        system.spec.prisma = spec.system.prisma.take();
    }
    name_all(&mut spec.documents);
    Some(spec.documents)
}

/// What the specs define.
fn names(documents: &[Document]) -> Vec<&Located<String>> {
    documents.iter().filter_map(name_of).collect()
}

/// Says every name of the database, since what is not said follows the `naming:` of our specs.
fn name_all(documents: &mut [Document]) {
    for document in documents {
        match document {
            Document::Model(model) => {
                model.map.get_or_insert_with(|| model.name.clone());
                for (name, field) in &mut model.fields {
                    field.map.get_or_insert_with(|| name.clone());
                }
            }
            Document::Enum(found) => {
                found.map.get_or_insert_with(|| found.name.clone());
            }
            // A Prisma schema has none of these.
            Document::Domain(_)
            | Document::Composite(_)
            | Document::Extension(_)
            | Document::Sequence(_)
            | Document::View(_)
            | Document::Function(_)
            | Document::Trigger(_)
            | Document::Policy(_) => {}
        }
    }
}

fn name_of(document: &Document) -> Option<&Located<String>> {
    match document {
        Document::Model(model) => Some(&model.name),
        Document::Enum(found) => Some(&found.name),
        Document::Domain(found) => Some(&found.name),
        Document::Composite(found) => Some(&found.name),
        Document::Extension(_)
        | Document::Sequence(_)
        | Document::View(_)
        | Document::Function(_)
        | Document::Trigger(_)
        | Document::Policy(_) => None,
    }
}
