//! Warnings of what nothing fails at when the migration runs, and what fails or finds nothing later: bodies of functions are
//! looked up when they run, and a label that is compared as text is no label to PostgreSQL.
//! <https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-PLAN-CACHING>

use std::collections::HashSet;

use underpin_schema::{Diagnostic, DiagnosticId, Name, ObjectId, QName, Schema};

use super::{Said, at, place};
use crate::{
    Change, Object, Pair,
    changes::{Create, Drop, Rename, RenameEnumValue},
    mentions::{Mention, mentions},
    renames::name_of,
};

/// A warning for each text of the new schema that still has something old.
pub(super) fn warnings(said: &Said<'_>) -> Vec<Diagnostic> {
    let old = outdated(said.changes, said.pair.new);
    if old.is_empty() {
        return Vec::new();
    }
    let mut diagnostics = Vec::new();
    let before: HashSet<_> = texts(said.pair.old).collect();
    for (user, text) in texts(said.pair.new) {
        let mentioned = mentions(text);
        for one in &old {
            // Who has written the text anew means the label as it is now.
            let meant = one.is_another() && !before.contains(&(user.clone(), text));
            if one.is_in(&mentioned) && !meant {
                let then = if one.is_another() { "it finds other rows than before" } else { "it will when it is used" };
                let message = format!("`{user}` still mentions {one}: nothing fails now, but {then}");
                let diagnostic = Diagnostic::warning(DiagnosticId::BreaksLater, message);
                diagnostics.push(
                    at(diagnostic, place(&said.resolved.origins, &user), "")
                        .help("change its text with the same migration"),
                );
            }
        }
    }
    diagnostics
}

/// Something that is not there any more under this name.
enum Outdated {
    Table(Name),
    Column(QName, Name),
    Label(QName, Name),
    /// A label that is another one's now.
    Traded(QName, Name),
}

impl Outdated {
    /// Whether there is something else under the name.
    fn is_another(&self) -> bool {
        match self {
            Outdated::Traded(_, _) => true,
            Outdated::Table(_) | Outdated::Column(_, _) | Outdated::Label(_, _) => false,
        }
    }

    fn is_in(&self, mentioned: &[Mention<'_>]) -> bool {
        let named = |name: &str| {
            mentioned.iter().any(|mention| match mention {
                Mention::Name(found) => found.name == name,
                Mention::Text(_) => false,
            })
        };
        match self {
            Outdated::Table(name) => named(name),
            Outdated::Column(table, name) => named(name) && named(&table.name),
            Outdated::Label(_, label) | Outdated::Traded(_, label) => mentioned.iter().any(|mention| match mention {
                Mention::Text(text) => text == label.as_str(),
                Mention::Name(_) => false,
            }),
        }
    }
}

impl std::fmt::Display for Outdated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Outdated::Table(name) => write!(f, "the table `{name}`"),
            Outdated::Column(table, name) => write!(f, "the column `{table}.{name}`"),
            Outdated::Label(ty, label) => write!(f, "'{label}', which `{ty}` has no more"),
            Outdated::Traded(ty, label) => write!(f, "'{label}', which is another value of `{ty}` now"),
        }
    }
}

fn outdated(changes: &[Change], new: &Schema) -> Vec<Outdated> {
    let mut found = Vec::new();
    let mut moment = HashSet::new();
    let mut created = Vec::new();
    for change in changes {
        match change {
            Change::Rename(Rename::Object(Pair { old, new: _ })) => match old {
                ObjectId::Table(name) => found.push(Outdated::Table(name.name.clone())),
                ObjectId::Column(table, name) => found.push(Outdated::Column(table.clone(), name.clone())),
                _ => {}
            },
            Change::Drop(Drop { object }) => match object {
                Object::Table(name, _) => found.push(Outdated::Table(name.name.clone())),
                Object::Column(table, name, _) => found.push(Outdated::Column(table.clone(), name.clone())),
                _ => {}
            },
            Change::RenameEnumValue(RenameEnumValue { ty, value }) => {
                let is_here = new.enums.get(ty).is_some_and(|ty| ty.values.contains(&value.old));
                // A name for a moment is in no text.
                if !moment.remove(&(ty, &value.old)) {
                    let outdated = if is_here { Outdated::Traded } else { Outdated::Label };
                    found.push(outdated(ty.clone(), value.old.clone()));
                }
                if new.enums.get(ty).is_some_and(|ty| !ty.values.contains(&value.new)) {
                    moment.insert((ty, &value.new));
                }
            }
            Change::ChangeEnum(change) => {
                let Pair { old, new } = change.values.as_ref().map(|ty| &ty.values);
                let gone = old.iter().filter(|label| !new.contains(label));
                found.extend(gone.map(|label| Outdated::Label(change.ty.clone(), label.clone())));
                let traded = change.labels.iter().map(|(from, _)| from).filter(|label| new.contains(label));
                found.extend(traded.map(|label| Outdated::Traded(change.ty.clone(), label.clone())));
            }
            Change::Create(Create { object, fill: _ }) => created.push(name_of(&object.id())),
            _ => {}
        }
    }
    // What is there again under the old name is meant by it now.
    found.retain(|one| match one {
        Outdated::Table(name) | Outdated::Column(_, name) => !created.contains(&name.to_string()),
        Outdated::Label(_, _) | Outdated::Traded(_, _) => true,
    });
    found
}

/// Every text of a schema that PostgreSQL does not follow, with what it belongs to.
fn texts(schema: &Schema) -> impl Iterator<Item = (ObjectId, &str)> {
    let functions = schema.functions.iter();
    let functions =
        functions.map(|(signature, function)| (ObjectId::Function(signature.clone()), function.body.as_str()));
    let views = schema.views.iter().map(|(name, view)| (ObjectId::View(name.clone()), view.query.as_str()));
    let checks = schema.tables.iter().flat_map(|(table, found)| {
        found
            .checks
            .iter()
            .map(move |(name, check)| (ObjectId::Check(table.clone(), name.clone()), check.expr.as_str()))
    });
    functions.chain(views).chain(checks)
}
