//! What rows have to fulfil beyond the constraints of their tables.

use postgres::Transaction;
use underpin_render::sql::{Ident, Type};
use underpin_schema::{Name, QName, Table};

use super::{Filled, Shortfall, order::Turn};
use crate::Error;

/// Something that every row of a table has to fulfil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The table.
    pub table: QName,
    /// An expression over the row. A row for which it is false, or which it cannot be computed for, is left out.
    pub expr: String,
    /// The name by which the expression calls the table.
    pub called: QName,
    /// The columns that the expression calls by another name: the name here, and the one there.
    pub renamed: Vec<(Name, Name)>,
    /// The one column that it looks at, where it is one.
    pub column: Option<Name>,
    /// Values of that column which might pass.
    pub hints: Vec<String>,
}

impl Fit {
    /// An expression over the row of a table in its own names.
    pub fn new(table: QName, expr: impl Into<String>) -> Self {
        let called = table.clone();
        Self { table, expr: expr.into(), called, renamed: Vec::new(), column: None, hints: Vec::new() }
    }

    fn called(&self, column: &Name) -> Name {
        let other = self.renamed.iter().find(|(here, _)| here == column);
        other.map_or_else(|| column.clone(), |(_, there)| there.clone())
    }

    /// Whether a row passes, where the row is that of a relation which is called as the table is.
    pub(super) fn over_row(&self, table: &Table) -> String {
        if self.renamed.is_empty() && self.called.name == self.table.name {
            return format!("({}) IS NOT FALSE", self.expr);
        }
        let here = Ident(&self.table.name);
        let columns: Vec<String> = (table.columns.keys())
            .map(|column| format!("{here}.{} AS {}", Ident(column), Ident(&self.called(column))))
            .collect();
        let (called, expr, columns) = (Ident(&self.called.name), &self.expr, columns.join(", "));
        format!("(SELECT ({expr}) IS NOT FALSE FROM (SELECT {columns}) AS {called})")
    }

    /// Whether a value of its one column passes, as a query with the value as `$1`.
    pub(super) fn over_value(&self, column: &Name, ty: &str) -> String {
        let (called, name, expr) = (Ident(&self.called.name), self.called(column), &self.expr);
        format!("SELECT ({expr}) IS NOT FALSE FROM (SELECT $1::{ty} AS {}) AS {called}", Ident(&name))
    }
}

/// The row of a table without any value, for questions whether an expression can be asked at all.
pub(super) fn empty_row(name: &QName, table: &Table) -> String {
    let column =
        |(name, column): (&Name, &underpin_schema::Column)| format!("NULL::{} AS {}", Type(&column.ty), Ident(name));
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    format!("(SELECT {}) AS {}", columns.join(", "), Ident(&name.name))
}

/// Those of the fits that are of this table and can be asked there. An expression may speak of what is not there yet.
pub(super) fn usable<'f>(
    transaction: &mut Transaction<'_>,
    turn: &Turn<'_>,
    fits: &'f [Fit],
    filled: &mut Filled,
) -> Result<Vec<&'f Fit>, Error> {
    let mut usable = Vec::new();
    for fit in fits.iter().filter(|fit| fit.table == *turn.name) {
        let row = empty_row(turn.name, turn.table);
        let sql = format!("SELECT FROM {row} WHERE {} LIMIT 0", fit.over_row(turn.table));
        let mut savepoint = transaction.transaction()?;
        match savepoint.prepare(&sql) {
            Ok(_) => {
                savepoint.commit()?;
                usable.push(fit);
            }
            Err(error) => {
                savepoint.rollback()?;
                let reason = format!(
                    "rows are not chosen by `{}`, which cannot be asked here: {}",
                    fit.expr,
                    Error::from(error)
                );
                filled.shortfalls.push(Shortfall { table: turn.name.clone(), reason });
            }
        }
    }
    Ok(usable)
}
