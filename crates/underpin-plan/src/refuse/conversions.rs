//! Refusals of values that would have no counterpart.

use underpin_schema::{BaseType, Diagnostic, DiagnosticId, IntentForm, Name, ObjectId, QName, Scalar, ScalarKind};

use super::{Said, answers, at, ident, likely, place};
use crate::{
    Pair,
    casts::spelled,
    changes::{ChangeEnum, ChangeTypes},
};

/// A refusal for each column whose conversion the specs have to spell.
pub(super) fn types(types: &ChangeTypes, said: &Said<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for converted in &types.columns {
        let Some((why, suggestion)) = &converted.lossy else { continue };
        let name = &converted.change.column;
        let object = ObjectId::Column(types.table.clone(), name.clone());
        let Pair { old, new } = converted.change.ty.as_ref().map(spelled);
        let message = format!("`{object}` cannot go from `{old}` to `{new}` by itself: {why}");
        if refers_to_rekeyed(&types.table, name, said) {
            continue;
        }
        let new_key = new_key(&types.table, name, said);
        let using = new_key.map_or_else(|| suggestion.replace("{}", &ident(name)), str::to_owned);
        let example = if using.is_empty() { "...".to_owned() } else { using };
        let mut diagnostic = at(
            Diagnostic::error(DiagnosticId::UnsaidConversion, message),
            place(&said.resolved.origins, &object),
            &format!("was `{old}`"),
        );
        diagnostic = diagnostic.help(match (said.form(), new_key) {
            (IntentForm::Specs, _) => {
                format!("say how a value becomes one of the new type, as SQL over the row: `using: {example:?}`")
            }
            (IntentForm::Answers, None) => answers::converted("using", &object, &example),
            (IntentForm::Answers, Some(_)) => answers::converted("rekey", &object, &example),
        });
        if new_key.is_some() {
            diagnostic =
                diagnostic.help("the columns that refer to it get the new values of the rows that they refer to");
        }
        diagnostics.push(diagnostic.help("or add a column of another name beside it"));
    }
    diagnostics
}

/// What a key of another kind can be made of, where nothing of the old one carries over.
fn new_key(table: &QName, name: &Name, said: &Said<'_>) -> Option<&'static str> {
    let found = said.pair.new.tables.get(table)?;
    let is_key = found.primary_key.as_ref().is_some_and(|key| key.columns == [name.clone()]);
    let uuid = BaseType::Scalar(Scalar::plain(ScalarKind::Uuid));
    (is_key && found.columns.get(name)?.ty.base == uuid).then_some("gen_random_uuid()")
}

/// Whether the column refers to a key that is refused itself: it follows the key.
fn refers_to_rekeyed(table: &QName, name: &Name, said: &Said<'_>) -> bool {
    let Some(found) = said.pair.new.tables.get(table) else { return false };
    found.foreign_keys.values().any(|key| {
        key.columns == [name.clone()]
            && key.references.iter().all(|reference| new_key(&key.table, reference, said).is_some())
    })
}

/// A refusal for each label whose rows would have no value, and for each target that is no value.
pub(super) fn labels(change: &ChangeEnum, said: &Said<'_>) -> Vec<Diagnostic> {
    let origins = &said.resolved.origins;
    let ty = ObjectId::Enum(change.ty.clone());
    let mut diagnostics = Vec::new();
    for (from, to) in change.labels.iter().filter(|(_, to)| !change.values.new.values.contains(to)) {
        let message = format!("`{from}` of `{ty}` is to become `{to}`, which is no value of it");
        diagnostics.push(
            at(Diagnostic::error(DiagnosticId::BadIntent, message), place(origins, &ty), "")
                .help(format!("name one of its values: {}", list(change))),
        );
    }
    for value in change.lost().filter(|value| !change.unused.contains(value)) {
        let object = ObjectId::EnumValue(change.ty.clone(), value.clone());
        let message = match said.form() {
            IntentForm::Specs => {
                format!("`{object}` is no longer in the specs, and they do not say what the rows that hold it become")
            }
            IntentForm::Answers => {
                format!("`{object}` is not in the new schema, and no answer says what the rows that hold it become")
            }
        };
        let mut diagnostic =
            at(Diagnostic::error(DiagnosticId::UnsaidValue, message), place(origins, &ty), "it was in here");
        let likely = likely::labels(value, change.values.as_ref());
        if said.form() == IntentForm::Answers {
            let known = change.values.new.values.as_slice();
            diagnostics.push(answers::labels(diagnostic, (&object, value), &likely, known));
            continue;
        }
        for (label, because) in &likely {
            diagnostic =
                diagnostic.help(format!("if it is `{label}` now ({because}), write: `{label}: {{ was: {value} }}`"));
        }
        let target = likely.first().map(|(label, _)| label).or(change.values.new.values.first());
        if let Some(target) = target {
            diagnostic = diagnostic.help(format!(
                "to give its rows another value, write in the enum: `removed: {{ {value}: {target} }}`, or in place of \
                 `{target}` one of {}",
                list(change)
            ));
        }
        diagnostic = diagnostic.help(format!(
            "if no row holds it, write in the enum: `removed: {{ {value}: }}`; the migration stops where one does"
        ));
        diagnostics.push(diagnostic);
    }
    diagnostics
}

fn list(change: &ChangeEnum) -> String {
    let names: Vec<_> = change.values.new.values.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
