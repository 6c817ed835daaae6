//! Views.

use postgres::Transaction;
use underpin_schema::{Expr, Name, QName, View, ViewStorage};

use super::{UnmanagedKind, draft::Draft, draft::part};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/views.sql"), &[])? {
        let name = QName::new(row.try_get::<_, &str>("namespace")?, row.try_get::<_, &str>("name")?);
        let query = row.try_get::<_, Option<&str>>("query")?.unwrap_or_default();
        let view = View {
            storage: match row.try_get("kind")? {
                "m" => ViewStorage::Materialized,
                _ => ViewStorage::Plain,
            },
            query: Expr::new(query.trim_end_matches(';')),
            depends: Vec::new(),
            comment: row.try_get("comment")?,
        };
        if let Some(options) = row.try_get::<_, Option<Vec<String>>>("options")? {
            draft.leave(UnmanagedKind::View, &name, format!("it has the options {}", options.join(", ")));
        }
        for (column, words) in [("method", "its access method is"), ("tablespace", "it is in the tablespace")] {
            if let Some(value) = row.try_get::<_, Option<&str>>(column)? {
                draft.leave(UnmanagedKind::View, &name, format!("{words} {value}"));
            }
        }
        for index in row.try_get::<_, Vec<&str>>("indexes")? {
            let why = "indexes of materialized views are not managed";
            draft.leave(UnmanagedKind::Index, part(&name, &Name::new(index)), why);
        }
        draft.schema.views.insert(name, view);
    }
    Ok(())
}
