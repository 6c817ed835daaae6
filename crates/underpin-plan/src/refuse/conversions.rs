//! Refusals of values that would have no counterpart.

use underpin_schema::{Diagnostic, DiagnosticId, ObjectId};

use super::{Said, at, ident, likely, place};
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
        let using = suggestion.replace("{}", &ident(name));
        diagnostics.push(
            at(
                Diagnostic::error(DiagnosticId::UnsaidConversion, message),
                place(&said.resolved.origins, &object),
                &format!("was `{old}`"),
            )
            .help(format!("say how a value becomes one of the new type, as SQL over the row: `using: {using:?}`"))
            .help("or add a column of another name beside it"),
        );
    }
    diagnostics
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
    for value in change.lost() {
        let object = ObjectId::EnumValue(change.ty.clone(), value.clone());
        let message =
            format!("`{object}` is no longer in the specs, and they do not say what the rows that hold it become");
        let mut diagnostic =
            at(Diagnostic::error(DiagnosticId::UnsaidValue, message), place(origins, &ty), "it was in here");
        let likely = likely::labels(value, change.values.as_ref());
        let target = likely.first().map_or("...", |(label, _)| label.as_str());
        for (label, because) in &likely {
            diagnostic =
                diagnostic.help(format!("where it is now `{label}` ({because}): `{label}: {{ was: {value} }}`"));
        }
        diagnostic = diagnostic
            .help(format!("where it is gone and its rows get another value: `removed: {{ {value}: {target} }}`"));
        diagnostics.push(diagnostic);
    }
    diagnostics
}

fn list(change: &ChangeEnum) -> String {
    let names: Vec<_> = change.values.new.values.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
