//! Defaults.

use super::Book;
use super::yaml::Yaml;
use crate::{BaseType, ColumnType, DefaultValue, Identity, Literal, QName, ScalarKind};

pub(super) fn default(value: &DefaultValue, ty: &ColumnType, book: &Book<'_>) -> Yaml {
    let word = |text: &str| Yaml::Word(text.to_owned());
    match value {
        DefaultValue::Literal(value) => literal(value, &ty.base, book),
        DefaultValue::Now => word("now()"),
        DefaultValue::Serial => word("serial()"),
        DefaultValue::Identity(Identity::ByDefault) => word("autoincrement()"),
        DefaultValue::Identity(Identity::Always) => word("identity(always)"),
        DefaultValue::Sql(expr) | DefaultValue::Generated(expr) => sql(expr.as_str(), ty),
    }
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
                BaseType::Scalar(_) | BaseType::Other(_) => label.to_string(),
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
