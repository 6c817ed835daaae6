//! Constants.
//!
//! sea-query writes the strings that need an escape: its `E'...'` means the same whatever the server's
//! `standard_conforming_strings` says, and keeps a constant on one line, so that no tool which converts line ends can
//! change it. Two cases we spell ourselves. A string with quotes and nothing else to escape is `'it''s'`, as every other
//! tool writes it, where sea-query would write `E'it\'s'`. And sea-query spells a NUL byte as `\0`, which takes up to two
//! digits after it along (`\012` is a line break); ours is `\000`, which PostgreSQL refuses: it has no text with NUL bytes.
//! <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE>

use std::fmt::{self, Display, Write};

use sea_query::{EscapeBuilder, PostgresQueryBuilder};
use underpin_schema::{ColumnType, Literal};

use super::{ident::write_list, types::Type};

/// A string constant.
pub struct Text<'a>(pub &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.bytes().any(|byte| byte == b'\\' || byte.is_ascii_control()) {
            return write_escaped(f, self.0);
        }
        f.write_char('\'')?;
        for (at, part) in self.0.split('\'').enumerate() {
            f.write_str(if at > 0 { "''" } else { "" })?;
            f.write_str(part)?;
        }
        f.write_char('\'')
    }
}

fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    // Into a string first: sea-query does not pass on an error of the writer but panics.
    let mut escaped = String::with_capacity(text.len() + 16);
    for (at, part) in text.split('\0').enumerate() {
        if at > 0 {
            escaped.push_str("\\000");
        }
        PostgresQueryBuilder.write_escaped(&mut escaped, part);
    }
    write!(f, "E'{escaped}'")
}

/// A constant of a column's type.
pub(super) struct Constant<'a> {
    /// The constant.
    pub literal: &'a Literal,
    /// The type of the column; an array without elements needs it.
    pub ty: &'a ColumnType,
}

impl fmt::Display for Constant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_literal(f, self.literal)?;
        match self.literal {
            // PostgreSQL cannot tell the type of `ARRAY[]`, and would take `ARRAY['a']` for text.
            // https://www.postgresql.org/docs/current/sql-expressions.html#SQL-SYNTAX-ARRAY-CONSTRUCTORS
            Literal::List(_) => write!(f, "::{}", Type(self.ty)),
            Literal::Bool(_)
            | Literal::Number(_)
            | Literal::Text(_)
            | Literal::Enum(_)
            | Literal::Json(_)
            | Literal::Bytes(_) => Ok(()),
        }
    }
}

fn write_literal(f: &mut fmt::Formatter<'_>, literal: &Literal) -> fmt::Result {
    match literal {
        Literal::Bool(true) => f.write_str("TRUE"),
        Literal::Bool(false) => f.write_str("FALSE"),
        Literal::Number(text) if is_number(text) => f.write_str(text),
        // `NaN`, `Infinity`: PostgreSQL reads them from strings alone.
        Literal::Number(text) | Literal::Text(text) | Literal::Json(text) => Text(text).fmt(f),
        Literal::Enum(name) => Text(name).fmt(f),
        Literal::Bytes(hex) => Text(&format!("\\x{hex}")).fmt(f),
        Literal::List(items) => {
            f.write_str("ARRAY[")?;
            write_list(f, items.iter().map(Element))?;
            f.write_char(']')
        }
    }
}

struct Element<'a>(&'a Literal);

impl fmt::Display for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_literal(f, self.0)
    }
}

/// Whether PostgreSQL reads the text as a number: `-1`, `2.50`, `1e6`.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS-NUMERIC>
fn is_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    digits(whole) && fraction.is_none_or(digits) && exponent.is_none_or(|e| digits(e.trim_start_matches(['-', '+'])))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What PostgreSQL's scanner makes of a string constant, with `standard_conforming_strings` on.
    fn read(text: &str) -> Option<String> {
        let (escapes, body) = match text.strip_prefix('E') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let body = body.strip_prefix('\'')?.strip_suffix('\'')?;
        let mut chars = body.chars().peekable();
        let mut value = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\'' => {
                    chars.next_if_eq(&'\'')?;
                    value.push('\'');
                }
                '\\' if escapes => match chars.next()? {
                    'b' => value.push('\u{8}'),
                    'f' => value.push('\u{c}'),
                    'n' => value.push('\n'),
                    'r' => value.push('\r'),
                    't' => value.push('\t'),
                    first @ '0'..='7' => {
                        let mut code = first.to_digit(8)?;
                        for _ in 0..2 {
                            if let Some(next) = chars.next_if(|c| c.is_digit(8)) {
                                code = code * 8 + next.to_digit(8)?;
                            }
                        }
                        value.push(char::from_u32(code)?);
                    }
                    other => value.push(other),
                },
                other => value.push(other),
            }
        }
        Some(value)
    }

    proptest! {
        #[test]
        fn a_string_reads_back(text in "\\PC*|[\\x00-\\x7f]*|(['\"\\\\$;\\-\n\r\t0-9\0])*") {
            prop_assert_eq!(read(&Text(&text).to_string()), Some(text));
        }

        #[test]
        fn a_number_is_never_a_way_out(text in "[-0-9.eE;' ]*") {
            let spelled = Constant { literal: &Literal::Number(text), ty: &integer() }.to_string();
            prop_assert!(spelled.starts_with('\'') || !spelled.contains([';', '\'', ' ']));
        }
    }

    fn integer() -> ColumnType {
        use underpin_schema::{BaseType, Scalar, ScalarKind};
        ColumnType { base: BaseType::Scalar(Scalar::plain(ScalarKind::Int)), list: false }
    }

    #[test]
    fn constants_are_spelled_readably() {
        let text = |text: &str| Literal::Text(text.to_owned());
        let mut list = integer();
        list.list = true;
        for (literal, ty, expected) in [
            (text("plain"), integer(), "'plain'"),
            (text("it's"), integer(), "'it''s'"),
            (text("a\\b"), integer(), "E'a\\\\b'"),
            (text("one\ntwo's"), integer(), "E'one\\ntwo\\'s'"),
            (text("nul\u{0}12"), integer(), "E'nul\\00012'"),
            (text("中\u{202e}é"), integer(), "'中\u{202e}é'"),
            (Literal::Bool(true), integer(), "TRUE"),
            (Literal::Number("-2.50".to_owned()), integer(), "-2.50"),
            (Literal::Number("NaN".to_owned()), integer(), "'NaN'"),
            (Literal::Number("1; DROP".to_owned()), integer(), "'1; DROP'"),
            (Literal::Bytes("00ff".to_owned()), integer(), "E'\\\\x00ff'"),
            (Literal::List(vec![]), list.clone(), "ARRAY[]::INTEGER[]"),
            (Literal::List(vec![Literal::Number("1".to_owned()), text("b'")]), list, "ARRAY[1, 'b''']::INTEGER[]"),
        ] {
            assert_eq!(Constant { literal: &literal, ty: &ty }.to_string(), expected);
        }
    }
}
