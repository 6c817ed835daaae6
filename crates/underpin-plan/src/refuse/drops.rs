//! Refusals of what holds data and is no longer in the specs.

use std::collections::HashSet;

use underpin_schema::{DefaultValue, Diagnostic, DiagnosticId, IntentForm, Name, ObjectId, QName};

use super::{Said, answers, at, likely, parent, place};
use crate::{
    Object, Pair,
    changes::Replace,
    difference::{Difference, Part},
    renames::name_of,
};

/// A refusal for each table and column that is dropped without a word.
pub(super) fn refusals(said: &Said<'_>) -> Vec<Diagnostic> {
    let parts = said.found.iter().filter_map(|difference| match difference {
        Difference::Dropped(part) => Some(part),
        Difference::Created(_) | Difference::Altered(_) => None,
    });
    parts.filter_map(|part| refusal(part, said)).collect()
}

fn refusal(part: &Part<'_>, said: &Said<'_>) -> Option<Diagnostic> {
    let lost = match part {
        Part::Table(_, table) => format!("its rows would be lost ({} columns)", table.columns.len()),
        // What is computed from the row is lost with nothing.
        Part::Column(_, _, column) if matches!(column.default, Some(DefaultValue::Generated(_))) => return None,
        Part::Column(_, _, _) => "its values would be lost".to_owned(),
        // It goes with its column, of which the specs have to say that it goes.
        Part::Sequence(_, sequence) if sequence.owner.as_ref().is_some_and(|owner| is_dropped(owner, said)) => {
            return None;
        }
        Part::Sequence(_, _) => "the number that it has come to would be lost".to_owned(),
        // They hold definitions alone; what uses them is in the specs, or is refused itself.
        Part::Namespace(_)
        | Part::Extension(_, _)
        | Part::Enum(_, _)
        | Part::EnumValue(_, _, _)
        | Part::Type(_, _)
        | Part::PrimaryKey(_, _)
        | Part::Unique(_, _, _)
        | Part::Index(_, _, _)
        | Part::ForeignKey(_, _, _)
        | Part::Check(_, _, _)
        | Part::Exclusion(_, _, _)
        | Part::Trigger(_, _, _)
        | Part::Policy(_, _, _)
        | Part::View(_, _)
        | Part::Function(_, _) => return None,
    };
    let object = as_it_was(&part.object(), said);
    if said.wanted.removal(&object).is_some() {
        return None;
    }
    let origins = &said.resolved.origins;
    let message = match said.form() {
        IntentForm::Specs => {
            format!("`{object}` is no longer in the specs, and they do not say what is to become of it: {lost}")
        }
        IntentForm::Answers => {
            format!("`{object}` is not in the new schema, and no answer says what is to become of it: {lost}")
        }
    };
    let mut diagnostic = Diagnostic::error(DiagnosticId::UnsaidDrop, message);
    diagnostic = at(diagnostic, parent(&object).and_then(|parent| origins.get(&parent)), "it was in here");
    let name = name_of(&object);
    for candidate in likely::renames(part, said.found, &HashSet::new()) {
        let span = place(origins, &candidate.object);
        if diagnostic.labels.iter().all(|label| Some(label.span) != span) {
            diagnostic = at(diagnostic, span, "perhaps under this name now");
        }
        diagnostic = diagnostic.help(match said.form() {
            IntentForm::Specs => {
                format!("if it is `{}` now ({}), write there: `was: {name}`", candidate.object, candidate.because)
            }
            IntentForm::Answers => answers::renamed(&object, &candidate.object, &candidate.because),
        });
    }
    if said.form() == IntentForm::Answers {
        return Some(diagnostic.help(answers::removed(&object)));
    }
    Some(match &object {
        ObjectId::Column(table, _) => {
            diagnostic.help(format!("to drop it with its values, write in the model of `{table}`: `removed: [{name}]`"))
        }
        ObjectId::Sequence(_) => {
            diagnostic.help(format!("to drop it, write in underpin.yaml: `removed: [\"sequence {name}\"]`"))
        }
        _ => diagnostic.help(format!("to drop it with its rows, write in underpin.yaml: `removed: [{name}]`")),
    })
}

/// Whether a column, or its table, is no longer there.
fn is_dropped((table, column): &(QName, Name), said: &Said<'_>) -> bool {
    said.pair.new.tables.get(table).is_none_or(|table| !table.columns.contains_key(column))
}

/// A column with values of its own that is to be computed from now on.
pub(super) fn computed(replace: &Replace, said: &Said<'_>) -> Option<Diagnostic> {
    let Pair { old: Object::Column(table, name, column), new: _ } = &replace.pair else { return None };
    let object = replace.pair.old.id();
    let computed = matches!(column.default, Some(DefaultValue::Generated(_)));
    if computed || said.wanted.removal(&object).is_some() {
        return None;
    }
    let message = format!("`{object}` is to be computed from now on, and the values that it holds would be lost");
    let diagnostic = Diagnostic::error(DiagnosticId::UnsaidDrop, message);
    let help = match said.form() {
        IntentForm::Specs => format!("to drop these values, write in the model of `{table}`: `removed: [{name}]`"),
        IntentForm::Answers => answers::removed(&object),
    };
    Some(
        at(diagnostic, place(&said.resolved.origins, &object), "")
            .help(help)
            .help("or add the computed column under another name beside it"),
    )
}

/// The address that an object had before it made room for another.
fn as_it_was(object: &ObjectId, said: &Said<'_>) -> ObjectId {
    let displaced = said.renamed.displaced.iter().find(|names| names.old == *object);
    displaced.map_or_else(|| object.clone(), |names| names.new.clone())
}
