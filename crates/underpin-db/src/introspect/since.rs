//! What only newer servers have, and so a query that names it would not run on the others.

use std::collections::{HashMap, HashSet};

use postgres::Transaction;
use underpin_schema::NullsEqual;

use crate::Error;

/// Numbers of indexes and constraints with what is newer than version 14.
#[derive(Default)]
pub(super) struct Since {
    /// Indexes in which NULLs are equal.
    nulls_equal: HashSet<u32>,
    /// The columns that a foreign key sets on delete, where these are not all.
    pub set_columns: HashMap<u32, Vec<i16>>,
    /// Constraints that are not enforced.
    pub not_enforced: HashSet<u32>,
}

impl Since {
    pub fn read(transaction: &mut Transaction<'_>) -> Result<Self, Error> {
        let row = transaction.query_one(include_str!("queries/version.sql"), &[])?;
        let version: i32 = row.try_get("version")?;
        let mut since = Self::default();
        if version >= 15 {
            since.nulls_equal = numbers(transaction, include_str!("queries/nulls_not_distinct.sql"))?;
            for row in transaction.query(include_str!("queries/set_columns.sql"), &[])? {
                since.set_columns.insert(row.try_get("oid")?, row.try_get("columns")?);
            }
        }
        if version >= 18 {
            since.not_enforced = numbers(transaction, include_str!("queries/not_enforced.sql"))?;
        }
        Ok(since)
    }

    /// Whether NULLs are equal in the index of that number.
    pub fn nulls(&self, index: u32) -> NullsEqual {
        if self.nulls_equal.contains(&index) { NullsEqual::Equal } else { NullsEqual::Distinct }
    }
}

fn numbers(transaction: &mut Transaction<'_>, query: &str) -> Result<HashSet<u32>, Error> {
    transaction.query(query, &[])?.iter().map(|row| Ok(row.try_get("oid")?)).collect()
}
