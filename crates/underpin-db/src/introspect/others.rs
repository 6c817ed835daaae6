//! Objects of kinds that are not managed.

use postgres::Transaction;
use underpin_schema::{Name, PUBLIC, QName};

use super::{UnmanagedKind, draft::Draft};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/others.sql"), &[])? {
        let Some(kind) = UnmanagedKind::of(row.try_get("kind")?) else { continue };
        let namespace = row.try_get::<_, Option<&str>>("namespace")?.unwrap_or(PUBLIC);
        let name = QName::new(namespace, row.try_get::<_, &str>("name")?);
        let why = row.try_get::<_, Option<&str>>("why")?.filter(|why| !why.is_empty());
        let number = Some((row.try_get("class")?, row.try_get("oid")?));
        draft.leave(kind, (name, number), why.unwrap_or("objects of this kind are not managed"));
    }
    for row in transaction.query(include_str!("queries/comments.sql"), &[])? {
        let name = format!("{} {}", row.try_get::<_, &str>("type")?, row.try_get::<_, &str>("identity")?);
        let comment = row.try_get::<_, &str>("comment")?;
        match (row.try_get::<_, Option<&str>>("owner_namespace")?, row.try_get::<_, Option<&str>>("owner_name")?) {
            (Some(namespace), Some(owner)) => {
                let (owner, part) = (QName::new(namespace, owner), row.try_get::<_, Option<&str>>("part")?);
                draft.leave_comment(name, (owner, part.map(Name::new)), comment);
            }
            _ => draft.leave(UnmanagedKind::Comment, (name, None), comment),
        }
    }
    Ok(())
}
