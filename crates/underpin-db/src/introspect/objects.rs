//! PostgreSQL schemas, extensions and enum types.

use postgres::Transaction;
use underpin_schema::{EnumType, Extension, PUBLIC, QName};

use super::{constraints::names, draft::Draft};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/namespaces.sql"), &[])? {
        let name: &str = row.try_get("name")?;
        if name != PUBLIC {
            draft.schema.namespaces.insert(name.into());
        }
    }
    for row in transaction.query(include_str!("queries/extensions.sql"), &[])? {
        let name: &str = row.try_get("name")?;
        let namespace: &str = row.try_get("namespace")?;
        // Where the extension itself says where it belongs, that is its default.
        let home = row.try_get::<_, Option<&str>>("home")?.unwrap_or(PUBLIC);
        let namespace = (namespace != home).then(|| namespace.into());
        draft.schema.extensions.insert(name.into(), Extension { namespace });
    }
    for row in transaction.query(include_str!("queries/enums.sql"), &[])? {
        let name = QName::new(row.try_get::<_, &str>("namespace")?, row.try_get::<_, &str>("name")?);
        let ty = EnumType { values: names(&row, "labels")?, comment: row.try_get("comment")? };
        draft.schema.enums.insert(name, ty);
    }
    Ok(())
}
