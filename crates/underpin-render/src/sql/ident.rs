//! Identifiers: always quoted, so that no name is folded to lower case or taken for a key word.

use std::fmt::{self, Write};

use underpin_schema::{Name, Options, QName};

/// A name between double quotes.
///
/// A quote inside is doubled; everything else stands as it is, line breaks and semicolons included, because nothing ends
/// a quoted identifier but a quote. A NUL byte cannot occur in a name of PostgreSQL and would end the text of the
/// statement in some clients, so it becomes U+FFFD.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
pub struct Ident<'a>(pub &'a str);

impl fmt::Display for Ident<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        let mut rest = self.0;
        while let Some(at) = rest.find(['"', '\0']) {
            f.write_str(&rest[..at])?;
            f.write_str(if rest[at..].starts_with('"') { "\"\"" } else { "\u{fffd}" })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)?;
        f.write_char('"')
    }
}

/// A name with its PostgreSQL schema, which is left out where it is `public`.
pub struct Path<'a>(pub &'a QName);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.is_public() {
            write!(f, "{}.", Ident(&self.0.namespace))?;
        }
        Ident(&self.0.name).fmt(f)
    }
}

/// The name of an object that lives in the PostgreSQL schema of a table but is not named below it: an index.
pub(super) struct Beside<'a> {
    /// The table.
    pub table: &'a QName,
    /// The object's own name.
    pub name: &'a Name,
}

impl fmt::Display for Beside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.table.is_public() {
            write!(f, "{}.", Ident(&self.table.namespace))?;
        }
        Ident(self.name).fmt(f)
    }
}

/// A collation. Those that come with PostgreSQL live in `pg_catalog`, which is always searched.
/// <https://www.postgresql.org/docs/current/collation.html>
pub(super) struct Collation<'a>(pub &'a QName);

impl fmt::Display for Collation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(" COLLATE ")?;
        if self.0.namespace.as_str() == "pg_catalog" { Ident(&self.0.name).fmt(f) } else { Path(self.0).fmt(f) }
    }
}

/// Names between parentheses: `("a", "b")`.
pub struct Columns<'a>(pub &'a [Name]);

impl fmt::Display for Columns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('(')?;
        write_list(f, self.0.iter().map(|name| Ident(name)))?;
        f.write_char(')')
    }
}

/// Writes items with commas between them.
pub(super) fn write_list<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    items: impl IntoIterator<Item = T>,
) -> fmt::Result {
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

/// ` WITH (...)`, with a blank before it; nothing where there are no options. Every value may stand between quotes.
/// <https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS>
pub(super) struct With<'a>(pub &'a Options);

impl fmt::Display for With<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        f.write_str(" WITH (")?;
        for (at, (name, value)) in self.0.iter().enumerate() {
            write!(f, "{}{} = {}", if at > 0 { ", " } else { "" }, Ident(name), super::literal::Text(value))?;
        }
        f.write_char(')')
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What PostgreSQL's scanner makes of a quoted identifier: the name and what follows it.
    fn unquote(text: &str) -> Option<(String, &str)> {
        let mut rest = text.strip_prefix('"')?;
        let mut name = String::new();
        loop {
            let at = rest.find('"')?;
            name.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            match rest.strip_prefix('"') {
                Some(after) => {
                    name.push('"');
                    rest = after;
                }
                None => return Some((name, rest)),
            }
        }
    }

    proptest! {
        #[test]
        fn a_quoted_name_reads_back(name in "[^\0]*") {
            let spelled = Ident(&name).to_string();
            prop_assert_eq!(unquote(&spelled), Some((name, "")));
        }
    }

    #[test]
    fn names_that_would_break_out_do_not() {
        for (name, expected) in [
            ("User", "\"User\""),
            ("a\"; DROP TABLE x; --", "\"a\"\"; DROP TABLE x; --\""),
            ("\"", "\"\"\"\""),
            ("nul\0byte", "\"nul\u{fffd}byte\""),
            ("", "\"\""),
        ] {
            assert_eq!(Ident(name).to_string(), expected);
        }
    }

    #[test]
    fn only_public_is_left_out() {
        assert_eq!(Path(&QName::public("User")).to_string(), "\"User\"");
        assert_eq!(Path(&QName::new("billing", "a.b")).to_string(), "\"billing\".\"a.b\"");
    }
}
