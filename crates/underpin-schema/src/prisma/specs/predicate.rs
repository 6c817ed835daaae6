//! The rows of a partial index.

use super::book::ModelBlock;
use super::models::map_of;
use super::report::Report;
use crate::Located;
use crate::prisma::{Value, ValueKind};

/// The condition of `where:`, which is SQL or a map of fields, as SQL. A map is spelled as Prisma's engine does.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/indexes>
pub(super) fn read(value: &Value<'_>, model: &ModelBlock<'_, '_>, report: &mut Report) -> Option<Located<String>> {
    if let Some(sql) = value.as_raw() {
        return Some(Located::new(sql.to_owned(), value.span));
    }
    let ValueKind::Map(entries) = &value.kind else {
        report.mistake(value.span, "`where` takes a condition", "write `raw(\"...\")` or `{ field: value }`");
        return None;
    };
    let mut parts = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        let Some(field) = model.field(name.value) else {
            let message = format!("the model `{}` has no field `{}`", model.name(), name.value);
            report.mistake(name.span, message, "write the name of one of its fields");
            return None;
        };
        let column = map_of(&field.attributes, report).map_or_else(|| name.value.to_owned(), |map| map.value);
        let column = format!("\"{}\"", column.replace('"', "\"\""));
        let Some(part) = condition(&column, value) else {
            let help = "a value is `true`, `false`, `null`, a text, a number or `{ not: ... }` of these";
            report.mistake(value.span, "no condition of Prisma", help);
            return None;
        };
        parts.push(part);
    }
    if parts.is_empty() {
        report.mistake(value.span, "`where` takes a condition", "name a field: `{ deletedAt: null }`");
        return None;
    }
    Some(Located::new(parts.join(" AND "), value.span))
}

fn condition(column: &str, value: &Value<'_>) -> Option<String> {
    if let ValueKind::Map(entries) = &value.kind {
        let [(name, other)] = entries.as_slice() else { return None };
        return match (name.value, other.as_word()) {
            ("not", Some("null")) => Some(format!("{column} IS NOT NULL")),
            ("not", _) => Some(format!("{column} <> {}", constant(other)?)),
            _ => None,
        };
    }
    match value.as_word() {
        Some("null") => Some(format!("{column} IS NULL")),
        _ => Some(format!("{column} = {}", constant(value)?)),
    }
}

fn constant(value: &Value<'_>) -> Option<String> {
    match &value.kind {
        ValueKind::Word(word @ ("true" | "false")) => Some((*word).to_owned()),
        ValueKind::Number(number) => Some((*number).to_owned()),
        ValueKind::Text(text) => Some(format!("'{}'", text.replace('\'', "''"))),
        ValueKind::Word(_) | ValueKind::Call(_, _) | ValueKind::List(_) | ValueKind::Map(_) => None,
    }
}
