//! What to write where no spec holds the intents: the lines of an answers file.

use underpin_schema::{Diagnostic, Name, ObjectId, answer_name, answer_word};

use crate::renames::name_of;

/// That something has another name now.
pub(super) fn renamed(old: &ObjectId, new: &ObjectId, because: &str) -> String {
    let (section, to) = match old {
        ObjectId::Table(_) => ("tables", answer_name(new)),
        ObjectId::Enum(_) => ("enums", answer_name(new)),
        ObjectId::Type(_) => ("others", answer_name(new)),
        ObjectId::Sequence(_) => ("sequences", answer_name(new)),
        ObjectId::Column(_, _) => ("columns", answer_word(&name_of(new))),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Attribute(_, _)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Exclusion(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => ("others", answer_word(&name_of(new))),
    };
    format!("if it is `{new}` now ({because}), answer: `rename: {{ {section}: {{ {}: {to} }} }}`", answer_name(old))
}

/// That something goes.
pub(super) fn removed(object: &ObjectId) -> String {
    let what = match object {
        ObjectId::Table(_) => "its rows",
        ObjectId::Sequence(_) => "the number that it has come to",
        _ => "its values",
    };
    format!("to drop it with {what}, answer: `remove: [{}]`", answer_name(object))
}

/// What the values of a column become.
pub(super) fn converted(section: &str, column: &ObjectId, example: &str) -> String {
    format!(
        "say how a value becomes one of the new type, as SQL over the row: `{section}: {{ {}: {example:?} }}`",
        answer_name(column)
    )
}

/// What a new column holds.
pub(super) fn filled(diagnostic: Diagnostic, column: &ObjectId) -> Diagnostic {
    let name = answer_name(column);
    diagnostic
        .help(format!("say what they get, as SQL over the row: `fill: {{ {name}: \"...\" }}`, such as `fill: {{ {name}: \"gen_random_uuid()\" }}`"))
        .help(format!("or take it from the row that a key leads to: `fill: {{ {name}: '(SELECT p.\"tenantId\" FROM \"Parent\" p WHERE p.id = \"parentId\")' }}`"))
        .help("or give it a default in the new schema, or let it be NULL there")
}

/// What the rows of a label become.
pub(super) fn labels(
    mut diagnostic: Diagnostic,
    (value, label): (&ObjectId, &Name),
    likely: &[(Name, &str)],
    known: &[Name],
) -> Diagnostic {
    let ObjectId::EnumValue(ty, _) = value else { return diagnostic };
    let ty = answer_name(&ObjectId::Enum(ty.clone()));
    let map = |to: &Name| format!("`map: {{ {ty}: {{ {}: {} }} }}`", answer_word(label), answer_word(to));
    for (to, because) in likely {
        diagnostic = diagnostic.help(format!("if it is `{to}` now ({because}), answer: {}", map(to)));
    }
    if let Some(target) = likely.first().map(|(to, _)| to).or(known.first()) {
        let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        diagnostic = diagnostic.help(format!(
            "to give its rows another value, answer: {}, or in place of `{target}` one of {}",
            map(target),
            names.join(", ")
        ));
    }
    diagnostic.help(format!(
        "if no row holds it, answer: `remove: [{}]`; the migration stops where one does",
        answer_name(value)
    ))
}
