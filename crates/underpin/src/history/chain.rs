//! The chain of migrations: each starts where the one before it ended.

use std::collections::HashMap;

use underpin_schema::{Diagnostic, DiagnosticId};

use super::Entry;

/// Checks that the migrations, oldest first, follow one another.
pub fn check_chain(entries: &[Entry], diagnostics: &mut Vec<Diagnostic>) {
    let mut children: HashMap<Option<&str>, &Entry> = HashMap::new();
    let mut conflict = false;
    for entry in entries {
        if let Some(first) = children.insert(entry.head.parent.as_deref(), entry) {
            conflict = true;
            diagnostics.push(branch_conflict(first, entry));
        }
    }
    // After a branch conflict every further word would be about the same mistake.
    if conflict {
        return;
    }
    let mut before: Option<&Entry> = None;
    for entry in entries {
        diagnostics.extend(check_link(before, entry));
        before = Some(entry);
    }
}

fn branch_conflict(first: &Entry, second: &Entry) -> Diagnostic {
    let parent = match &first.head.parent {
        Some(parent) => format!("both follow `{parent}`"),
        None => "both are the first".to_owned(),
    };
    let message = format!("the migrations `{}` and `{}` are in conflict: {parent}", first.id, second.id);
    Diagnostic::error(DiagnosticId::BranchConflict, message)
        .at(first.span, "this one")
        .at(second.span, "and this one")
        .help("keep the one that a database already has, delete the folder of the other, and run gen again")
}

fn check_link(before: Option<&Entry>, entry: &Entry) -> Option<Diagnostic> {
    let expected = before.map(|before| before.id.to_string());
    let broken =
        |message: String| Diagnostic::error(DiagnosticId::BrokenChain, message).at(entry.span, "this migration");
    if entry.head.parent != expected {
        let message = match (&entry.head.parent, expected) {
            (Some(parent), Some(expected)) => {
                format!("the migration `{}` follows `{parent}`, but the one before it is `{expected}`", entry.id)
            }
            (Some(parent), None) => {
                format!("the migration `{}` follows `{parent}`, which is not there", entry.id)
            }
            (None, Some(expected)) => {
                format!("the migration `{}` says that it is the first, but `{expected}` is before it", entry.id)
            }
            (None, None) => return None,
        };
        return Some(broken(message).help("restore the missing migration from version control"));
    }
    let (old, reached) = (&entry.head.old_hash, before.map(|before| &before.head.new_hash));
    if old.as_ref() != reached {
        let message = format!("the migration `{}` starts from another schema than its parent leads to", entry.id);
        return Some(broken(message).help("restore both from version control"));
    }
    None
}
