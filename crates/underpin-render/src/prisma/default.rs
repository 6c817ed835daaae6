//! What fills a field: the argument of `@default`.

use std::fmt::Write;

use underpin_schema::{ClientDefault, Column, DefaultValue, Expr, Field, Literal};

use super::{
    book::Book,
    datetime,
    text::{Listed, Quoted},
    types::{Family, PrismaType},
};

/// The argument of `@default`, if the field has one. The database's own default goes before the program's: Prisma can
/// say one of them, and would drop the other from the database.
pub(super) fn default_argument(book: &Book<'_>, field: &Field, column: &Column, ty: &PrismaType) -> Option<String> {
    if let Some(default) = &column.default {
        return Some(database_default(book, column, ty, default));
    }
    match field.client_default {
        Some(ClientDefault::Uuid) => Some("uuid()".to_owned()),
        Some(ClientDefault::Cuid) => Some("cuid()".to_owned()),
        None => None,
    }
}

fn database_default(book: &Book<'_>, column: &Column, ty: &PrismaType, default: &DefaultValue) -> String {
    match default {
        DefaultValue::Literal(literal) => match literal_text(book, column, ty, literal) {
            Some(text) => text,
            None => generated_by_database(&literal_sql(column, literal)),
        },
        // A list or a type that Prisma does not know takes no `now()`.
        DefaultValue::Now if ty.family == Family::DateTime && !column.ty.list => "now()".to_owned(),
        DefaultValue::Now => generated_by_database("CURRENT_TIMESTAMP"),
        DefaultValue::Sql(expr) if is_canonical(expr) => generated_by_database(expr.as_str()),
        // Prisma compares the text with the database's own spelling of the expression; without text it compares nothing.
        DefaultValue::Sql(_) | DefaultValue::Generated(_) => "dbgenerated()".to_owned(),
        DefaultValue::Serial | DefaultValue::Identity(_) => "autoincrement()".to_owned(),
    }
}

fn generated_by_database(sql: &str) -> String {
    if sql.is_empty() { "dbgenerated()".to_owned() } else { format!("dbgenerated({})", Quoted(sql)) }
}

/// Whether the text is surely what PostgreSQL gives back for it, but for upper and lower case: a key word such as
/// `CURRENT_DATE`, or a call without arguments, `gen_random_uuid()`. What it makes of anything else
/// (`now() + interval '1 day'` becomes `(now() + '1 day'::interval)`) only PostgreSQL knows.
/// <https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG>
pub(super) fn is_canonical(expr: &Expr) -> bool {
    let text = expr.as_str();
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    match text.strip_suffix("()") {
        Some(function) => word(function),
        None => ["CURRENT_DATE", "CURRENT_USER", "SESSION_USER"].iter().any(|key| text.eq_ignore_ascii_case(key)),
    }
}

/// A constant as Prisma writes it, or nothing where it has no way to.
fn literal_text(book: &Book<'_>, column: &Column, ty: &PrismaType, literal: &Literal) -> Option<String> {
    match literal {
        Literal::List(items) if column.ty.list => {
            if ty.family == Family::Unsupported {
                return None;
            }
            let items: Option<Vec<String>> = items.iter().map(|item| element(book, column, ty, item)).collect();
            Some(format!("[{}]", Listed(&items?)))
        }
        Literal::List(_) => None,
        _ if column.ty.list => None,
        item => element(book, column, ty, item),
    }
}

