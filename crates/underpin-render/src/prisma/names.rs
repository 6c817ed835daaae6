//! The names that Prisma gives by itself, and those that it cannot carry.

use underpin_schema::{Diagnostic, DiagnosticId, NAME_BYTES, Name, QName};

use super::book::Book;

/// The name that Prisma gives to a key, an index or a foreign key: table, columns and suffix, the front part cut so that
/// the suffix stays. A name equal to it needs no `map`.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/database-mapping#prismas-default-naming-conventions-for-indexes-and-constraints>
pub(super) fn default_name(table: &QName, columns: &[Name], suffix: &str) -> String {
    let mut name = table.name.to_string();
    for column in columns {
        name.push('_');
        name.push_str(column);
    }
    let mut end = name.len().min(NAME_BYTES - suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    name + suffix
}

/// The join table of an implicit many-to-many relation without a name of its own.
pub(super) fn default_join_table(one: &Name, other: &Name) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("_{first}To{second}")
}

/// What Prisma refuses as the name of a model or an enum, since its client declares it as a type or a variable.
/// <https://pris.ly/d/naming-models>
const RESERVED: &[&str] = &[
    "BigInt",
    "Boolean",
    "Bytes",
    "DateTime",
    "Decimal",
    "Float",
    "Int",
    "Json",
    "PrismaClient",
    "String",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "using",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Every name that Prisma cannot carry, and every preview feature that it lacks.
pub(super) fn diagnose(book: &Book<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for model in &book.code.models {
        found.extend(type_name("model", &model.name));
        for field in &model.fields {
            found.extend(identifier(&field.name, || format!("field `{}.{}`", model.name, field.name)));
        }
        for end in book.ends(model) {
            let field = &end.own().field;
            found.extend(identifier(field, || format!("relation `{}.{field}`", model.name)));
        }
    }
    for item in &book.code.enums {
        found.extend(type_name("enum", &item.name));
        for value in &item.values {
            found.extend(identifier(&value.name, || format!("value `{}.{}`", item.name, value.name)));
        }
    }
    for name in &book.code.prisma.preview {
        if !book.edition.knows_preview(name) {
            let message = format!("Prisma {} has no preview feature `{name}`", book.edition.number());
            let help = format!("take `{name}` out of `preview`, or write for another version of Prisma");
            found.push(Diagnostic::warning(DiagnosticId::PrismaPreview, message).help(help));
        }
    }
    found
}

fn type_name(kind: &str, name: &Name) -> Option<Diagnostic> {
    if RESERVED.contains(&name.as_str()) {
        let message = format!("the {kind} `{name}` has a name that Prisma reserves");
        return Some(
            Diagnostic::error(DiagnosticId::PrismaName, message)
                .help(format!("give the {kind} another name and keep its name in the database with `map: {name}`")),
        );
    }
    identifier(name, || format!("{kind} `{name}`"))
}

/// A letter, then letters, digits and underscores.
fn identifier(name: &str, what: impl Fn() -> String) -> Option<Diagnostic> {
    let fits = name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (!fits).then(|| {
        Diagnostic::error(DiagnosticId::PrismaName, format!("the {} has a name that Prisma cannot read", what()))
            .help("begin the name with a letter, go on with letters, digits and underscores, and keep the name in the database with `map:`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_names_keep_their_suffix() {
        let name = |table: &str, columns: &[&str], suffix| {
            let columns: Vec<Name> = columns.iter().map(Name::new).collect();
            default_name(&QName::public(table), &columns, suffix)
        };
        assert_eq!(name("User", &["email"], "_key"), "User_email_key");
        assert_eq!(
            name("platform_connections", &["organization_id", "platform", "platform_user_id"], "_key"),
            "platform_connections_organization_id_platform_platform_user_key"
        );
        assert_eq!(name(&"é".repeat(40), &["x"], "_idx"), format!("{}_idx", "é".repeat(29)));
    }

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
    }
}
