//! References that had to wait until every table had its rows: to the same table, and around a circle.

use std::collections::BTreeSet;

use postgres::{Transaction, types::ToSql};
use underpin_render::sql::{Ident, Path, Type};
use underpin_schema::{Name, Schema};

use super::{
    Filled, Shortfall,
    order::{Key, Optional, Turn},
    parents::Parents,
    random::Random,
    withdraw::withdraw,
};
use crate::Error;

/// Sets the foreign keys of a table that waited, in all rows but those that were there before.
pub(super) fn refer(
    transaction: &mut Transaction<'_>,
    (schema, turn, present): (&Schema, &Turn<'_>, &BTreeSet<String>),
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
        let mut setter = Setter { turn, present, key: *key, free, parents, random: &mut random };
        let lost = setter.run(transaction)?;
        if lost.is_empty() {
            continue;
        }
        let reason = format!("{} rows found no row to refer to by {}", lost.len(), key.name);
        filled.shortfalls.push(Shortfall { table: turn.name.clone(), reason });
        if key.optional == Optional::No {
            for (name, gone) in withdraw(transaction, schema, (turn.name, &lost))? {
                if let Some(rows) = filled.rows.get_mut(&name) {
                    *rows = rows.saturating_sub(gone);
                }
            }
        }
    }
    Ok(())
}

struct Setter<'a, 'b> {
    turn: &'b Turn<'a>,
    /// Where the rows lie that were there before.
    present: &'b BTreeSet<String>,
    key: Key<'a>,
    /// The columns of the key that no other key has set.
    free: Vec<&'a Name>,
    parents: Parents,
    random: &'b mut Random,
}

/// A row and what is to be set in it.
struct Change {
    place: String,
    /// What the other columns of the key hold.
    given: Vec<Option<Option<String>>>,
    values: Vec<String>,
}

/// How many rows are tried for one that cannot refer to the first.
const TRIES: usize = 20;

impl Setter<'_, '_> {
    /// The places of the rows that found nothing to refer to.
    fn run(&mut self, transaction: &mut Transaction<'_>) -> Result<Vec<String>, Error> {
        let (changes, mut lost) = self.choose(transaction)?;
        if self.update(transaction, &changes)?.is_ok() {
            return Ok(lost);
        }
        for (at, mut change) in changes.into_iter().enumerate() {
            let mut tries = 0;
            // Where one may be referred to once, another may be free.
            while self.update(transaction, std::slice::from_ref(&change))?.is_err() {
                tries += 1;
                match self.values(&change.given, at + tries) {
                    Some(values) if tries < TRIES => change.values = values,
                    Some(_) | None => {
                        lost.push(change.place);
                        break;
                    }
                }
            }
        }
        Ok(lost)
    }

    fn values(&mut self, given: &[Option<Option<String>>], at: usize) -> Option<Vec<String>> {
        let given: Vec<Option<&Option<String>>> = given.iter().map(Option::as_ref).collect();
        let chosen = self.parents.choose(&given, at, self.random)?;
        let pairs = self.key.key.columns.iter().zip(chosen);
        Some(pairs.filter(|(column, _)| self.free.contains(column)).map(|(_, value)| value.clone()).collect())
    }

    /// What each row is to refer to, and the rows that have to and cannot.
    fn choose(&mut self, transaction: &mut Transaction<'_>) -> Result<(Vec<Change>, Vec<String>), Error> {
        let columns: Vec<String> =
            self.key.key.columns.iter().map(|column| format!(", {}::text", Ident(column))).collect();
        let sql = format!("SELECT ctid::text{} FROM {} ORDER BY ctid", columns.concat(), Path(self.turn.name));
        let rows = transaction.query(&sql, &[])?;
        let (mut changes, mut lost) = (Vec::new(), Vec::new());
        for (at, row) in rows.iter().enumerate() {
            if self.key.optional == Optional::Yes && self.random.once_in(6) {
                continue;
            }
            let present = (1..=self.key.key.columns.len())
                .map(|at| row.try_get(at))
                .collect::<Result<Vec<Option<String>>, _>>()?;
            let place = row.try_get(0)?;
            if self.present.contains(&place) {
                continue;
            }
            let pairs = self.key.key.columns.iter().zip(present);
            let given: Vec<Option<Option<String>>> =
                pairs.map(|(column, value)| (!self.free.contains(&column)).then_some(value)).collect();
            match self.values(&given, at) {
                Some(values) => changes.push(Change { place, given, values }),
                None if self.key.optional == Optional::No => lost.push(place),
                None => {}
            }
        }
        Ok((changes, lost))
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
