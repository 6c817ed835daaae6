//! Tables, without what is in them.

use postgres::Transaction;
use underpin_schema::{ObjectId, QName, RowSecurity, Table};

use super::{UnmanagedKind, dependencies::catalogs, draft::Draft};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/tables.sql"), &[])? {
        let name = QName::new(row.try_get::<_, &str>("namespace")?, row.try_get::<_, &str>("name")?);
        let parents: Vec<String> = row.try_get("parents")?;
        let unmanaged = match (row.try_get("kind")?, row.try_get("is_partition")?) {
            ("f", _) => Some((UnmanagedKind::ForeignTable, "its rows are elsewhere".to_owned())),
            (_, true) => Some((UnmanagedKind::Partition, format!("it is a part of {}", parents.join(", ")))),
            ("p", false) => Some((UnmanagedKind::PartitionedTable, "its rows are in its partitions".to_owned())),
            _ => None,
        };
        if let Some((kind, why)) = unmanaged {
            draft.leave(kind, (name, Some((catalogs::CLASS, row.try_get("oid")?))), why);
            continue;
        }
        let row_security = match (row.try_get("has_policies_on")?, row.try_get("has_policies_forced")?) {
            (true, true) => RowSecurity::Forced,
            (true, false) => RowSecurity::Enabled,
            (false, forced) => {
                if forced {
                    let why = "FORCE ROW LEVEL SECURITY is set while row-level security is off";
                    draft.leave_trait(UnmanagedKind::Table, (&name, ObjectId::Table(name.clone())), why);
                }
                RowSecurity::Off
            }
        };
        if !parents.is_empty() {
            let numbers = row.try_get("parent_numbers")?;
            draft.leave_child(&name, numbers, format!("it inherits from {}", parents.join(", ")));
        }
        if row.try_get("is_unlogged")? {
            draft.leave_trait(UnmanagedKind::Table, (&name, ObjectId::Table(name.clone())), "it is UNLOGGED");
        }
        let words = [
            ("of_type", "it is of the type"),
            ("replica_identity", "its replica identity is"),
            ("method", "its access method is"),
            ("tablespace", "it is in the tablespace"),
        ];
        for (column, words) in words {
            if let Some(value) = row.try_get::<_, Option<&str>>(column)? {
                draft.leave_trait(
                    UnmanagedKind::Table,
                    (&name, ObjectId::Table(name.clone())),
                    format!("{words} {value}"),
                );
            }
        }
        if let Some(options) = row.try_get::<_, Option<Vec<String>>>("options")? {
            draft.leave_trait(
                UnmanagedKind::Table,
                (&name, ObjectId::Table(name.clone())),
                format!("it has the options {}", options.join(", ")),
            );
        }
        let table = Table { row_security, comment: row.try_get("comment")?, ..Table::default() };
        draft.add_table(row.try_get("oid")?, name, table);
    }
    Ok(())
}
