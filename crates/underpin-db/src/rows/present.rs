//! The rows that are there before any is made.

use std::collections::{BTreeMap, BTreeSet};

use postgres::Transaction;
use underpin_render::sql::Path;
use underpin_schema::{QName, Schema};

use crate::Error;

/// Where the rows of each table lie. What is there keeps its place, since it is not written again.
#[derive(Debug, Default)]
pub(super) struct Present {
    tables: BTreeMap<QName, BTreeSet<String>>,
    none: BTreeSet<String>,
}

impl Present {
    pub(super) fn read(transaction: &mut Transaction<'_>, schema: &Schema) -> Result<Self, Error> {
        let mut present = Self::default();
        for name in schema.tables.keys() {
            let rows = transaction.query(&format!("SELECT ctid::text FROM {}", Path(name)), &[])?;
            let places = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
            present.tables.insert(name.clone(), places);
        }
        Ok(present)
    }

    /// The places of the rows of a table.
    pub(super) fn of(&self, table: &QName) -> &BTreeSet<String> {
        self.tables.get(table).unwrap_or(&self.none)
    }
}
