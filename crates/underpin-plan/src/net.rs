//! The net below all kinds of change: do the changes lead to the new schema, whatever the walk and the kinds believe?

use std::collections::{BTreeMap, BTreeSet};

use underpin_schema::{ObjectId, QName, Schema, Table};

use crate::{
    Change, Object, Pair,
    changes::{Create, Drop},
    refuse,
    walk::walk,
};

/// The objects in which the new schema and what the changes lead to differ. `unequal` are the tables that both schemas have
/// and that are not equal; no other table is looked at again, nor copied, so that a small change of a large schema stays
/// a small matter.
pub(crate) fn missed(changes: &[Change], pair: Pair<&Schema>, unequal: &[&QName]) -> BTreeSet<ObjectId> {
    let mut missed = BTreeSet::new();
    let (mut created, mut dropped) = (0, 0);
    let mut rest = Vec::new();
    for change in changes {
        match change {
            Change::Create(Create { object: Object::Table(name, table), fill: _ }) => {
                created += 1;
                if pair.new.tables.get(name) != Some(&**table) || pair.old.tables.contains_key(name) {
                    missed.insert(change.object());
                }
            }
            Change::Drop(Drop { object: Object::Table(name, _) }) => {
                dropped += 1;
                if pair.new.tables.contains_key(name) || !pair.old.tables.contains_key(name) {
                    missed.insert(change.object());
                }
            }
            other => rest.push(other),
        }
    }
    if pair.old.tables.len() + created != pair.new.tables.len() + dropped {
        missed.extend(pair.new.tables.keys().cloned().map(ObjectId::Table));
    }
    let Pair { old: mut reached, new } = pair.map(|schema| part(schema, unequal));
    rest.into_iter().for_each(|change| change.apply(&mut reached));
    let before = missed.len();
    missed.extend(walk(Pair::new(&reached, &new)).found.iter().map(refuse::object));
    if missed.len() == before && reached != new {
        // The walk does not see it, so it cannot say where: all that was to change is named.
        missed.extend(changes.iter().map(Change::object));
        missed.extend(unequal.iter().map(|name| ObjectId::Table((*name).clone())));
    }
    missed
}

/// A schema with some of its tables, and all else.
fn part(schema: &Schema, names: &[&QName]) -> Schema {
    let Schema { namespaces, extensions, enums, types, sequences, tables, views, functions } = schema;
    let table = |name: &&QName| Some(((*name).clone(), tables.get(*name)?.clone()));
    let tables: BTreeMap<QName, Table> = names.iter().filter_map(table).collect();
    Schema {
        namespaces: namespaces.clone(),
        extensions: extensions.clone(),
        enums: enums.clone(),
        types: types.clone(),
        sequences: sequences.clone(),
        tables,
        views: views.clone(),
        functions: functions.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diff;

    #[test]
    fn a_change_that_is_left_out_is_found() {
        let name = QName::public("t");
        let mut old = Schema::default();
        old.tables.insert(name.clone(), Table::default());
        let mut new = old.clone();
        new.tables.get_mut(&name).unwrap().comment = Some("c".into());
        new.tables.insert(QName::public("u"), Table::default());
        new.namespaces.insert("n".into());
        let pair = Pair::new(&old, &new);
        let changes = diff(pair);
        assert_eq!(missed(&changes, pair, &[&name]), BTreeSet::new());
        for left_out in 0..changes.len() {
            let mut rest = changes.clone();
            let object = rest.remove(left_out).object();
            assert!(missed(&rest, pair, &[&name]).contains(&object), "{object}");
        }
        let mut wrong = changes;
        for change in &mut wrong {
            if let Change::Create(Create { object: Object::Table(_, table), fill: _ }) = change {
                Arc::make_mut(table).comment = Some("wrong".into());
            }
        }
        assert_eq!(missed(&wrong, pair, &[&name]), BTreeSet::from([ObjectId::Table(QName::public("u"))]));
    }
}
