//! The sequences of columns, which keep the names that they were made with.

use std::collections::BTreeSet;

use underpin_schema::{DefaultValue, NAME_BYTES, Name, ObjectId, OwnedSequence, QName, Schema};

use crate::{Change, Pair, changes::Rename};

/// The renames of the sequences whose tables or columns have other names by `changes`: so that a database that was migrated
/// is like one that was built anew.
pub(super) fn renames(schema: &Schema, changes: &[Change]) -> Vec<Change> {
    let mut left = Vec::new();
    let mut held = BTreeSet::new();
    for (name, table) in &schema.tables {
        for (column, value) in &table.columns {
            let Some(sequence) = value.default.as_ref().and_then(DefaultValue::sequence) else { continue };
            if let Some(own) = sequence.name() {
                held.insert(QName::new(name.namespace.clone(), own.clone()));
                continue;
            }
            let ObjectId::Column(of, was) = former(ObjectId::Column(name.clone(), column.clone()), changes) else {
                continue;
            };
            let names = Pair { old: sequence_name(&of.name, &was), new: sequence_name(&name.name, column) };
            held.insert(QName::new(name.namespace.clone(), names.old.clone()));
            if names.old != names.new {
                left.push((name, column, names));
            }
        }
    }
    in_order(left, held)
}

/// Tables that swap names swap those of their sequences: one of them goes over a name for a moment.
fn in_order(mut left: Vec<(&QName, &Name, Pair<Name>)>, mut held: BTreeSet<QName>) -> Vec<Change> {
    let at = |table: &QName, name: &Name| QName::new(table.namespace.clone(), name.clone());
    let mut found = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|(table, _, names)| !held.contains(&at(table, &names.new)));
        let leaving: BTreeSet<QName> = left.iter().map(|(table, _, names)| at(table, &names.old)).collect();
        let (table, column, names) = match free {
            Some(index) => left.remove(index),
            // Another sequence has the name and keeps it.
            None if !leaving.contains(&at(left[0].0, &left[0].2.new)) => {
                left.remove(0);
                continue;
            }
            None => {
                let (table, column, names) = &mut left[0];
                let room = super::spare(&at(table, &names.old), "swap", |name| held.contains(name)).name;
                let first = Pair { old: names.old.clone(), new: room.clone() };
                names.old = room;
                (*table, *column, first)
            }
        };
        held.remove(&at(table, &names.old));
        held.insert(at(table, &names.new));
        found.push(Rename::Sequence(table.clone(), column.clone(), names).into());
    }
    found
}

/// The address that a column had before the renames.
fn former(column: ObjectId, changes: &[Change]) -> ObjectId {
    let mut id = column;
    for change in changes.iter().rev() {
        let Change::Rename(Rename::Object(Pair { old, new })) = change else { continue };
        if id == *new {
            id = old.clone();
        } else if let (ObjectId::Column(table, name), ObjectId::Table(to), ObjectId::Table(from)) = (&id, new, old)
            && table == to
        {
            id = ObjectId::Column(from.clone(), name.clone());
        }
    }
    id
}

/// What the sequence of a column is called.
pub(crate) fn called(table: &QName, column: &Name, sequence: &OwnedSequence) -> Name {
    sequence.name().cloned().unwrap_or_else(|| sequence_name(&table.name, column))
}

/// Whether PostgreSQL may have called the sequence of a column so by itself: where the usual name is taken, it counts up behind it.
/// <https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/indexcmds.c> (`ChooseRelationName`)
pub fn is_sequence_name(name: &str, table: &str, column: &str) -> bool {
    let label = name.rsplit('_').next().filter(|label| {
        let number = label.strip_prefix(LABEL);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    label.is_some_and(|label| labelled(table, column, label).as_str() == name)
}

/// The label of sequences.
const LABEL: &str = "seq";

/// The name that `serial` gives: `table_column_seq`, and where that is too long, the longer of the first two is cut until
/// it fits. <https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/indexcmds.c> (`makeObjectName`)
pub fn sequence_name(table: &str, column: &str) -> Name {
    labelled(table, column, LABEL)
}

fn labelled(table: &str, column: &str, label: &str) -> Name {
    let room = NAME_BYTES.saturating_sub(label.len() + 2);
    let (mut first, mut second) = (table.len(), column.len());
    while first + second > room {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    Name::from(format!("{}_{}_{label}", cut(table, first), cut(column, second)))
}

/// The text without what is behind that many bytes, and without the half of a character.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_called_as_serial_calls_it() {
        assert_eq!(sequence_name("User", "id").as_str(), "User_id_seq");
        let long = "t".repeat(60);
        assert_eq!(sequence_name(&long, "id").as_str(), format!("{}_id_seq", "t".repeat(56)));
        let both = sequence_name(&long, &"c".repeat(60));
        assert_eq!(both.as_str(), format!("{}_{}_seq", "t".repeat(29), "c".repeat(29)));
        assert!(is_sequence_name("User_id_seq", "User", "id") && is_sequence_name("User_id_seq12", "User", "id"));
        assert!(!is_sequence_name("User_id_seq_", "User", "id") && !is_sequence_name("user_ids", "User", "id"));
        assert!(is_sequence_name(&format!("{}_id_seq1", "t".repeat(55)), &long, "id"));
        assert_eq!(sequence_name(&"é".repeat(30), "id").as_str(), format!("{}_id_seq", "é".repeat(28)));
    }
}
