//! `missing-foreign-key-index`

use underpin_schema::{IndexMethod, KeyTarget, Name, ObjectId, Table};

use crate::{Findings, Subject, rule::rule};

rule! {
    /// # missing-foreign-key-index
    ///
    /// A foreign key whose columns are not the first columns of any index of its table.
    ///
    /// ## Why
    /// PostgreSQL makes no index for the referring side. To delete or re-key a row that is referred to, it must then read
    /// the whole referring table, once per row.
    /// <https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK>
    ///
    /// ## When to allow it
    /// The referring table stays small, or rows that are referred to are never deleted and their keys never change.
    "missing-foreign-key-index",
    help: "add an index that begins with these columns",
    check
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (table_name, table) in &subject.schema.tables {
        for (name, key) in &table.foreign_keys {
            if !has_index(table, &key.columns) {
                let columns = key.columns.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ");
                findings.add(
                    ObjectId::ForeignKey(table_name.clone(), name.clone()),
                    format!("no index of `{table_name}` begins with {columns}"),
                );
            }
        }
    }
}

/// Whether some index begins with these columns, in any order.
fn has_index(table: &Table, columns: &[Name]) -> bool {
    let begins = |keys: &mut dyn Iterator<Item = &Name>| {
        let first: Vec<&Name> = keys.take(columns.len()).collect();
        first.len() == columns.len() && columns.iter().all(|column| first.contains(&column))
    };
    table.primary_key.as_ref().is_some_and(|key| begins(&mut key.columns.iter()))
        || table.uniques.values().any(|unique| begins(&mut unique.columns.iter()))
        || table.indexes.values().any(|index| {
            index.method == IndexMethod::Btree
                && index.predicate.is_none()
                && begins(&mut index.keys.iter().map_while(|key| match &key.target {
                    KeyTarget::Column(column) => Some(column),
                    KeyTarget::Expr(_) => None,
                }))
        })
}
