//! Candidates for rows.

use std::collections::{BTreeMap, HashMap};

use underpin_schema::Name;

use super::{
    order::{Key, Optional, Turn},
    parents::Parents,
    pool::Pool,
    random::Random,
};

/// Makes candidates one after the other.
pub(super) struct Maker<'a, 'b> {
    pub(super) turn: &'b Turn<'a>,
    pub(super) pool: &'b Pool<'a>,
    /// The rows referred to, for each of the foreign keys of the turn.
    pub(super) parents: Vec<Parents>,
    /// Values that each candidate has to have.
    pub(super) given: &'b BTreeMap<Name, Option<String>>,
    pub(super) random: Random,
    /// How many candidates have been made.
    pub(super) made: usize,
    /// A place of its own in the list of values for each column, so that they do not go in step.
    pub(super) offsets: Vec<usize>,
}

impl<'a> Maker<'a, '_> {
    /// A value for each column; nothing where the rows that it would refer to do not go together.
    pub(super) fn candidate(&mut self) -> Option<Vec<Option<String>>> {
        let at = self.made;
        self.made += 1;
        let mut values: HashMap<&'a Name, Option<String>> = HashMap::new();
        for name in self.turn.table.columns.keys() {
            if let Some(value) = self.given.get(name) {
                values.insert(name, value.clone());
            }
        }
        for (key, parents) in self.turn.now.iter().zip(&mut self.parents) {
            refer(&mut values, *key, parents, Place { turn: self.turn, at, random: &mut self.random })?;
        }
        // A reference to a row that comes later is NULL until `later` sets it, when all rows are there.
        for key in self.turn.later.iter().filter(|key| key.optional == Optional::Yes) {
            for column in key.key.columns.iter().filter(|column| self.is_nullable(column)) {
                values.entry(column).or_insert(None);
            }
        }
        let mut row = Vec::with_capacity(self.pool.columns.len());
        for (source, offset) in self.pool.columns.iter().zip(&self.offsets) {
            let value = values.remove(source.name);
            row.push(value.unwrap_or_else(|| source.value(at + offset, &mut self.random)));
        }
        Some(row)
    }

    fn is_nullable(&self, column: &Name) -> bool {
        self.turn.table.columns.get(column).is_some_and(|column| column.nullable)
    }
}

struct Place<'a, 'b> {
    turn: &'b Turn<'a>,
    at: usize,
    random: &'b mut Random,
}

fn refer<'a>(
    values: &mut HashMap<&'a Name, Option<String>>,
    key: Key<'a>,
    parents: &mut Parents,
    place: Place<'a, '_>,
) -> Option<()> {
    let columns = &key.key.columns;
    let nullable = |column: &Name| place.turn.table.columns.get(column).is_some_and(|column| column.nullable);
    // One that is not given yet and may be empty makes the key refer to nothing.
    let way_out = columns.iter().find(|column| nullable(column) && !values.contains_key(column));
    if let Some(column) = way_out
        && (parents.is_empty() || place.random.once_in(6))
    {
        values.insert(column, None);
    }
    let given: Vec<Option<&Option<String>>> = columns.iter().map(|column| values.get(column)).collect();
    let chosen = parents.choose(&given, place.at, place.random).map(<[String]>::to_vec);
    let refers = !given.contains(&Some(&None));
    match (chosen, way_out) {
        (Some(chosen), _) => {
            for (column, value) in columns.iter().zip(chosen) {
                values.entry(column).or_insert(Some(value));
            }
            Some(())
        }
        (None, Some(column)) => {
            values.entry(column).or_insert(None);
            Some(())
        }
        // A NULL among the columns is enough, so the other columns may hold anything.
        (None, None) if !refers => Some(()),
        (None, None) => None,
    }
}
