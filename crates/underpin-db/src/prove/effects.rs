//! What a migration is said to do to values: read from plan.json, and filled up with what the two schemas tell.

use serde::Deserialize;
use underpin_schema::{Expr, Name, QName, Schema};

/// What happens to a table that was there before.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct TableEffects {
    /// Its name before.
    pub(super) old: QName,
    /// Its name afterwards; nothing where it is dropped.
    #[serde(default)]
    pub(super) new: Option<QName>,
    /// The columns that anything happens to.
    #[serde(default)]
    pub(super) columns: Vec<ColumnEffects>,
}

/// What happens to a column.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ColumnEffects {
    /// Its name before; nothing where it is new.
    #[serde(default)]
    pub(super) old: Option<Name>,
    /// Its name afterwards; nothing where it is dropped.
    #[serde(default)]
    pub(super) new: Option<Name>,
    /// What happens to its values, in order.
    #[serde(default)]
    pub(super) values: Vec<ValueEffect>,
}

/// What happens to the values of a column.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ValueEffect {
    /// These labels become those; all others stay.
    Labels(Vec<(Name, Name)>),
    /// They are cast to the type of the column.
    Cast,
    /// They become what an expression over the row gives.
    Using(Expr),
    /// Every row gets what an expression gives.
    FillAll(Expr),
    /// Rows that hold NULL get what an expression gives.
    FillNull(Expr),
    /// They become the value that the row referred to has in a column.
    Carried {
        /// The table referred to.
        parent: QName,
        /// The column there.
        column: Name,
        /// Columns here and those there that they equal.
        on: Vec<(Name, Name)>,
    },
}

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
            return TableEffects { old: name.clone(), new: None, columns: Vec::new() };
        };
        for column in table.columns.keys() {
            if columns.iter().all(|known| known.old.as_ref() != Some(column)) {
                let taken = columns.iter().any(|known| known.new.as_ref() == Some(column));
                let new = (!taken && target.columns.contains_key(column)).then(|| column.clone());
                columns.push(ColumnEffects { old: Some(column.clone()), new, values: Vec::new() });
            }
        }
        for column in target.columns.keys() {
            if columns.iter().all(|known| known.new.as_ref() != Some(column)) {
                columns.push(ColumnEffects { old: None, new: Some(column.clone()), values: Vec::new() });
            }
        }
        TableEffects { old: name.clone(), new: new_name, columns }
    });
    tables.collect()
}
