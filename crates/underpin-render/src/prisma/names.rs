//! The names that Prisma cannot carry.

use underpin_schema::{Diagnostic, DiagnosticId, Name, naming::PRISMA_RESERVED};

use super::book::Book;

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
    if PRISMA_RESERVED.contains(&name.as_str()) {
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
