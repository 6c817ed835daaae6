//! Strings, comments and aligned columns, as `prisma format` leaves them.

use std::{
    borrow::Cow,
    fmt::{self, Display, Formatter, Write},
};

/// A string between quotes, escaped as Prisma's grammar reads it: like JSON, control characters as `\u` and four digits.
pub(super) struct Quoted<'a>(pub &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plain = |c: char| !matches!(c, '"' | '\\') && !c.is_control();
        if self.0.chars().all(plain) {
            return write!(f, "\"{}\"", self.0);
        }
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

/// Items with a comma and a space between them.
pub(super) struct Listed<I>(pub I);

impl<I: Clone + IntoIterator<Item: Display>> Display for Listed<I> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, item) in self.0.clone().into_iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{item}")?;
        }
        Ok(())
    }
}

/// Text of any number of lines as comment lines, each with an indent and a mark (`//` or `///`).
pub(super) struct Comment<'a> {
    pub indent: &'a str,
    pub mark: &'a str,
    pub text: &'a str,
}

impl Display for Comment<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { indent, mark, text } = *self;
        for line in text.lines() {
            write!(f, "{indent}{mark}")?;
            let line = line.trim_end();
            if !line.is_empty() {
                f.write_char(' ')?;
                // A control character other than a tab would end the comment or the parse.
                for c in line.chars() {
                    f.write_char(if c.is_control() && c != '\t' { ' ' } else { c })?;
                }
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

/// A line of a block: a field, or a value of an enum.
#[derive(Default)]
pub(super) struct Row<'a> {
    /// Text above it, as `///`.
    pub docs: Vec<Cow<'a, str>>,
    /// Its name.
    pub name: &'a str,
    /// Its type; empty in an enum.
    pub ty: Cow<'a, str>,
    /// Its attributes, a space between them.
    pub attributes: String,
}

/// Rows without a blank line between them: names, types and attributes each stand in a column. The formatter measures in
/// bytes, which shows as soon as a name is not ASCII.
pub(super) struct Rows<'a>(pub &'a [Row<'a>]);

impl Display for Rows<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|row| row.name.len()).max().unwrap_or(0);
        let types = self.0.iter().map(|row| row.ty.len()).max().unwrap_or(0);
        for Row { docs, name, ty, attributes } in self.0 {
            for text in docs {
                write!(f, "{}", Comment { indent: "  ", mark: "///", text })?;
            }
            write!(f, "  {name}")?;
            if !ty.is_empty() {
                write!(f, "{}{ty}", Spaces(names - name.len() + 1))?;
            }
            if !attributes.is_empty() {
                let gap = if ty.is_empty() { names - name.len() } else { types - ty.len() };
                write!(f, "{}{attributes}", Spaces(gap + 1))?;
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

struct Spaces(usize);

impl Display for Spaces {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const BLANK: &str = "                                ";
        let mut left = self.0;
        while left > BLANK.len() {
            f.write_str(BLANK)?;
            left -= BLANK.len();
        }
        f.write_str(&BLANK[..left])
    }
}

/// `key = value` lines of a configuration block, with the signs of equality below one another.
pub(super) struct Settings<'a> {
    /// `generator client`, `datasource db`.
    pub head: &'a str,
    /// Each key with its value as text.
    pub lines: &'a [(&'a str, String)],
}

impl Display for Settings<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let width = self.lines.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        writeln!(f, "{} {{", self.head)?;
        for (key, value) in self.lines {
            writeln!(f, "  {key:width$} = {value}")?;
        }
        writeln!(f, "}}")
    }
}
