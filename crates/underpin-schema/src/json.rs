//! JSON as text, laid out for reviews.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

/// How deep keys and items get lines of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// All of them.
    All,
    /// To that depth; what is below stands on one line.
    To(usize),
}

/// A value as text that ends with a line break. `room` is about how many bytes it will take: a text of some megabytes is
/// otherwise moved each time that it has doubled.
pub fn to_text(value: &impl Serialize, lines: Lines, room: usize) -> String {
    let deepest = match lines {
        Lines::All => usize::MAX,
        Lines::To(depth) => depth,
    };
    let mut bytes = Vec::with_capacity(room);
    let layout = Layout { deepest, depth: 0, content: Content::None };
    // Writing to memory fails for maps alone whose keys are no strings, which our types rule out; and JSON is UTF-8.
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, layout)).expect("keys are strings");
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

struct Layout {
    deepest: usize,
    depth: usize,
    content: Content,
}

/// Whether anything has been written since the last bracket opened.
enum Content {
    None,
    Some,
}

impl Layout {
    fn open(&mut self, out: &mut (impl io::Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.content = Content::None;
        out.write_all(bracket)
    }

    fn close(&mut self, out: &mut (impl io::Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        let inline = self.depth > self.deepest;
        self.depth = self.depth.saturating_sub(1);
        if let (false, Content::Some) = (inline, &self.content) {
            self.line(out)?;
        }
        self.content = Content::Some;
        out.write_all(bracket)
    }

    fn item(&mut self, out: &mut (impl io::Write + ?Sized), first: bool) -> io::Result<()> {
        match (first, self.depth > self.deepest) {
            (true, true) => Ok(()),
            (false, true) => out.write_all(b", "),
            (true, false) => self.line(out),
            (false, false) => {
                out.write_all(b",")?;
                self.line(out)
            }
        }
    }

    fn line(&self, out: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
        const INDENT: usize = 32;
        const LINE: &str = "\n                                ";
        let width = self.depth * 2;
        out.write_all(&LINE.as_bytes()[..=width.min(INDENT)])?;
        (INDENT..width).try_for_each(|_| out.write_all(b" "))
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.content = Content::Some;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.content = Content::Some;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn depth_folds_into_a_line() {
        let value = json!({"a": 1, "b": [{"c": {"d": [1, 2]}, "e": []}], "f": {}});
        assert_eq!(
            to_text(&value, Lines::To(3), 0),
            "{\n  \"a\": 1,\n  \"b\": [\n    {\n      \"c\": {\"d\": [1, 2]},\n      \"e\": []\n    }\n  ],\n  \"f\": {}\n}\n"
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&to_text(&value, Lines::To(3), 0)).ok(), Some(value));
    }

    #[test]
    fn all_lines_are_those_of_serde_json() {
        let deep = (0..20).fold(json!([{}, [], "text", null]), |inner, _| json!({"a": inner, "b": [1, {"c": 2}]}));
        assert_eq!(to_text(&deep, Lines::All, 0), serde_json::to_string_pretty(&deep).unwrap() + "\n");
    }
}
