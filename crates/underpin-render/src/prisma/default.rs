//! What fills a field: the argument of `@default`.

use underpin_schema::{BaseType, Column, DefaultValue, Expr, Field, Identity, IdentityKind, Literal, OwnedSequence};

use super::{
    book::Book,
    datetime,
    text::{Listed, Quoted},
    types::{Family, PrismaType},
};

/// A default as Prisma can say it.
pub(super) struct DefaultText {
    /// The argument of `@default`.
    pub argument: String,
    /// What is behind a `dbgenerated()` without text, in words near to SQL.
    pub note: Option<String>,
}

impl DefaultText {
    fn whole(argument: impl Into<String>) -> Self {
        Self { argument: argument.into(), note: None }
    }

    /// Prisma compares the text of a `dbgenerated` with the database's own spelling of the expression, which is not ours
    /// to guess; without text it compares nothing.
    fn beyond(note: String) -> Self {
        Self { argument: "dbgenerated()".to_owned(), note: Some(note) }
    }
}

/// The default of a field, if it has one. The database's own goes before the program's: Prisma can say one of them, and
/// would drop the other from the database.
pub(super) fn default_text(
    book: &Book<'_>,
    field: &Field,
    column: &Column,
    ty: &PrismaType<'_>,
) -> Option<DefaultText> {
    match (&column.default, field.client_default) {
        (Some(default), _) => Some(database_default(book, column, ty, default)),
        (None, Some(made)) => Some(DefaultText::whole(made.to_string())),
        (None, None) => None,
    }
}

fn database_default(book: &Book<'_>, column: &Column, ty: &PrismaType<'_>, default: &DefaultValue) -> DefaultText {
    match default {
        DefaultValue::Literal(literal) => match literal_text(book, column, ty, literal) {
            Some(text) => DefaultText::whole(text),
            None => DefaultText::beyond(format!("defaults to {}", literal_sql(literal))),
        },
        // A list or a type that Prisma does not know takes no `now()`.
        DefaultValue::Now if ty.family == Family::DateTime && !column.ty.list => DefaultText::whole("now()"),
        DefaultValue::Now => DefaultText::beyond("defaults to CURRENT_TIMESTAMP".to_owned()),
        // Prisma has one word for both spellings of a moment.
        DefaultValue::Sql(expr) if expr.as_str() == "now()" && ty.family == Family::DateTime && !column.ty.list => {
            DefaultText::whole("now()")
        }
        DefaultValue::Sql(expr) if is_canonical(expr) => {
            DefaultText::whole(format!("dbgenerated({})", Quoted(expr.as_str())))
        }
        DefaultValue::Sql(expr) => DefaultText::beyond(format!("defaults to {expr}")),
        DefaultValue::Generated(expr) => DefaultText::beyond(format!("is generated always as ({expr})")),
        DefaultValue::Serial(sequence)
        | DefaultValue::Identity(Identity { kind: IdentityKind::ByDefault, sequence }) => numbered(None, sequence),
        DefaultValue::Identity(Identity { kind: IdentityKind::Always, sequence }) => {
            numbered(Some("is generated always as identity"), sequence)
        }
    }
}

/// What Prisma calls `autoincrement()`. Of the sequence it knows nothing: `sequence(...)` is for CockroachDB alone.
/// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#sequence>
fn numbered(kind: Option<&str>, sequence: &OwnedSequence) -> DefaultText {
    let options = sequence.options();
    let name = sequence.name().map(|name| format!("is numbered by the sequence {name}"));
    let counts = (!options.are_usual()).then(|| format!("counts {options}"));
    let words: Vec<String> = kind.map(str::to_owned).into_iter().chain(name).chain(counts).collect();
    let note = (!words.is_empty()).then(|| words.join(", "));
    DefaultText { argument: "autoincrement()".to_owned(), note }
}

/// Whether the text is surely what PostgreSQL gives back for it, but for upper and lower case: a key word such as
/// `CURRENT_DATE`, or a call without arguments, `gen_random_uuid()`. What it makes of anything else
/// (`now() + interval '1 day'` becomes `(now() + '1 day'::interval)`) only PostgreSQL knows.
/// <https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG>
fn is_canonical(expr: &Expr) -> bool {
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
fn literal_text(book: &Book<'_>, column: &Column, ty: &PrismaType<'_>, literal: &Literal) -> Option<String> {
    match literal {
        Literal::List(items) if column.ty.list => {
            if !items.iter().all(|item| reads_back(ty, item)) {
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

/// Whether Prisma reads a constant in a list back from the database as one. PostgreSQL shows some with a cast of their own,
/// `ARRAY[(1)::bigint]`, `ARRAY['-1'::integer]`, which Prisma takes for an expression.
fn reads_back(ty: &PrismaType<'_>, item: &Literal) -> bool {
    let number = |fits: fn(&str) -> bool| matches!(item, Literal::Number(text) if !text.starts_with('-') && fits(text));
    match ty.family {
        Family::String => ty.native.as_deref() != Some("Uuid"),
        Family::Int => ty.native.is_none() && number(|_| true),
        Family::Float => ty.native.is_none() && number(|text| text.contains('.')),
        Family::Decimal => number(|text| text.contains('.')),
        Family::Boolean | Family::Json | Family::Bytes | Family::Enum => true,
        Family::BigInt | Family::DateTime | Family::Unsupported => false,
    }
}

fn element(book: &Book<'_>, column: &Column, ty: &PrismaType<'_>, literal: &Literal) -> Option<String> {
    match (&ty.family, literal) {
        (Family::Boolean, Literal::Bool(value)) => Some(value.to_string()),
        (Family::Int | Family::BigInt, Literal::Number(text)) if !text.contains(['.', 'e', 'E']) => Some(text.clone()),
        (Family::Float | Family::Decimal, Literal::Number(text)) if !text.contains(['e', 'E']) => Some(text.clone()),
        (Family::String, Literal::Text(text)) if ty.native.as_deref() == Some("Uuid") => {
            // The one kind of string that Prisma reads back with its cast.
            Some(format!("dbgenerated({})", Quoted(&format!("'{}'::uuid", canonical_uuid(text)?))))
        }
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

/// A UUID as PostgreSQL shows it.
/// <https://www.postgresql.org/docs/current/datatype-uuid.html>
fn canonical_uuid(text: &str) -> Option<String> {
    let digits: String =
        text.chars().filter(|c| !matches!(c, '-' | '{' | '}')).collect::<String>().to_ascii_lowercase();
    let fits = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-"))
}

/// Prisma names a value as code does, not by its label.
fn enum_value(book: &Book<'_>, column: &Column, label: &str) -> Option<String> {
    let below = book.schema.below(&column.ty);
    let BaseType::Enum(name) = &below.base else { return None };
    let values = &book.code_enum(name)?.values;
    values.iter().find(|value| value.label.as_str() == label).map(|value| value.name.to_string())
}

/// A constant in SQL, without casts.
fn literal_sql(literal: &Literal) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(text) => text.clone(),
        Literal::Text(text) | Literal::Json(text) => quoted(text),
        Literal::Enum(label) => quoted(label),
        Literal::Bytes(hex) => quoted(&format!("\\x{hex}")),
        Literal::List(items) => format!("ARRAY[{}]", Listed(&items.iter().map(literal_sql).collect::<Vec<_>>())),
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
