//! Pieces of Rust text, laid out as rustfmt leaves them.

use std::{
    borrow::Cow,
    fmt::{self, Display, Write},
};

/// The width that rustfmt gives a line. <https://rust-lang.github.io/rustfmt/#max_width>
pub const LINE: usize = 100;

/// The width that rustfmt gives the arguments of an attribute.
/// <https://rust-lang.github.io/rustfmt/#attr_fn_like_width>
const ATTRIBUTE: usize = 70;

/// The width that rustfmt gives a chain of method calls. <https://rust-lang.github.io/rustfmt/#chain_width>
pub const CHAIN: usize = 60;

/// What an item gets whose lines no layout can make short enough.
pub const SKIP: &str = "#[rustfmt::skip]\n";

/// A string literal. Characters that turn the direction of text are escaped: rustc forbids them in source.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() || turns_direction(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The bidirectional control characters that rustc's `text_direction_codepoint_in_comment` rejects, and line ends that
/// are none to Rust. <https://doc.rust-lang.org/rustc/lints/listing/deny-by-default.html>
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Text as lines of documentation, each with its indent and `///`.
pub fn docs(indent: usize, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + indent + 5);
    for line in text.trim().lines() {
        let line = one_line(line);
        let line = line.trim_end();
        let space = if line.is_empty() { "" } else { " " };
        writeln!(out, "{:indent$}///{space}{line}", "").expect("a string takes any text");
    }
    out
}

/// Text that may stand in a comment, on one line.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains(|c: char| c.is_control() || turns_direction(c)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            c if c.is_control() => out.push(' '),
            c if turns_direction(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.into()
}

/// `#[sea_orm(...)]` with its line end, on one line where rustfmt would keep it there; nothing without arguments.
pub fn attribute(indent: usize, arguments: &[String]) -> String {
    if arguments.is_empty() {
        return String::new();
    }
    let joined = arguments.join(", ");
    let width = joined.chars().count();
    let line = indent + "#[sea_orm()]".len() + width;
    // One argument alone may take the whole line.
    if (width <= ATTRIBUTE || arguments.len() == 1) && line <= LINE {
        return format!("{:indent$}#[sea_orm({joined})]\n", "");
    }
    let broken = Arguments { indent: indent + 4, arguments };
    format!("{:indent$}#[sea_orm(\n{broken}{:indent$})]\n", "", "")
}

/// Arguments, one per line, the last without a comma.
struct Arguments<'a> {
    indent: usize,
    arguments: &'a [String],
}

impl Display for Arguments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indent = self.indent;
        let last = self.arguments.len().saturating_sub(1);
        for (at, argument) in self.arguments.iter().enumerate() {
            let comma = if at == last { "" } else { "," };
            writeln!(f, "{:indent$}{argument}{comma}", "")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_comment_or_its_quotes() {
        assert_eq!(literal("a\"b\\c\nd\u{202e}e"), r#""a\"b\\c\nd\u{202e}e""#);
        assert_eq!(
            docs(4, "*/ #[evil]\r\n\n\tfn main() {}\u{0}"),
            "    /// */ #[evil]\n    ///\n    /// fn main() {}\n"
        );
        assert_eq!(docs(0, "a\rb\u{2028}c"), "/// a b\\u{2028}c\n");
    }
}
