//! Enum types as SeaORM's active enums.

use askama::Template;
use heck::ToUpperCamelCase;
use rustc_hash::FxHashMap;
use underpin_schema::{CodeEnum, CodeEnumValue, Diagnostic, DiagnosticId};

use super::{
    case, each, names,
    taken::{RustNames, Taken, What},
    text::{attribute, docs, literal},
};

/// The text of the enums' file.
#[derive(Template)]
#[template(path = "rust/enums.rs")]
pub struct EnumsText<'a> {
    /// The system.
    pub project: &'a str,
    /// The enums, in the order of the specs.
    pub enums: Vec<EnumView>,
}

/// An enum, laid out.
pub struct EnumView {
    docs: String,
    attribute: String,
    name: String,
    values: Vec<ValueView>,
}

struct ValueView {
    docs: String,
    attribute: String,
    name: String,
}

/// The enums of a system.
pub fn enums(enums: &[CodeEnum], names: &RustNames, diagnostics: &mut Vec<Diagnostic>) -> Vec<EnumView> {
    let made = each(enums, |item, found| view(item, names.enumeration(&item.ty)?, found));
    let keep = |(view, found): (Option<EnumView>, Vec<Diagnostic>)| {
        diagnostics.extend(found);
        view
    };
    made.into_iter().filter_map(keep).collect()
}

fn view(item: &CodeEnum, rust: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<EnumView> {
    let CodeEnum { name, ty, doc, values } = item;
    if values.is_empty() {
        diagnostics.push(
            Diagnostic::error(DiagnosticId::RustValue, format!("enum `{name}` has no values, so no row can hold one"))
                .help("write at least one value under `values:`"),
        );
        return None;
    }
    let mut taken = Taken::default();
    let mut folded: FxHashMap<String, &str> = FxHashMap::default();
    let mut views = Vec::new();
    for CodeEnumValue { name: value, label, doc } in values {
        let variant = names::variant(value);
        taken.take(&variant, What::Value(name, value), diagnostics);
        if let Some(other) = folded.insert(fold(label), label) {
            diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::RustName,
                    format!("SeaORM takes the labels `{other}` and `{label}` of enum `{name}` for one"),
                )
                .help("its macros look at labels without regard to case: give one of them another label by `map:`"),
            );
        }
        views.push(ValueView {
            docs: docs(4, doc.as_deref().unwrap_or(&format!("The value `{label}`."))),
            attribute: attribute(4, &[format!("string_value = {}", literal(label))]),
            name: variant,
        });
    }
    let arguments = ["rs_type = \"String\"".to_owned(), "db_type = \"Enum\"".to_owned(), enum_name(&ty.name)];
    Some(EnumView {
        docs: docs(0, doc.as_deref().unwrap_or(&format!("The enum type `{ty}`."))),
        attribute: attribute(0, &arguments),
        name: rust.to_owned(),
        values: views,
    })
}

/// The name of the type. SeaORM puts it between quotes without doubling those inside.
fn enum_name(name: &str) -> String {
    format!("enum_name = {}", literal(&name.replace('"', "\"\"")))
}

/// The identifier that SeaORM's `DeriveActiveEnum` makes of a label.
fn fold(label: &str) -> String {
    let mut rebuilt = String::new();
    for (at, c) in label.chars().enumerate() {
        let stays = if at == 0 { c.is_alphabetic() } else { c.is_alphanumeric() };
        if stays { rebuilt.push(c) } else { rebuilt.push_str(&format!("{:#X}", c as u32)) }
    }
    if rebuilt.is_ascii() { case::camel(&rebuilt) } else { rebuilt.to_upper_camel_case() }
}
