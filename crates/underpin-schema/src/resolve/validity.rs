//! Constraints that the rows of before need not fulfil.

use super::draft::Draft;
use super::report::{Report, suggest};
use crate::{DiagnosticId, Schema, Validity};

/// Marks the constraints that `not_valid:` names.
pub(super) fn build(drafts: &[Draft<'_>], schema: &mut Schema, report: &mut Report) {
    for draft in drafts {
        let Some(table) = schema.tables.get_mut(&draft.table) else { continue };
        for name in &draft.spec.not_valid {
            if let Some(check) = table.checks.get_mut(name.as_str()) {
                check.validity = Validity::NotValid;
            } else if let Some(key) = table.foreign_keys.get_mut(name.as_str()) {
                key.validity = Validity::NotValid;
            } else if !name.is_empty() {
                let message = format!("`{}` is no check or foreign key of `{}`", name.value, draft.name);
                let known: Vec<&str> =
                    table.checks.keys().chain(table.foreign_keys.keys()).map(|name| name.as_str()).collect();
                let help = suggest(name, known, "write the name that it has in the database, or remove it");
                report.error(DiagnosticId::BadObject, message, name.span, help);
            }
        }
    }
}
