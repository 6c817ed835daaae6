//! Rows that cannot stay, with all that refers to them.

use std::collections::{BTreeMap, BTreeSet};

use postgres::{Transaction, types::ToSql};
use underpin_render::sql::{Ident, Path};
use underpin_schema::{Action, ForeignKey, QName, Schema};

use crate::Error;

/// Deletes rows, and those that refer to them, and so on; says how many of each table are gone.
pub(super) fn withdraw(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    (table, places): (&QName, &[String]),
) -> Result<BTreeMap<QName, usize>, Error> {
    let mut found: BTreeMap<QName, BTreeSet<String>> = BTreeMap::new();
    let mut fresh = vec![(table.clone(), places.iter().cloned().collect::<BTreeSet<String>>())];
    while let Some((table, places)) = fresh.pop() {
        let known = found.entry(table.clone()).or_default();
        let places: Vec<String> = places.into_iter().filter(|place| known.insert(place.clone())).collect();
        if places.is_empty() {
            continue;
        }
        for (name, other) in &schema.tables {
            for key in other.foreign_keys.values().filter(|key| key.table == table && holds_on(key)) {
                fresh.push((name.clone(), referring(transaction, (name, key), &places)?));
            }
        }
    }
    found.retain(|_, places| !places.is_empty());
    if !found.is_empty() {
        delete(transaction, &found)?;
    }
    Ok(found.into_iter().map(|(name, places)| (name, places.len())).collect())
}

/// Whether a row that refers by this key is in the way of the one that it refers to.
fn holds_on(key: &ForeignKey) -> bool {
    match key.on_delete {
        Action::NoAction | Action::Restrict | Action::Cascade => true,
        Action::SetNull | Action::SetDefault => false,
    }
}

fn referring(
    transaction: &mut Transaction<'_>,
    (name, key): (&QName, &ForeignKey),
    places: &[String],
) -> Result<BTreeSet<String>, Error> {
    let equal = key.columns.iter().zip(&key.references);
    let equal: Vec<String> =
        equal.map(|(column, other)| format!("child.{} = parent.{}", Ident(column), Ident(other))).collect();
    let (child, parent, equal) = (Path(name), Path(&key.table), equal.join(" AND "));
    let sql = format!(
        "SELECT child.ctid::text FROM {child} AS child JOIN {parent} AS parent ON {equal}
         WHERE parent.ctid = ANY ($1::text[]::tid[])"
    );
    let rows = transaction.query(&sql, &[&places])?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// In one statement, since rows may refer to one another in a circle: keys are checked at its end.
/// <https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES>
fn delete(transaction: &mut Transaction<'_>, found: &BTreeMap<QName, BTreeSet<String>>) -> Result<(), Error> {
    let lists: Vec<Vec<&str>> = found.values().map(|places| places.iter().map(String::as_str).collect()).collect();
    let parts: Vec<String> = (found.keys().enumerate())
        .map(|(at, name)| {
            format!("d{at} AS (DELETE FROM {} WHERE ctid = ANY (${}::text[]::tid[]))", Path(name), at + 1)
        })
        .collect();
    let parameters: Vec<&(dyn ToSql + Sync)> = lists.iter().map(|list| list as _).collect();
    transaction.execute(&format!("WITH {} SELECT", parts.join(",\n")), &parameters)?;
    Ok(())
}
