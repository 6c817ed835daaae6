//! Constraints: always with the name that the schema gives, never with one that PostgreSQL would make.

use std::fmt::{self, Write};

use underpin_schema::{
    Action, Check, Deferral, Exclusion, ForeignKey, Index, IndexKey, MatchType, Name, NullsEqual, Operator, PrimaryKey,
    QName, Unique, Validity,
};

use super::{
    ident::{Columns, Ident, Path, With, write_list},
    index::{Key, Using},
    text::Parens,
};

/// `CONSTRAINT ... PRIMARY KEY (...)`
pub(super) struct PrimaryKeyClause<'a>(pub &'a PrimaryKey);

impl fmt::Display for PrimaryKeyClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PrimaryKey { name, columns, deferral } = self.0;
        write!(f, "CONSTRAINT {} PRIMARY KEY {}{}", Ident(name), Columns(columns), deferral_words(*deferral))
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
        let Unique { columns, include, nulls, deferral, options } = self.unique;
        write!(f, "CONSTRAINT {} UNIQUE ", Ident(self.name))?;
        // Before the columns, unlike in CREATE INDEX.
        // https://www.postgresql.org/docs/current/sql-createtable.html
        match nulls {
            NullsEqual::Distinct => {}
            NullsEqual::Equal => f.write_str("NULLS NOT DISTINCT ")?,
        }
        Columns(columns).fmt(f)?;
        if !include.is_empty() {
            write!(f, " INCLUDE {}", Columns(include))?;
        }
        write!(f, "{}{}", With(options), deferral_words(*deferral))
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
        let Check { expr, validity } = self.check;
        write!(f, "CONSTRAINT {} CHECK {}{}", Ident(self.name), Parens(expr.as_str()), validity_words(*validity))
    }
}

/// `CONSTRAINT ... EXCLUDE USING ... (...)`
/// <https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE>
pub(super) struct ExclusionClause<'a> {
    /// The constraint's name.
    pub name: &'a Name,
    /// The constraint.
    pub exclusion: &'a Exclusion,
}

impl fmt::Display for ExclusionClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Exclusion { index, operators: _, deferral } = self.exclusion;
        let Index { uniqueness: _, method, keys: _, include, predicate, options } = index;
        write!(f, "CONSTRAINT {} EXCLUDE {}(", Ident(self.name), Using(method))?;
        write_list(f, self.exclusion.elements().map(|(key, operator)| Element { key, operator }))?;
        f.write_char(')')?;
        if !include.is_empty() {
            write!(f, " INCLUDE {}", Columns(include))?;
        }
        With(options).fmt(f)?;
        if let Some(predicate) = predicate {
            write!(f, "\n    WHERE {}", Parens(predicate.as_str()))?;
        }
        f.write_str(deferral_words(*deferral))
    }
}

struct Element<'a> {
    key: &'a IndexKey,
    operator: &'a Operator,
}

impl fmt::Display for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} WITH {}", Key(self.key), OperatorName(self.operator))
    }
}

/// An operator, as it stands between its arguments.
/// <https://www.postgresql.org/docs/current/sql-expressions.html#SQL-EXPRESSIONS-OPERATOR-CALLS>
pub struct OperatorName<'a>(pub &'a Operator);

impl fmt::Display for OperatorName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.namespace {
            Some(namespace) => write!(f, "OPERATOR({}.{})", Ident(namespace), self.0.symbol()),
            None => f.write_str(self.0.symbol()),
        }
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
        let ForeignKey { columns, table, references, on_delete, on_update, matching, deferral, validity } = self.key;
        write!(
            f,
            "CONSTRAINT {} FOREIGN KEY {} REFERENCES {} {}{}\n    ON DELETE {} ON UPDATE {}",
            Ident(self.name),
            Columns(columns),
            Path(table),
            Columns(references),
            match matching {
                MatchType::Simple => "",
                MatchType::Full => " MATCH FULL",
            },
            action_words(*on_delete),
            action_words(*on_update),
        )?;
        match deferral {
            Deferral::Never => {}
            Deferral::Allowed | Deferral::Initially => write!(f, "\n   {}", deferral_words(*deferral))?,
        }
        f.write_str(validity_words(*validity))
    }
}

fn deferral_words(deferral: Deferral) -> &'static str {
    match deferral {
        Deferral::Never => "",
        Deferral::Allowed => " DEFERRABLE",
        Deferral::Initially => " DEFERRABLE INITIALLY DEFERRED",
    }
}

fn validity_words(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "",
        Validity::NotValid => " NOT VALID",
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
