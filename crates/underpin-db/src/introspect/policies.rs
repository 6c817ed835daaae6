//! Row-level security policies.

use postgres::Transaction;
use underpin_schema::{Expr, Name, Policy, PolicyCommand, PolicyMode};

use super::{constraints::names, draft::Draft};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/policies.sql"), &[])? {
        let policy = Policy {
            mode: match row.try_get("is_permissive")? {
                true => PolicyMode::Permissive,
                false => PolicyMode::Restrictive,
            },
            command: match row.try_get("command")? {
                "r" => PolicyCommand::Select,
                "a" => PolicyCommand::Insert,
                "w" => PolicyCommand::Update,
                "d" => PolicyCommand::Delete,
                _ => PolicyCommand::All,
            },
            // Sorted: their order means nothing.
            roles: names(&row, "roles")?,
            using: row.try_get::<_, Option<&str>>("using")?.map(Expr::new),
            check: row.try_get::<_, Option<&str>>("check")?.map(Expr::new),
            comment: row.try_get("comment")?,
        };
        // A policy of a table that is not managed goes with it.
        if let Some(table) = draft.table(row.try_get("table")?) {
            table.policies.insert(Name::new(row.try_get::<_, &str>("name")?), policy);
        }
    }
    Ok(())
}
