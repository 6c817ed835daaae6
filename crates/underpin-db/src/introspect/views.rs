//! Views.

use std::collections::BTreeMap;

use postgres::Transaction;
use underpin_schema::{Expr, ObjectId, Options, QName, View, ViewStorage};

use super::{UnmanagedKind, draft::Draft};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/views.sql"), &[])? {
        let name = QName::new(row.try_get::<_, &str>("namespace")?, row.try_get::<_, &str>("name")?);
        let query = row.try_get::<_, Option<&str>>("query")?.unwrap_or_default();
        let view = View {
            triggers: BTreeMap::new(),
            storage: match row.try_get("kind")? {
                "m" => ViewStorage::Materialized,
                _ => ViewStorage::Plain,
            },
            options: Options::from_catalog(&row.try_get::<_, Option<Vec<String>>>("options")?.unwrap_or_default()),
            query: Expr::new(query.trim_end_matches(';')),
            indexes: BTreeMap::new(),
            depends: Vec::new(),
            comment: row.try_get("comment")?,
        };
        for (column, words) in [("method", "its access method is"), ("tablespace", "it is in the tablespace")] {
            if let Some(value) = row.try_get::<_, Option<&str>>(column)? {
                draft.leave_trait(
                    UnmanagedKind::View,
                    (&name, ObjectId::View(name.clone())),
                    format!("{words} {value}"),
                );
            }
        }
        draft.schema.views.insert(name, view);
    }
    Ok(())
}
