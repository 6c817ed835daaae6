//! Indexes that belong to no constraint.

use std::fmt::{self, Write};

use underpin_schema::{
    Index, IndexKey, IndexMethod, KeyTarget, Name, NullsEqual, NullsPlace, QName, SortOrder, Uniqueness,
};

use super::{
    ident::{Beside, Collation, Columns, Ident, Path, With, write_list},
    text::{Ended, Parens},
};

/// `CREATE INDEX`. <https://www.postgresql.org/docs/current/sql-createindex.html>
pub(super) fn write_index(f: &mut fmt::Formatter<'_>, table: &QName, name: &Name, index: &Index) -> fmt::Result {
    let Index { uniqueness, method, keys, include, predicate, options } = index;
    f.write_str(match uniqueness {
        Uniqueness::Any => "CREATE INDEX ",
        Uniqueness::Unique(_) => "CREATE UNIQUE INDEX ",
    })?;
    // An index lives in the PostgreSQL schema of its table, and its name must not be qualified here.
    write!(f, "{} ON {} ", Ident(name), Path(table))?;
    write!(f, "{}", Using(method))?;
    f.write_char('(')?;
    write_list(f, keys.iter().map(Key))?;
    f.write_char(')')?;
    if !include.is_empty() {
        write!(f, "\n    INCLUDE {}", Columns(include))?;
    }
    match uniqueness {
        Uniqueness::Any | Uniqueness::Unique(NullsEqual::Distinct) => {}
        Uniqueness::Unique(NullsEqual::Equal) => f.write_str("\n    NULLS NOT DISTINCT")?,
    }
    if !options.is_empty() {
        write!(f, "\n   {}", With(options))?;
    }
    match predicate {
        Some(predicate) => write!(f, "\n    WHERE {}", Ended(predicate.as_str())),
        None => f.write_char(';'),
    }
}

/// `DROP INDEX`
pub(super) fn write_drop(f: &mut fmt::Formatter<'_>, table: &QName, name: &Name) -> fmt::Result {
    write!(f, "DROP INDEX {};", Beside { table, name })
}

/// `USING GIN `, with a blank behind it; nothing for the usual method.
pub(super) struct Using<'a>(pub &'a IndexMethod);

impl fmt::Display for Using<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IndexMethod::Btree => Ok(()),
            IndexMethod::Hash => f.write_str("USING HASH "),
            IndexMethod::Gin => f.write_str("USING GIN "),
            IndexMethod::Gist => f.write_str("USING GIST "),
            IndexMethod::Spgist => f.write_str("USING SPGIST "),
            IndexMethod::Brin => f.write_str("USING BRIN "),
            IndexMethod::Other(name) => write!(f, "USING {} ", Ident(name)),
        }
    }
}

/// One key.
pub(super) struct Key<'a>(pub &'a IndexKey);

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let IndexKey { target, order, nulls, operator_class, collation } = self.0;
        match target {
            KeyTarget::Column(name) => Ident(name).fmt(f)?,
            // Needed around anything but a function call, and harmless there.
            KeyTarget::Expr(expr) => Parens(expr.as_str()).fmt(f)?,
        }
        // Collation, operator class, direction: PostgreSQL takes them in this order alone.
        if let Some(collation) = collation {
            Collation(collation).fmt(f)?;
        }
        if let Some(class) = operator_class {
            write!(f, " {}", OperatorClass(class))?;
        }
        match order {
            SortOrder::Asc => {}
            SortOrder::Desc => f.write_str(" DESC")?,
        }
        if *nulls == order.default_nulls() {
            return Ok(());
        }
        f.write_str(match nulls {
            NullsPlace::First => " NULLS FIRST",
            NullsPlace::Last => " NULLS LAST",
        })
    }
}

/// An operator class. Those that come with PostgreSQL are called `..._ops` in lower case; no key word is, so these stand
/// without quotes, as everyone writes them.
pub(super) struct OperatorClass<'a>(pub &'a Name);

impl fmt::Display for OperatorClass<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.0.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        let starts_plain = self.0.starts_with(|c: char| c.is_ascii_lowercase());
        if plain && starts_plain && self.0.ends_with("_ops") { f.write_str(self.0) } else { Ident(self.0).fmt(f) }
    }
}
