//! Enums: values with their names in code and their labels in the database.

use super::names::{self, InRust, Kind, Taken};
use super::registry::Registry;
use super::scope::{self, EnumDraft, Scope, ValueDraft};
use super::settings::Settings;
use super::{Report, doc};
use crate::spec::EnumSpec;
use crate::{Code, CodeEnum, CodeEnumValue, DiagnosticId, EnumType, Name, ObjectId, QName, Schema};

/// Checks the names of an enum and of its values.
pub(super) fn draft<'a>(spec: &'a EnumSpec, settings: &Settings, report: &mut Report) -> EnumDraft<'a> {
    let namespace = scope::namespace(spec.schema.as_ref(), report);
    let name = match &spec.map {
        Some(map) => names::database_name(map, report),
        None => {
            let name = settings.naming.enum_type(&spec.name);
            if !spec.name.is_empty() {
                names::check_database_name(&name, spec.name.span, report);
            }
            name
        }
    };
    if spec.values.is_empty() {
        let message = format!("the enum `{}` has no values", spec.name.value);
        report.error(DiagnosticId::EmptyEnum, message, spec.name.span, "write `values: [FIRST, SECOND]`");
    }
    EnumDraft { spec, ty: QName::new(namespace, name), values: values(spec, report) }
}

fn values(spec: &EnumSpec, report: &mut Report) -> Vec<ValueDraft> {
    let (mut taken, mut labels, mut in_rust) = (Taken::default(), Taken::default(), InRust::default());
    let mut values = Vec::new();
    for (at, (name, value)) in spec.values.iter().enumerate() {
        names::check_code_name(name, Kind::Value, report);
        let label = match &value.map {
            // The one name of PostgreSQL that may be empty.
            Some(map) if map.is_empty() => Name::new(""),
            Some(map) => names::database_name(map, report),
            None => Name::new(name.as_str()),
        };
        if let Some(first) = taken.take(name, name.span) {
            names::twice("the value", name, [first, name.span], report);
            continue;
        }
        let written = value.map.as_ref().unwrap_or(name);
        if let Some(first) = labels.take(written, written.span) {
            names::twice("the label", &label, [first, written.span], report);
            continue;
        }
        in_rust.take(name, name.span, report);
        values.push(ValueDraft { name: Name::new(name.as_str()), label, at });
    }
    values
}

/// Puts the enums into the schema and the code.
pub(super) fn build(scope: &Scope<'_>, (schema, code): (&mut Schema, &mut Code), registry: &mut Registry) {
    for draft in scope.enums.values() {
        let doc_of_enum = doc(draft.spec.doc.as_ref());
        let comment = scope.settings.docs.comment(doc_of_enum.as_ref());
        let code_value = |value: &ValueDraft| CodeEnumValue {
            name: value.name.clone(),
            label: value.label.clone(),
            doc: doc(draft.spec.values[value.at].1.doc.as_ref()),
        };
        registry.add(ObjectId::Enum(draft.ty.clone()), draft.spec.name.span);
        for value in &draft.values {
            let place = draft.spec.values[value.at].0.span;
            registry.add(ObjectId::EnumValue(draft.ty.clone(), value.label.clone()), place);
        }
        code.enums.push(CodeEnum {
            name: Name::new(draft.spec.name.as_str()),
            ty: draft.ty.clone(),
            doc: doc_of_enum,
            values: draft.values.iter().map(code_value).collect(),
        });
        let values = draft.values.iter().map(|value| value.label.clone()).collect();
        schema.enums.insert(draft.ty.clone(), EnumType { values, comment });
    }
}
