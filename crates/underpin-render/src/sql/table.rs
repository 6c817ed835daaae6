//! Tables and their columns.

use std::fmt;

use underpin_schema::{Column, ColumnType, DefaultValue, Name, QName, Table};

use super::{
    constraint::{CheckClause, PrimaryKeyClause, UniqueClause},
    ident::{Collation, Ident, Path},
    literal::Constant,
    sequence::{Apart, Draws, IdentityClause},
    text::Parens,
    types::{Type, serial_word},
};

/// `CREATE TABLE` with columns, primary key, unique constraints and checks.
pub(super) fn write_table(f: &mut fmt::Formatter<'_>, name: &QName, table: &Table) -> fmt::Result {
    // What is not read here is spelled by statements of its own: tables may refer to one another in a circle.
    let Table {
        columns,
        primary_key,
        uniques,
        checks,
        exclusions: _,
        indexes: _,
        foreign_keys: _,
        triggers: _,
        policies: _,
        row_security: _,
        comment: _,
    } = table;
    let apart = Apart::of(name, columns);
    apart.write_before(f)?;
    write!(f, "CREATE TABLE {} (", Path(name))?;
    let mut separator = "\n    ";
    for (column_name, column) in columns {
        write!(f, "{separator}{}", ColumnClause { table: name, name: column_name, column })?;
        separator = ",\n    ";
    }
    // A blank line sets the constraints off from the columns.
    separator = if columns.is_empty() { "\n    " } else { ",\n\n    " };
    if let Some(key) = primary_key {
        write!(f, "{separator}{}", PrimaryKeyClause(key))?;
        separator = ",\n    ";
    }
    for (name, unique) in uniques {
        write!(f, "{separator}{}", UniqueClause { name, unique })?;
        separator = ",\n    ";
    }
    for (name, check) in checks {
        write!(f, "{separator}{}", CheckClause { name, check })?;
        separator = ",\n    ";
    }
    // A table may have no columns at all.
    f.write_str(if separator == "\n    " { ");" } else { "\n);" })?;
    apart.write_behind(f)
}

/// A column with its type, NOT NULL and default.
pub(super) struct ColumnClause<'a> {
    /// The table.
    pub table: &'a QName,
    /// The column's name.
    pub name: &'a Name,
    /// The column.
    pub column: &'a Column,
}

impl fmt::Display for ColumnClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Column { ty, nullable, default, collation, comment: _ } = self.column;
        write!(f, "{} ", Ident(self.name))?;
        match (default, serial_word(ty)) {
            (Some(DefaultValue::Serial(sequence)), Some(word)) if sequence.is_usual() => f.write_str(word)?,
            _ => Type(ty).fmt(f)?,
        }
        if let Some(collation) = collation {
            Collation(collation).fmt(f)?;
        }
        if !nullable {
            f.write_str(" NOT NULL")?;
        }
        match default {
            // The word for a serial type has said it already.
            Some(DefaultValue::Serial(sequence)) if sequence.is_usual() => Ok(()),
            None => Ok(()),
            Some(default) => write!(f, " {}", DefaultClause { default, ty, at: (self.table, self.name) }),
        }
    }
}

/// What fills a column, as it stands behind the type.
pub(super) struct DefaultClause<'a> {
    /// The default.
    pub default: &'a DefaultValue,
    /// The type of the column.
    pub ty: &'a ColumnType,
    /// The table and the column.
    pub at: (&'a QName, &'a Name),
}

impl fmt::Display for DefaultClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.default {
            DefaultValue::Literal(literal) => write!(f, "DEFAULT {}", Constant { literal, ty: self.ty }),
            DefaultValue::Now => f.write_str("DEFAULT CURRENT_TIMESTAMP"),
            DefaultValue::Sql(expr) if is_plain_call(expr.as_str()) => write!(f, "DEFAULT {expr}"),
            // Between parentheses, because `DEFAULT a IS NULL` and the like would not parse without.
            // https://www.postgresql.org/docs/current/sql-createtable.html
            DefaultValue::Sql(expr) => write!(f, "DEFAULT {}", Parens(expr.as_str())),
            DefaultValue::Identity(identity) => write!(f, "{}", IdentityClause { table: self.at.0, identity }),
            DefaultValue::Generated(expr) => write!(f, "GENERATED ALWAYS AS {} STORED", Parens(expr.as_str())),
            DefaultValue::Serial(sequence) => {
                let (table, column) = self.at;
                write!(f, "DEFAULT {}", Draws { table, column, sequence })
            }
        }
    }
}

/// Whether the text is a call without arguments, `gen_random_uuid()`, which reads better without parentheses around it.
fn is_plain_call(text: &str) -> bool {
    text.strip_suffix("()").is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
    })
}
