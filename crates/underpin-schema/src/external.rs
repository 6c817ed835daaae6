//! What belongs to others, on the way from one schema to the next.

use std::collections::BTreeSet;

use crate::{ObjectId, Schema};

/// Brings what belongs to others in an old schema to where it is now, so that nothing of it is planned: it has changed
/// without us. What was theirs and is managed now stays as it was known, so that only the difference is planned; what is no
/// longer spoken of is forgotten, and stays where it is.
pub fn carry_external(old: &mut Schema, was: &BTreeSet<ObjectId>, new: &Schema, is: &BTreeSet<ObjectId>) {
    for id in is {
        replace(old, id, new, Absent::Keep);
    }
    for id in was.difference(is) {
        if !has(new, id) {
            replace(old, id, new, Absent::Remove);
        }
    }
}

/// What happens to an object that the new schema does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Absent {
    Keep,
    Remove,
}

macro_rules! replace_in {
    ($old:expr, $new:expr, $name:expr, $absent:expr) => {
        match ($new.get($name), $absent) {
            (Some(found), _) => {
                $old.insert($name.clone(), found.clone());
            }
            (None, Absent::Keep) => {}
            (None, Absent::Remove) => {
                $old.remove($name);
            }
        }
    };
}

fn replace(old: &mut Schema, id: &ObjectId, new: &Schema, absent: Absent) {
    match id {
        ObjectId::Table(name) => replace_in!(old.tables, new.tables, name, absent),
        ObjectId::Enum(name) => replace_in!(old.enums, new.enums, name, absent),
        ObjectId::Type(name) => replace_in!(old.types, new.types, name, absent),
        ObjectId::Extension(name) => replace_in!(old.extensions, new.extensions, name, absent),
        ObjectId::Namespace(name) => match (new.namespaces.contains(name), absent) {
            (true, _) => {
                old.namespaces.insert(name.clone());
            }
            (false, Absent::Keep) => {}
            (false, Absent::Remove) => {
                old.namespaces.remove(name);
            }
        },
        // Only whole objects belong to others.
        ObjectId::EnumValue(_, _)
        | ObjectId::Attribute(_, _)
        | ObjectId::Column(_, _)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Exclusion(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::Sequence(_)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => {}
    }
}

fn has(schema: &Schema, id: &ObjectId) -> bool {
    match id {
        ObjectId::Table(name) => schema.tables.contains_key(name),
        ObjectId::Enum(name) => schema.enums.contains_key(name),
        ObjectId::Type(name) => schema.types.contains_key(name),
        ObjectId::Extension(name) => schema.extensions.contains_key(name),
        ObjectId::Namespace(name) => schema.namespaces.contains(name),
        ObjectId::EnumValue(_, _)
        | ObjectId::Attribute(_, _)
        | ObjectId::Column(_, _)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Exclusion(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::Sequence(_)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EnumType, Name, QName};

    fn schema(labels: &[(&str, &str)]) -> Schema {
        let made = |(name, label): &(&str, &str)| {
            (QName::public(*name), EnumType { values: vec![Name::new(*label)], comment: None })
        };
        Schema { enums: labels.iter().map(made).collect(), ..Schema::default() }
    }

    fn ids(names: &[&str]) -> BTreeSet<ObjectId> {
        names.iter().map(|name| ObjectId::Enum(QName::public(*name))).collect()
    }

    #[test]
    fn what_belongs_to_others_makes_no_difference() {
        let mut old = schema(&[("changed", "a"), ("forgotten", "a"), ("adopted", "a"), ("given", "a"), ("ours", "a")]);
        let new = schema(&[("changed", "b"), ("adopted", "b"), ("given", "b"), ("ours", "b"), ("theirs", "b")]);
        carry_external(
            &mut old,
            &ids(&["changed", "forgotten", "adopted"]),
            &new,
            &ids(&["changed", "given", "theirs"]),
        );
        let expected = [("changed", "b"), ("adopted", "a"), ("given", "b"), ("ours", "a"), ("theirs", "b")];
        assert_eq!(old, schema(&expected));
    }
}
