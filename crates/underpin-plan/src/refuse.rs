//! Refusals: what differs and cannot be planned, said all at once, each with a way out.

mod alterations;
mod aspects;
mod intents;
mod likely;

use std::collections::HashSet;

use underpin_schema::{Diagnostic, DiagnosticId, Name, ObjectId, Origins, Resolved, Schema, Span, Uniqueness};

use crate::{
    Pair,
    changes::AddColumn,
    difference::{Difference, Part},
};

/// A diagnostic for each difference that no kind of change claims, and for each intent that would be needed.
pub(crate) fn refusals(
    pair: Pair<&Schema>,
    resolved: &Resolved,
    differences: &[Difference<'_>],
    unclaimed: &[&Difference<'_>],
) -> Vec<Diagnostic> {
    let intents = intents::Pending::new(pair, &resolved.intents, differences);
    let mut diagnostics = intents.refusals();
    let renamed: HashSet<_> = intents.objects().collect();
    for difference in unclaimed {
        let object = object(difference);
        if renamed.contains(&object) {
            continue;
        }
        let diagnostic = match difference {
            Difference::Dropped(part) => dropped(part, differences, resolved, &renamed),
            Difference::Created(part) => created(part, &intents, &resolved.origins),
            Difference::Altered(alteration) => alterations::refusal(alteration, &intents, &resolved.origins),
        };
        diagnostics.push(diagnostic);
    }
    diagnostics.extend(intents.steps(differences));
    diagnostics
}

/// The object that a difference is about.
pub(crate) fn object(difference: &Difference<'_>) -> ObjectId {
    match difference {
        Difference::Created(part) | Difference::Dropped(part) => part.object(),
        Difference::Altered(alteration) => alteration.object(),
    }
}

/// The place of an object, or of what it belongs to.
fn place(origins: &Origins, object: &ObjectId) -> Option<Span> {
    origins.get(object).or_else(|| origins.get(&parent(object)?))
}

fn at(diagnostic: Diagnostic, span: Option<Span>, text: &str) -> Diagnostic {
    match span {
        Some(span) => diagnostic.at(span, text),
        None => diagnostic,
    }
}

/// What an object belongs to.
fn parent(object: &ObjectId) -> Option<ObjectId> {
    match object {
        ObjectId::EnumValue(ty, _) => Some(ObjectId::Enum(ty.clone())),
        ObjectId::Column(table, _)
        | ObjectId::PrimaryKey(table)
        | ObjectId::Unique(table, _)
        | ObjectId::Index(table, _)
        | ObjectId::ForeignKey(table, _)
        | ObjectId::Check(table, _)
        | ObjectId::Trigger(table, _)
        | ObjectId::Policy(table, _) => Some(ObjectId::Table(table.clone())),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::Table(_)
        | ObjectId::View(_)
        | ObjectId::Function(_) => None,
    }
}

/// Something that is no longer in the specs.
fn dropped(
    part: &Part<'_>,
    differences: &[Difference<'_>],
    resolved: &Resolved,
    renamed: &HashSet<ObjectId>,
) -> Diagnostic {
    let object = part.object();
    let lost = match part {
        Part::Table(_, table) => format!("its rows, in {} columns, would be lost", table.columns.len()),
        Part::Column(_, _, _) => "its values would be lost".to_owned(),
        Part::EnumValue(_, _, _) => "rows that hold it would have no value".to_owned(),
        Part::Enum(_, _) => "columns of the type could not be kept".to_owned(),
        Part::Namespace(_) => "all that it holds would be lost".to_owned(),
        Part::Extension(_, _) => "types, functions and operators that it brings would be gone".to_owned(),
        Part::PrimaryKey(_, _) | Part::Unique(_, _, _) => "equal rows would no longer be kept out".to_owned(),
        Part::Index(_, _, index) => match index.uniqueness {
            Uniqueness::Any => "queries that use it would be slow".to_owned(),
            Uniqueness::Unique(_) => "equal rows would no longer be kept out".to_owned(),
        },
        Part::ForeignKey(_, _, _) => "rows that refer to nothing would no longer be kept out".to_owned(),
        Part::Check(_, _, _) => "rows that do not pass it would no longer be kept out".to_owned(),
        Part::Trigger(_, _, _) => "it would no longer fire".to_owned(),
        Part::Policy(_, _, _) => "other rows would be seen and written than before".to_owned(),
        Part::View(_, _) | Part::Function(_, _) => "programs that use it would fail".to_owned(),
    };
    let message = format!("`{object}` is no longer in the specs, and dropping it is not planned yet: {lost}");
    let mut diagnostic = Diagnostic::error(DiagnosticId::UnplannedDrop, message);
    diagnostic = at(diagnostic, parent(&object).and_then(|parent| resolved.origins.get(&parent)), "it was in here");
    for candidate in likely::renames(part, differences, renamed) {
        let span = place(&resolved.origins, &candidate.object);
        if diagnostic.labels.iter().all(|label| Some(label.span) != span) {
            diagnostic = at(diagnostic, span, "perhaps under this name now");
        }
        diagnostic = diagnostic.help(format!(
            "`{}` is new and may be the same: {}; a rename is never guessed, nor planned yet: keep the old name{}",
            candidate.object,
            candidate.because,
            keep_old_name(&object),
        ));
    }
    diagnostic.help(format!("put `{object}` back into the specs"))
}

/// How code can have the new name while the database keeps the old one.
fn keep_old_name(object: &ObjectId) -> String {
    match object {
        ObjectId::Table(name) => format!(" in the database with `map: {}`", name.name),
        ObjectId::Column(_, name) => format!(" in the database with `map: {name}`"),
        _ => String::new(),
    }
}

/// Something new that the rows or the tables that are there cannot take.
fn created(part: &Part<'_>, intents: &intents::Pending<'_>, origins: &Origins) -> Diagnostic {
    let object = part.object();
    let span = place(origins, &object);
    match part {
        Part::Column(table, name, column) if !AddColumn::fits_rows(column) => {
            let message = format!("`{object}` is new and required, and nothing fills it in the rows that are there");
            let mut diagnostic = at(Diagnostic::error(DiagnosticId::UnfilledColumn, message), span, "");
            if let Some(fill) = intents.fill(table, name) {
                diagnostic = diagnostic.at(fill.span, "a later version of underpin carries this out");
            }
            diagnostic
                .help("make it optional (`?` after the type), or give it a default that the database knows: a literal, `now()` or `sql(\"...\")`")
                .help("`uuid()`, `cuid()` and `updated` are made by the program that writes a row: they fill no row that is there already")
                .help("`fill:` is planned by a later version; until then add it as optional, fill it, and keep it optional")
        }
        Part::PrimaryKey(table, key) => at(unplanned(&object, "adding one to a table that has rows"), span, "")
            .help(format!("it was to be over {}", columns(&key.columns)))
            .help(format!("add a unique constraint to `{table}` instead, or leave the table without a key for now")),
        // Other parts are always claimed; should one not be, it is still refused and not lost.
        Part::Namespace(_)
        | Part::Extension(_, _)
        | Part::Enum(_, _)
        | Part::EnumValue(_, _, _)
        | Part::Table(_, _)
        | Part::Column(_, _, _)
        | Part::Unique(_, _, _)
        | Part::Index(_, _, _)
        | Part::ForeignKey(_, _, _)
        | Part::Check(_, _, _)
        | Part::Trigger(_, _, _)
        | Part::Policy(_, _, _)
        | Part::View(_, _)
        | Part::Function(_, _) => at(unplanned(&object, "creating it"), span, "").help("take it out of the specs"),
    }
}

/// A change that there is no kind for.
fn unplanned(object: &ObjectId, what: &str) -> Diagnostic {
    let message = format!("`{object}` differs, and {what} is not planned yet");
    Diagnostic::error(DiagnosticId::UnplannedChange, message)
}

/// Names, for messages.
fn columns(names: &[Name]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
