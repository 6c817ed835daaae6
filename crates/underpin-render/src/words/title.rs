//! The changes of a plan, counted by kind.

use std::fmt::Write;

use heck::ToSnakeCase;
use underpin_plan::Change;

/// The changes of one kind.
pub(super) struct ByKind {
    /// What is done: `create`.
    verb: String,
    /// What it is done to: `foreign key`.
    noun: String,
    /// The changes: indexes into those of the plan.
    pub(super) members: Vec<usize>,
}

/// The changes by kind, in the order in which the kinds first come.
pub(super) fn by_kind(changes: &[Change]) -> Vec<ByKind> {
    let mut kinds: Vec<(String, ByKind)> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let name = change.kind_name();
        match kinds.iter_mut().find(|(known, _)| *known == name) {
            Some((_, kind)) => kind.members.push(at),
            None => {
                let (verb, noun) = words(&name);
                kinds.push((name, ByKind { verb, noun, members: vec![at] }));
            }
        }
    }
    kinds.into_iter().map(|(_, kind)| kind).collect()
}

/// What is done by changes of a kind, and to what. The name of a kind is an imperative: `CreateForeignKey`.
fn words(kind: &str) -> (String, String) {
    let (verb, noun) = match kind {
        "ChangeEnum" => ("change the values of", "enum"),
        "ChangeTypes" => ("convert columns of", "table"),
        "AlterSequence" => ("alter", "sequence"),
        "Rekey" => ("give new values to", "key"),
        "SetRequired" => ("require", "column"),
        "SetOptional" => ("make optional", "column"),
        "AlterDomainSetDefault" => ("change", "domain default"),
        "AlterDomainSetRequired" => ("require", "domain"),
        "AlterDomainSetOptional" => ("make optional", "domain"),
        "AlterDomainAddCheck" => ("add", "domain check"),
        "AlterDomainDropCheck" => ("drop", "domain check"),
        "AlterDomainRenameCheck" => ("rename", "domain check"),
        "AlterDomainSetValidity" => ("change the validity of", "domain check"),
        "AlterCompositeAddAttribute" => ("add", "attribute"),
        "AlterCompositeDropAttribute" => ("drop", "attribute"),
        "RunStep" => ("run", "data step"),
        imperative => {
            let words = imperative.to_snake_case();
            let (verb, noun) = words.split_once('_').unwrap_or((&words, ""));
            return (verb.to_owned(), noun.replace('_', " "));
        }
    };
    (verb.to_owned(), noun.to_owned())
}

/// All changes in one line.
pub(super) fn title(lines: &[String], kinds: &[ByKind]) -> String {
    match lines {
        [] => "nothing to do".to_owned(),
        [only] => only.clone(),
        _ => counts(kinds),
    }
}

/// `create 2 enums and 6 tables; add 1 column`
fn counts(kinds: &[ByKind]) -> String {
    let mut text = String::new();
    for group in kinds.chunk_by(|one, other| one.verb == other.verb) {
        let start = if text.is_empty() { "" } else { "; " };
        text.push_str(start);
        text.push_str(&group[0].verb);
        for (at, kind) in group.iter().enumerate() {
            let joint = match at {
                0 => " ",
                _ if at + 1 == group.len() => " and ",
                _ => ", ",
            };
            // Writing to a String cannot fail.
            let _ = write!(text, "{joint}{}", counted(kind.members.len(), &kind.noun));
        }
    }
    text
}

/// `1 table`, `2 tables`
pub(super) fn counted(count: usize, noun: &str) -> String {
    let (one, many) = match noun {
        "index" => ("index", "indexes"),
        "policy" => ("policy", "policies"),
        "namespace" => ("schema", "schemas"),
        "row security" => ("row-level security", "row-level securities"),
        "depends" => ("dependency list", "dependency lists"),
        regular => return format!("{count} {regular}{}", if count == 1 { "" } else { "s" }),
    };
    format!("{count} {}", if count == 1 { one } else { many })
}
