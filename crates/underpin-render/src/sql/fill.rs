//! Values for the rows that are there.
//!
//! The triggers that an UPDATE of the table would fire are off meanwhile: they are made for what programs do to rows (a time
//! of change, an entry in a journal), and no other column may change. It has to see every row: the script sets `row_security`
//! to off, so that PostgreSQL refuses the statement where a policy would hide some from the role that migrates. That role
//! has to own the table, and where row-level security is forced, to have BYPASSRLS.
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>

use std::fmt::{self, Write};

use underpin_plan::{Fill, FillRows, FillValue};

use super::{
    ident::{Ident, Path},
    text::Parens,
};

/// `UPDATE ... SET ...`. <https://www.postgresql.org/docs/current/sql-update.html>
pub(super) fn write_fill(f: &mut fmt::Formatter<'_>, fill: &Fill) -> fmt::Result {
    let Fill { table, column, value, rows, quiet } = fill;
    let column = Ident(column);
    for trigger in quiet {
        writeln!(f, "ALTER TABLE {} DISABLE TRIGGER {};", Path(table), Ident(trigger))?;
    }
    match value {
        FillValue::Expr(expr) => {
            write!(f, "UPDATE {}\nSET {column} = {}", Path(table), Parens(expr.as_str()))?;
            match rows {
                FillRows::All => {}
                FillRows::Null => write!(f, "\nWHERE {column} IS NULL")?,
            }
        }
        // Every column behind an alias, so that no name of one table is taken for one of the other.
        FillValue::Parent { parent, column: taken, on } => {
            write!(f, "UPDATE {} AS child\nSET {column} = parent.{}", Path(table), Ident(taken))?;
            write!(f, "\nFROM {} AS parent", Path(parent))?;
            let mut word = "WHERE";
            for (own, other) in on {
                write!(f, "\n{word} parent.{} = child.{}", Ident(other), Ident(own))?;
                word = "  AND";
            }
            match rows {
                FillRows::All => {}
                FillRows::Null => write!(f, "\n{word} child.{column} IS NULL")?,
            }
        }
    }
    f.write_char(';')?;
    for trigger in quiet {
        write!(f, "\nALTER TABLE {} ENABLE TRIGGER {};", Path(table), Ident(trigger))?;
    }
    Ok(())
}
