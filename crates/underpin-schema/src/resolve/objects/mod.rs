//! Database objects beside models and enums.

mod depends;
mod functions;
mod policies;
mod sequences;
mod triggers;
mod views;

pub(crate) use functions::argument_types;

use super::draft::Draft;
use super::names;
use super::registry::Registry;
use super::report::Report;
use super::scope::Scope;
use crate::spec::{Document, Spec};
use crate::{DiagnosticId, Extension, Located, ObjectId, PUBLIC, Schema};

/// Puts extensions, sequences, functions, views, triggers and policies into the schema.
pub(super) fn build(
    spec: &Spec,
    (scope, drafts): (&Scope<'_>, &[Draft<'_>]),
    (schema, registry): (&mut Schema, &mut Registry),
    report: &mut Report,
) {
    let known = depends::Known::gather(spec, (scope, drafts));
    for document in &spec.documents {
        match document {
            Document::Extension(extension) => {
                let name = names::database_name(&extension.name, report);
                let namespace = extension.schema.as_ref().map(|name| names::namespace(name, report));
                let namespace = namespace.filter(|name| name.as_str() != PUBLIC);
                registry.origins.record(ObjectId::Extension(name.clone()), extension.name.span);
                if schema.extensions.insert(name, Extension { namespace }).is_some() {
                    report.add(twice("extension", &extension.name));
                }
            }
            Document::Sequence(found) => {
                sequences::build(found, (&known, drafts), (schema, registry), report);
            }
            Document::View(view) => views::build(view, (&known, &scope.settings), (schema, registry), report),
            Document::Function(function) => functions::build(function, &known, (schema, registry), report),
            Document::Policy(policy) => policies::build(policy, (&known, drafts), (schema, registry), report),
            Document::Trigger(_)
            | Document::Model(_)
            | Document::Enum(_)
            | Document::Domain(_)
            | Document::Composite(_) => {}
        }
    }
    // Those of views come when all views are there.
    for document in &spec.documents {
        if let Document::Trigger(trigger) = document {
            triggers::build(trigger, (&known, drafts), (schema, registry), report);
        }
    }
}

/// Says that an object is there twice.
fn twice(what: &str, name: &Located<String>) -> crate::Diagnostic {
    let message = format!("the {what} `{}` is there twice", name.value);
    crate::Diagnostic::error(DiagnosticId::DuplicateName, message)
        .at(name.span, "again here")
        .help("remove one of the two")
}