fn element(book: &Book<'_>, column: &Column, ty: &PrismaType, literal: &Literal) -> Option<String> {
    match (&ty.family, literal) {
        (Family::Boolean, Literal::Bool(value)) => Some(value.to_string()),
        (Family::Int | Family::BigInt, Literal::Number(text)) if !text.contains(['.', 'e', 'E']) => Some(text.clone()),
        (Family::Float | Family::Decimal, Literal::Number(text)) if !text.contains(['e', 'E']) => Some(text.clone()),
        (Family::String, Literal::Text(text)) => Some(Quoted(text).to_string()),
        (Family::String, Literal::Number(text)) => Some(Quoted(text).to_string()),
        (Family::DateTime, Literal::Text(text)) => Some(Quoted(&datetime::rfc3339(text)?).to_string()),
        (Family::Json, Literal::Json(text)) => Some(Quoted(text).to_string()),
        (Family::Bytes, Literal::Bytes(hex)) => Some(Quoted(&base64(hex)?).to_string()),
        (Family::Enum, Literal::Enum(label)) => enum_value(book, column, label),
        (
            Family::String
            | Family::Int
            | Family::BigInt
            | Family::Float
            | Family::Decimal
            | Family::Boolean
            | Family::DateTime
            | Family::Json
            | Family::Bytes
            | Family::Enum
            | Family::Unsupported,
            Literal::Bool(_)
            | Literal::Number(_)
            | Literal::Text(_)
            | Literal::Enum(_)
            | Literal::Json(_)
            | Literal::Bytes(_)
            | Literal::List(_),
        ) => None,
    }
}

/// Prisma names a value as code does, not by its label.
fn enum_value(book: &Book<'_>, column: &Column, label: &str) -> Option<String> {
    let underpin_schema::BaseType::Enum(name) = &column.ty.base else { return None };
    let values = &book.code_enum(name)?.values;
    values.iter().find(|value| value.label.as_str() == label).map(|value| value.name.to_string())
}

/// A constant in SQL, for `dbgenerated`, with the cast that PostgreSQL shows.
fn literal_sql(column: &Column, literal: &Literal) -> String {
    let cast = match &column.ty.base {
        underpin_schema::BaseType::Scalar(scalar) => scalar.postgres(),
        underpin_schema::BaseType::Enum(name) => name.to_string(),
        underpin_schema::BaseType::Other(text) => text.clone(),
    };
    let list = if column.ty.list { "[]" } else { "" };
    let quoted = |text: &str| format!("'{}'::{cast}{list}", text.replace('\'', "''"));
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(text) => text.clone(),
        Literal::Text(text) | Literal::Json(text) => quoted(text),
        Literal::Enum(label) => quoted(label),
        Literal::Bytes(hex) => quoted(&format!("\\x{hex}")),
        Literal::List(items) => {
            let mut text = String::from("ARRAY[");
            for (at, item) in items.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                let element =
                    Column { ty: underpin_schema::ColumnType { list: false, ..column.ty.clone() }, ..column.clone() };
                let _ = write!(text, "{comma}{}", literal_sql(&element, item));
            }
            text + "]"
        }
    }
}

/// The bytes that hexadecimal digits spell, in Base64 with padding, as RFC 4648 has it.
fn base64(hex: &str) -> Option<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let nibbles: Option<Vec<u32>> = hex.chars().map(|c| c.to_digit(16)).collect();
    let bytes: Vec<u32> =
        nibbles?.chunks(2).map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble)).collect();
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = (0..3).fold(0, |word, at| word << 8 | chunk.get(at).copied().unwrap_or(0));
        for at in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_base64() {
        for (hex, text) in [("", ""), ("66", "Zg=="), ("666f", "Zm8="), ("666f6f", "Zm9v"), ("ff00fb", "/wD7")] {
            assert_eq!(base64(hex).as_deref(), Some(text));
        }
        assert_eq!(base64("xy"), None);
    }

    #[test]
    fn only_what_postgresql_gives_back_unchanged_is_canonical() {
        for text in ["gen_random_uuid()", "now()", "current_date"] {
            assert!(is_canonical(&Expr::new(text)), "{text}");
        }
        for text in ["", "()", "a.b()", "lower('A')", "1 + 1", "a()()", "CURRENT_TIME(3)"] {
            assert!(!is_canonical(&Expr::new(text)), "{text}");
        }
    }
}
