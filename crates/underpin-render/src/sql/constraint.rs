//! Constraints: always with the name that the schema gives, never with one that PostgreSQL would make.

use std::fmt;

use underpin_schema::{Action, Check, Deferral, ForeignKey, Name, NullsEqual, PrimaryKey, QName, Unique};

use super::{
    ident::{Columns, Ident, Path},
    text::Parens,
};

/// `CONSTRAINT ... PRIMARY KEY (...)`
pub(super) struct PrimaryKeyClause<'a>(pub &'a PrimaryKey);

impl fmt::Display for PrimaryKeyClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PrimaryKey { name, columns } = self.0;
        write!(f, "CONSTRAINT {} PRIMARY KEY {}", Ident(name), Columns(columns))
    }
}

/// `CONSTRAINT ... UNIQUE (...)`
pub(super) struct UniqueClause<'a> {
    /// The constraint's name.
    pub name: &'a Name,
    /// The constraint.
    pub unique: &'a Unique,
}

impl fmt::Display for UniqueClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unique { columns, include, nulls } = self.unique;
        write!(f, "CONSTRAINT {} UNIQUE ", Ident(self.name))?;
        // Before the columns, unlike in CREATE INDEX.
        // https://www.postgresql.org/docs/current/sql-createtable.html
        match nulls {
            NullsEqual::Distinct => {}
            NullsEqual::Equal => f.write_str("NULLS NOT DISTINCT ")?,
        }
        Columns(columns).fmt(f)?;
        if include.is_empty() { Ok(()) } else { write!(f, " INCLUDE {}", Columns(include)) }
    }
}

/// `CONSTRAINT ... CHECK (...)`
pub(super) struct CheckClause<'a> {
    /// The constraint's name.
    pub name: &'a Name,
    /// The constraint.
    pub check: &'a Check,
}

impl fmt::Display for CheckClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Check { expr } = self.check;
        write!(f, "CONSTRAINT {} CHECK {}", Ident(self.name), Parens(expr.as_str()))
    }
}

/// `ALTER TABLE ... ADD CONSTRAINT ...`
pub(super) fn write_add(f: &mut fmt::Formatter<'_>, table: &QName, clause: &dyn fmt::Display) -> fmt::Result {
    write!(f, "ALTER TABLE {}\n    ADD {clause};", Path(table))
}

/// `CONSTRAINT ... FOREIGN KEY (...) REFERENCES ...`, with what happens on both events, always said.
pub(super) struct ForeignKeyClause<'a> {
    /// The constraint's name.
    pub name: &'a Name,
    /// The foreign key.
    pub key: &'a ForeignKey,
}

impl fmt::Display for ForeignKeyClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ForeignKey { columns, table, references, on_delete, on_update, deferral } = self.key;
        write!(
            f,
            "CONSTRAINT {} FOREIGN KEY {} REFERENCES {} {}\n    ON DELETE {} ON UPDATE {}",
            Ident(self.name),
            Columns(columns),
            Path(table),
            Columns(references),
            action_words(*on_delete),
            action_words(*on_update),
        )?;
        match deferral {
            Deferral::Never => Ok(()),
            Deferral::Allowed => f.write_str("\n    DEFERRABLE"),
            Deferral::Initially => f.write_str("\n    DEFERRABLE INITIALLY DEFERRED"),
        }
    }
}

fn action_words(action: Action) -> &'static str {
    match action {
        Action::NoAction => "NO ACTION",
        Action::Restrict => "RESTRICT",
        Action::Cascade => "CASCADE",
        Action::SetNull => "SET NULL",
        Action::SetDefault => "SET DEFAULT",
    }
}
