//! References that had to wait until every table had its rows: to the same table, and around a circle.

use std::collections::BTreeSet;

use postgres::{Transaction, types::ToSql};
use underpin_render::sql::{Ident, Path, Type};
use underpin_schema::Name;

use super::{
    Filled, Shortfall,
    order::{Key, Optional, Turn},
    parents::Parents,
    random::Random,
};
use crate::Error;

/// Sets the foreign keys of a table that waited.
pub(super) fn refer(
    transaction: &mut Transaction<'_>,
    turn: &Turn<'_>,
    mut random: Random,
    filled: &mut Filled,
) -> Result<(), Error> {
    let mut taken: BTreeSet<&Name> = turn.now.iter().flat_map(|key| &key.key.columns).collect();
    for key in &turn.later {
        let free: Vec<&Name> = key.key.columns.iter().filter(|column| !taken.contains(column)).collect();
        taken.extend(&key.key.columns);
        if free.is_empty() {
            continue;
        }
        let parents = Parents::read(transaction, key.key, &mut random)?;
        let mut setter = Setter { turn, key: *key, free, parents, random: &mut random };
        let lost = setter.run(transaction)?;
        if lost > 0 {
            let reason = format!("{lost} rows found no row to refer to by {}", key.name);
            filled.shortfalls.push(Shortfall { table: turn.name.clone(), reason });
            if let (Optional::No, Some(rows)) = (key.optional, filled.rows.get_mut(turn.name)) {
                *rows = rows.saturating_sub(lost);
            }
        }
    }
    Ok(())
}

struct Setter<'a, 'b> {
    turn: &'b Turn<'a>,
    key: Key<'a>,
    /// The columns of the key that no other key has set.
    free: Vec<&'a Name>,
    parents: Parents,
    random: &'b mut Random,
}

/// A row and what is to be set in it.
struct Change {
    place: String,
    values: Vec<String>,
}

impl Setter<'_, '_> {
    /// How many rows found nothing to refer to.
    fn run(&mut self, transaction: &mut Transaction<'_>) -> Result<usize, Error> {
        let changes = self.choose(transaction)?;
        if self.update(transaction, &changes)?.is_ok() {
            return Ok(0);
        }
        let mut lost = 0;
        for change in changes.chunks(1) {
            if self.update(transaction, change)?.is_ok() {
                continue;
            }
            lost += 1;
            if let (Optional::No, [change]) = (self.key.optional, change) {
                let sql = format!("DELETE FROM {} WHERE ctid = $1::text::tid", Path(self.turn.name));
                transaction.execute(&sql, &[&change.place])?;
            }
        }
        Ok(lost)
    }

    fn choose(&mut self, transaction: &mut Transaction<'_>) -> Result<Vec<Change>, Error> {
        let columns: Vec<String> =
            self.key.key.columns.iter().map(|column| format!(", {}::text", Ident(column))).collect();
        let sql = format!("SELECT ctid::text{} FROM {} ORDER BY ctid", columns.concat(), Path(self.turn.name));
        let rows = transaction.query(&sql, &[])?;
        let mut changes = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if self.key.optional == Optional::Yes && self.random.once_in(6) {
                continue;
            }
            let present = (1..=self.key.key.columns.len())
                .map(|at| row.try_get(at))
                .collect::<Result<Vec<Option<String>>, _>>()?;
            let is_free = |column: &Name| self.free.contains(&column);
            let given: Vec<Option<&Option<String>>> = (self.key.key.columns.iter().zip(&present))
                .map(|(column, value)| (!is_free(column)).then_some(value))
                .collect();
            let Some(chosen) = self.parents.choose(&given, at, self.random) else { continue };
            let values = (self.key.key.columns.iter().zip(chosen))
                .filter(|(column, _)| is_free(column))
                .map(|(_, value)| value.clone())
                .collect();
            changes.push(Change { place: row.try_get(0)?, values });
        }
        Ok(changes)
    }

    fn update(&self, transaction: &mut Transaction<'_>, changes: &[Change]) -> Result<Result<(), Error>, Error> {
        if changes.is_empty() {
            return Ok(Ok(()));
        }
        let table = Path(self.turn.name);
        let ty = |name: &Name| self.turn.table.columns.get(name).map(|column| Type(&column.ty).to_string());
        let sets: Vec<String> = (self.free.iter().enumerate())
            .map(|(at, name)| format!("{} = v.v{at}::{}", Ident(name), ty(name).unwrap_or_default()))
            .collect();
        let lists: Vec<String> = (0..self.free.len()).map(|at| format!(", ${}::text[]", at + 2)).collect();
        let names: Vec<String> = (0..self.free.len()).map(|at| format!(", v{at}")).collect();
        let sql = format!(
            "UPDATE {table} AS t SET {} FROM unnest($1::text[]{}) AS v(place{}) WHERE t.ctid = v.place::tid",
            sets.join(", "),
            lists.concat(),
            names.concat()
        );
        let places: Vec<&str> = changes.iter().map(|change| change.place.as_str()).collect();
        let values: Vec<Vec<Option<&str>>> = (0..self.free.len())
            .map(|at| changes.iter().map(|change| change.values.get(at).map(String::as_str)).collect())
            .collect();
        let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&places];
        parameters.extend(values.iter().map(|list| list as &(dyn ToSql + Sync)));
        let mut savepoint = transaction.transaction()?;
        match savepoint.execute(&sql, &parameters) {
            Ok(_) => {
                savepoint.commit()?;
                Ok(Ok(()))
            }
            Err(error) => {
                savepoint.rollback()?;
                Ok(Err(error.into()))
            }
        }
    }
}
