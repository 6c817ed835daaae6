//! Database objects beside models and enums.

mod depends;
mod functions;
mod policies;
mod triggers;

pub(crate) use functions::argument_types;

use super::doc;
use super::draft::Draft;
use super::names;
use super::registry::Registry;
use super::report::Report;
use super::scope::{self, Scope};
use crate::spec::{Document, Spec, ViewSpec};
use crate::{DiagnosticId, Expr, Extension, Located, ObjectId, PUBLIC, QName, Schema, View, ViewStorage};

/// Puts extensions, functions, views, triggers and policies into the schema.
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
            Document::View(view) => self::view(view, &known, (schema, registry), report),
            Document::Function(function) => functions::build(function, &known, (schema, registry), report),
            Document::Trigger(trigger) => triggers::build(trigger, (&known, drafts), (schema, registry), report),
            Document::Policy(policy) => policies::build(policy, (&known, drafts), (schema, registry), report),
            Document::Model(_) | Document::Enum(_) => {}
        }
    }
}

fn view(
    view: &ViewSpec,
    known: &depends::Known<'_>,
    (schema, registry): (&mut Schema, &mut Registry),
    report: &mut Report,
) {
    let name = QName::new(scope::namespace(view.schema.as_ref(), report), names::database_name(&view.name, report));
    registry.add(ObjectId::View(name.clone()), view.name.span, report);
    let query = Expr::new(view.sql.as_str());
    if query.as_str().ends_with(';') {
        let message = "the query of a view ends with a semicolon";
        report.error(DiagnosticId::BadObject, message, view.sql.span, "remove the semicolon");
    }
    let made = View {
        storage: match view.materialized.as_ref().is_some_and(|materialized| materialized.value) {
            true => ViewStorage::Materialized,
            false => ViewStorage::Plain,
        },
        query,
        depends: known.all(&view.depends, report),
        comment: doc(view.doc.as_ref()),
    };
    schema.views.entry(name).or_insert(made);
}

/// Says that an object is there twice.
fn twice(what: &str, name: &Located<String>) -> crate::Diagnostic {
    let message = format!("the {what} `{}` is there twice", name.value);
    crate::Diagnostic::error(DiagnosticId::DuplicateName, message)
        .at(name.span, "again here")
        .help("remove one of the two")
}
