//! Pieces of Rust text, laid out as rustfmt leaves them.

use std::borrow::Cow;

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
    if is_plain(text) && !text.contains(['"', '\\']) {
        out.push_str(text);
        out.push('"');
        return out;
    }
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
        out.push_str(spaces(indent));
        out.push_str(if line.is_empty() { "///" } else { "/// " });
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// That many spaces; an indent is never deeper.
fn spaces(count: usize) -> &'static str {
    const SPACES: &str = "                                ";
    &SPACES[..count.min(SPACES.len())]
}

/// Whether a text holds nothing that a comment or a literal has to be kept from, as nearly every text.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Text that may stand in a comment, on one line.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_plain(text) || !text.contains(|c: char| c.is_control() || turns_direction(c)) {
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
    let width: usize = arguments.iter().map(|argument| argument.chars().count() + ", ".len()).sum();
    let width = width - ", ".len();
    let line = indent + "#[sea_orm()]".len() + width;
    // One argument alone may take the whole line.
    let is_one_line = (width <= ATTRIBUTE || arguments.len() == 1) && line <= LINE;
    let (open, between, close) = if is_one_line { ("", ", ", "") } else { ("\n", ",\n", "\n") };
    let (inner, outer) = if is_one_line { ("", "") } else { (spaces(indent + 4), spaces(indent)) };
    let mut out = String::with_capacity(line + arguments.len() * (inner.len() + 1) + outer.len() + 4);
    out.push_str(spaces(indent));
    out.push_str("#[sea_orm(");
    out.push_str(open);
    for (at, argument) in arguments.iter().enumerate() {
        if at > 0 {
            out.push_str(between);
        }
        out.push_str(inner);
        out.push_str(argument);
    }
    out.push_str(close);
    out.push_str(outer);
    out.push_str(")]\n");
    out
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
