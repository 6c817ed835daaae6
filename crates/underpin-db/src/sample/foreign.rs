//! What rows refer to.

use std::collections::{BTreeMap, HashMap, HashSet};

use underpin_schema::{ForeignKey, Name, QName, Schema, Table};

use super::{Row, columns};

/// The values of some columns of a row; nothing where one of them is NULL, for then the row refers to nothing.
pub(super) fn key(table: &Table, names: &[Name], row: &Row) -> Option<Vec<String>> {
    let place = |name: &Name| columns(table).position(|(column, _)| column == name);
    names.iter().map(|name| row.values.get(place(name)?)?.clone()).collect()
}

/// The keys of rows, each with the place of its row.
pub(super) fn index<'r>(
    table: &Table,
    names: &[Name],
    rows: impl Iterator<Item = &'r Row>,
) -> HashMap<Vec<String>, usize> {
    rows.enumerate().filter_map(|(at, row)| Some((key(table, names, row)?, at))).collect()
}

/// Takes rows away until each refers to rows that are there; says how many are gone.
pub(super) fn complete(schema: &Schema, tables: &mut BTreeMap<QName, Vec<Row>>) -> usize {
    let mut gone = 0;
    loop {
        let before = gone;
        for (name, table) in &schema.tables {
            for foreign in table.foreign_keys.values() {
                let known: HashSet<Vec<String>> = referred(schema, tables, foreign);
                let Some(rows) = tables.get_mut(name) else { continue };
                let count = rows.len();
                rows.retain(|row| key(table, &foreign.columns, row).is_none_or(|key| known.contains(&key)));
                gone += count - rows.len();
            }
        }
        if gone == before {
            return gone;
        }
    }
}

fn referred(schema: &Schema, tables: &BTreeMap<QName, Vec<Row>>, foreign: &ForeignKey) -> HashSet<Vec<String>> {
    let (Some(parent), Some(rows)) = (schema.tables.get(&foreign.table), tables.get(&foreign.table)) else {
        return HashSet::new();
    };
    rows.iter().filter_map(|row| key(parent, &foreign.references, row)).collect()
}
