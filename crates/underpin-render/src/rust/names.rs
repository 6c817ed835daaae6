//! Names of things in Rust, from names that were not made for it.

use std::{borrow::Cow, cmp::Ordering};

use super::case;

/// The words that Rust keeps for itself, those of every edition. `self` has a rule of its own.
/// <https://doc.rust-lang.org/reference/keywords.html>
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "super", "trait", "true", "try",
    "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The modules that the crate has for itself, and the names that Cargo gives a meaning.
const MODULES: &[&str] = &["enums", "hidden", "lib", "main", "prelude"];

/// Types and traits that generated code and its readers write without a path. An item of that name would hide them.
const TYPES: &[&str] = &[
    "ActiveEnum",
    "ActiveModel",
    "ActiveModelBehavior",
    "ActiveModelEx",
    "BelongsTo",
    "Box",
    "Clone",
    "Column",
    "ColumnTrait",
    "ColumnType",
    "ConnectionTrait",
    "Copy",
    "Date",
    "DateTime",
    "DateTimeWithTimeZone",
    "DbErr",
    "Debug",
    "Decimal",
    "Default",
    "DeriveActiveEnum",
    "DeriveEntityModel",
    "Drop",
    "Entity",
    "EntityTrait",
    "EnumIter",
    "Eq",
    "Err",
    "Expr",
    "Fn",
    "From",
    "HasMany",
    "HasOne",
    "Hash",
    "Into",
    "Iterator",
    "Json",
    "Linked",
    "Model",
    "ModelEx",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "PrimaryKey",
    "QueryFilter",
    "Related",
    "Relation",
    "RelationDef",
    "RelationTrait",
    "Result",
    "Select",
    "Self",
    "Send",
    "Set",
    "Some",
    "String",
    "Sync",
    "Time",
    "ToString",
    "TryFrom",
    "TryInto",
    "Uuid",
    "Value",
    "Vec",
];

/// The name of a field: snake case, never a word of Rust.
///
/// Raw identifiers are no way out: SeaORM's macros 2.0.4 look for a column `RType` where a unique field is called
/// `r#type`.
pub fn field(name: &str) -> String {
    let snake = snake(name);
    match snake.as_str() {
        // The column's name in Rust would be `Self`, with or without an underscore after it.
        "self" => "self_value".to_owned(),
        word if KEYWORDS.contains(&word) => snake + "_",
        _ => snake,
    }
}

/// The name of a relation field. SeaORM makes `set_<name>_option` of it, so an underscore at its end would become two.
pub fn relation(name: &str) -> String {
    let snake = snake(name);
    if snake == "self" || KEYWORDS.contains(&snake.as_str()) { snake + "_relation" } else { snake }
}

/// The name of a model's module, which is the name of its file too: only `a-z`, digits and underscores.
pub fn module(name: &str) -> String {
    let field = field(name);
    if MODULES.contains(&field.as_str()) { field + "_" } else { field }
}

/// The name of a variant, of a relation or of a column as SeaORM's macros make it from that of a field.
pub fn variant(name: &str) -> String {
    match led_by_a_letter(case::camel(&ascii(name)), 'X') {
        word if word == "Self" => "SelfValue".to_owned(),
        word => word,
    }
}

/// The name of a type that others use without a path; `kind` follows where that is a well-known name.
pub fn ty(name: &str, kind: &str) -> String {
    let word = led_by_a_letter(case::camel(&ascii(name)), 'X');
    if is_well_known(&word) { word + kind } else { word }
}

/// Whether generated code and its readers know the name as something else.
pub fn is_well_known(name: &str) -> bool {
    TYPES.contains(&name)
}

/// The name of the crate.
pub fn package(project: &str) -> String {
    let kebab = led_by_a_letter(case::snake(&ascii(project)).replace('_', "-"), 'x');
    format!("{kebab}-entities")
}

fn snake(name: &str) -> String {
    led_by_a_letter(case::snake(&ascii(name)), 'x')
}

/// Every character that is no ASCII letter, digit or underscore becomes an underscore: names are never trusted.
fn ascii(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_') {
        return name.into();
    }
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn led_by_a_letter(word: String, letter: char) -> String {
    if word.starts_with(|c: char| c.is_ascii_alphabetic()) { word } else { format!("{letter}{word}") }
}

/// The order in which rustfmt puts uses: digits by their value, underscores first. Modules it sorts as plain text.
/// <https://doc.rust-lang.org/style-guide/#sorting>
pub fn order_of_uses(a: &str, b: &str) -> Ordering {
    let (mut a_rest, mut b_rest) = (a, b);
    loop {
        let (a_chunk, a_next) = chunk(a_rest);
        let (b_chunk, b_next) = chunk(b_rest);
        let order = match (a_chunk, b_chunk) {
            ("", "") => return a.cmp(b),
            ("", _) => Ordering::Less,
            (_, "") => Ordering::Greater,
            ("_", "_") => Ordering::Equal,
            ("_", _) => Ordering::Less,
            (_, "_") => Ordering::Greater,
            (a, b) if is_number(a) && is_number(b) => {
                let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
                a.len().cmp(&b.len()).then_with(|| a.cmp(b))
            }
            (a, b) => a.cmp(b),
        };
        if order != Ordering::Equal {
            return order;
        }
        (a_rest, b_rest) = (a_next, b_next);
    }
}

fn is_number(chunk: &str) -> bool {
    chunk.starts_with(|c: char| c.is_ascii_digit())
}

/// The first stretch of digits, the first underscore, or what comes before either.
fn chunk(text: &str) -> (&str, &str) {
    if text.starts_with('_') {
        return text.split_at(1);
    }
    let number = is_number(text);
    let end = text.find(|c: char| c == '_' || c.is_ascii_digit() != number).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_rust_are_avoided() {
        assert_eq!(field("type"), "type_");
        assert_eq!(field("self"), "self_value");
        assert_eq!(relation("type"), "type_relation");
        assert_eq!(field("createdById"), "created_by_id");
        assert_eq!(field("2fa"), "x2fa");
        assert_eq!(field("../../etc"), "etc");
        assert_eq!(field("é"), "x");
        assert_eq!(module("Prelude"), "prelude_");
        assert_eq!(variant("Self"), "SelfValue");
        assert_eq!(ty("Option", "Enum"), "OptionEnum");
        assert_eq!(package("my System/../x"), "my-system-x-entities");
    }

    #[test]
    fn order_is_that_of_versions() {
        let mut names = ["b", "a10", "a2", "a_b", "ab", "AB", "Ab"];
        names.sort_by(|a, b| order_of_uses(a, b));
        assert_eq!(names, ["AB", "Ab", "a_b", "a2", "a10", "ab", "b"]);
    }
}
