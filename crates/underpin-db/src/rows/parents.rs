//! The rows that others refer to.

use std::collections::HashMap;

use postgres::Transaction;
use underpin_render::sql::{Ident, Path};
use underpin_schema::{ForeignKey, Name, QName};

use super::random::Random;
use crate::Error;

/// The keys that a foreign key may refer to, in the order in which the rows were made.
#[derive(Debug)]
pub(super) struct Parents {
    keys: Vec<Vec<String>>,
    /// For each set of columns whose values are given: the keys by these values.
    by_given: HashMap<Vec<usize>, HashMap<Vec<String>, Vec<usize>>>,
    /// Another order, in which each comes once.
    shuffled: Vec<usize>,
}

/// What the row has in the columns of the key: a value, NULL, or nothing yet.
pub(super) type Given<'a> = [Option<&'a Option<String>>];

impl Parents {
    pub(super) fn read(
        transaction: &mut Transaction<'_>,
        key: &ForeignKey,
        random: &mut Random,
    ) -> Result<Self, Error> {
        let keys = read_keys(transaction, &key.table, &key.references)?;
        let mut shuffled: Vec<usize> = (0..keys.len()).collect();
        random.shuffle(&mut shuffled);
        Ok(Self { keys, by_given: HashMap::new(), shuffled })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// A key that agrees with what is given; nothing where there is none. Where nothing is given, every second choice
    /// takes the keys in turn, for keys that may be referred to once; the others come to some keys more often.
    pub(super) fn choose(&mut self, given: &Given<'_>, at: usize, random: &mut Random) -> Option<&[String]> {
        let places: Vec<usize> =
            (0..given.len()).filter(|place| matches!(given.get(*place), Some(Some(Some(_))))).collect();
        let chosen = if places.is_empty() {
            let count = self.keys.len();
            match at % 2 {
                0 => self.shuffled.get((at / 2) % count.max(1)).copied()?,
                _ => random.below(random.clone().below(count) + 1),
            }
        } else {
            let index = self.by_given.entry(places.clone()).or_insert_with(|| {
                let mut index: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
                for (at, key) in self.keys.iter().enumerate() {
                    let values = places.iter().filter_map(|place| key.get(*place).cloned()).collect();
                    index.entry(values).or_default().push(at);
                }
                index
            });
            let values: Vec<String> =
                places.iter().filter_map(|place| given.get(*place).copied().flatten().cloned().flatten()).collect();
            *random.pick(index.get(&values)?)?
        };
        self.keys.get(chosen).map(Vec::as_slice)
    }
}

fn read_keys(transaction: &mut Transaction<'_>, table: &QName, columns: &[Name]) -> Result<Vec<Vec<String>>, Error> {
    let texts: Vec<String> = columns.iter().map(|column| format!("{}::text", Ident(column))).collect();
    let filled: Vec<String> = columns.iter().map(|column| format!("{} IS NOT NULL", Ident(column))).collect();
    // By place: the order in which they were inserted.
    let sql = format!("SELECT {} FROM {} WHERE {} ORDER BY ctid", texts.join(", "), Path(table), filled.join(" AND "));
    let rows = transaction.query(&sql, &[])?;
    let key = |row: &postgres::Row| (0..columns.len()).map(|at| row.try_get(at)).collect::<Result<Vec<String>, _>>();
    Ok(rows.iter().map(key).collect::<Result<_, _>>()?)
}
