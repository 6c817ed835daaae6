//! What a migration is said to do to values: what plan.json has, filled up with what the two schemas tell.

use underpin_plan::{ColumnEffects, TableEffects};
use underpin_schema::{QName, Schema};

/// The effects on every table of the old schema: those that are declared, and nothing for the others. A table or column
/// that has no declared fate keeps its name, or is gone where the new schema has none of that name.
pub(super) fn complete(declared: &[TableEffects], old: &Schema, new: &Schema) -> Vec<TableEffects> {
    let of = |name: &QName| declared.iter().find(|table| table.old == *name);
    let tables = old.tables.iter().map(|(name, table)| {
        let known = of(name);
        let new_name = match known {
            Some(known) => known.new.clone(),
            None => new.tables.contains_key(name).then(|| name.clone()),
        };
        let mut columns: Vec<ColumnEffects> = known.map(|known| known.columns.clone()).unwrap_or_default();
        let Some(target) = new_name.as_ref().and_then(|name| new.tables.get(name)) else {
            return TableEffects {
                old: name.clone(),
                new: None,
                aside: known.and_then(|known| known.aside.clone()),
                columns: Vec::new(),
            };
        };
        for column in table.columns.keys() {
            if columns.iter().all(|known| known.old.as_ref() != Some(column)) {
                let taken = columns.iter().any(|known| known.new.as_ref() == Some(column));
                let new = (!taken && target.columns.contains_key(column)).then(|| column.clone());
                columns.push(ColumnEffects { old: Some(column.clone()), new, ..ColumnEffects::default() });
            }
        }
        for column in target.columns.keys() {
            if columns.iter().all(|known| known.new.as_ref() != Some(column)) {
                columns.push(ColumnEffects { new: Some(column.clone()), ..ColumnEffects::default() });
            }
        }
        TableEffects { old: name.clone(), new: new_name, aside: None, columns }
    });
    tables.collect()
}
