//! Refusals of data steps.

use underpin_schema::{Diagnostic, DiagnosticId, Resolved};

use crate::{DataStep, mentions};

/// Statements that would end the transaction of the migration, or open another.
/// <https://www.postgresql.org/docs/current/sql-commit.html>
const TRANSACTION: &[&str] = &["abort", "begin", "commit", "end", "prepare", "rollback", "start"];

/// The refusal of a step that would break the migration in two.
pub(super) fn refusal(step: &DataStep, resolved: &Resolved) -> Option<Diagnostic> {
    let word = mentions::first_words(step.sql.as_str()).find(|word| TRANSACTION.contains(&word.as_str()))?;
    let message = format!("the data step `{}` has a statement `{}`", step.name, word.to_uppercase());
    let diagnostic = Diagnostic::error(DiagnosticId::BadIntent, message);
    let place =
        resolved.intents.steps.iter().find(|intent| intent.name.value == step.name).map(|intent| intent.sql.span);
    let diagnostic = super::at(diagnostic, place, "a migration is one transaction, and the step is a part of it");
    Some(diagnostic.help("leave it out: the step is committed with the rest, or nothing is"))
}
