//! Defaults.

use super::Book;
use super::yaml::{MapBuilder, Yaml};
use crate::{
    BaseType, ColumnType, DefaultValue, Identity, IdentityKind, Literal, OwnedSequence, QName, ScalarKind,
    SequenceOptions, SequenceType,
};

pub(super) fn default(value: &DefaultValue, ty: &ColumnType, book: &Book<'_>) -> Yaml {
    let word = |text: &str| Yaml::Word(text.to_owned());
    let ty = &*book.schema.below(ty);
    match value {
        DefaultValue::Literal(value) => literal(value, &ty.base, book),
        DefaultValue::Now => word("now()"),
        DefaultValue::Serial(_) => word("serial()"),
        DefaultValue::Identity(Identity { kind: IdentityKind::ByDefault, sequence: _ }) => word("autoincrement()"),
        DefaultValue::Identity(Identity { kind: IdentityKind::Always, sequence: _ }) => word("identity(always)"),
        DefaultValue::Sql(expr) | DefaultValue::Generated(expr) => sql(expr.as_str(), ty),
    }
}

/// What `sequence:` says of the sequence of a column.
pub(super) fn owned_sequence(sequence: &OwnedSequence) -> Vec<(String, Yaml)> {
    let mut map = MapBuilder::default();
    map.maybe("name", sequence.name());
    options(&mut map, &sequence.options());
    map.into_entries()
}

/// How a sequence counts.
pub(super) fn options(map: &mut MapBuilder, options: &SequenceOptions) {
    let SequenceOptions { ty, start, increment, min, max, cache, cycle } = options;
    map.maybe("type", ty.map(SequenceType::word));
    for (key, number) in [("start", start), ("increment", increment), ("min", min), ("max", max), ("cache", cache)] {
        if let Some(number) = number {
            map.put(key, Yaml::Word(number.to_string()));
        }
    }
    map.flag("cycle", cycle.then_some(()));
}

/// An SQL expression: `sql("...")`, unless it holds what a plain word of YAML cannot.
fn sql(expr: &str, ty: &ColumnType) -> Yaml {
    let is_simple =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '(' | ')' | '\'' | ' ' | '+' | '*' | '/' | '-');
    let is_json = !ty.list && matches!(&ty.base, BaseType::Scalar(scalar) if scalar.kind == ScalarKind::Json);
    if expr.chars().all(is_simple) {
        Yaml::Word(format!("sql(\"{expr}\")"))
    } else if is_json {
        // In JSON a map is a value of its own, and no JSON begins with `sql(`.
        Yaml::Quoted(format!("sql(\"{expr}\")"))
    } else {
        Yaml::Map(vec![("sql".to_owned(), Yaml::Quoted(expr.to_owned()))])
    }
}

fn literal(value: &Literal, base: &BaseType, book: &Book<'_>) -> Yaml {
    match value {
        Literal::Bool(value) => Yaml::Word(value.to_string()),
        Literal::Number(number) => Yaml::Word(number.clone()),
        Literal::Text(text) => Yaml::Quoted(text.clone()),
        Literal::Json(text) => Yaml::Quoted(text.clone()),
        Literal::Bytes(digits) => Yaml::Quoted(format!("\\x{digits}")),
        Literal::List(items) => Yaml::List(items.iter().map(|item| literal(item, base, book)).collect()),
        Literal::Enum(label) => {
            let name = match base {
                BaseType::Enum(ty) => value_name(ty, label, book),
                BaseType::Scalar(_) | BaseType::Type(_) | BaseType::Other(_) => label.to_string(),
            };
            Yaml::Text(name)
        }
    }
}

/// What code calls a label.
fn value_name(ty: &QName, label: &str, book: &Book<'_>) -> String {
    let values = book.enums.get(ty).map(|found| found.values.as_slice()).unwrap_or_default();
    let value = values.iter().find(|value| value.label.as_str() == label);
    value.map_or_else(|| label.to_owned(), |value| value.name.to_string())
}
