//! JSON for reviews: a key per line as deep as people read, and what is below on one line.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

/// How deep keys get lines of their own: the file, its lists, the entries of the lists.
const DEPTH: usize = 3;

/// A value as text that ends with a line break.
pub(super) fn to_json(value: &impl Serialize) -> String {
    let mut bytes = Vec::with_capacity(1 << 16);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Layout::default());
    // Neither a Vec nor a struct of ours fails, and JSON is UTF-8.
    let _ = value.serialize(&mut serializer);
    bytes.push(b'\n');
    String::from_utf8(bytes).unwrap_or_default()
}

#[derive(Default)]
struct Layout {
    depth: usize,
    content: Content,
}

/// Whether anything has been written since the last bracket opened.
#[derive(Default)]
enum Content {
    #[default]
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
        let inline = self.depth > DEPTH;
        self.depth = self.depth.saturating_sub(1);
        if let (false, Content::Some) = (inline, &self.content) {
            self.line(out)?;
        }
        self.content = Content::Some;
        out.write_all(bracket)
    }

    fn item(&mut self, out: &mut (impl io::Write + ?Sized), first: bool) -> io::Result<()> {
        match (first, self.depth > DEPTH) {
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
        out.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| out.write_all(b"  "))
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
            to_json(&value),
            "{\n  \"a\": 1,\n  \"b\": [\n    {\n      \"c\": {\"d\": [1, 2]},\n      \"e\": []\n    }\n  ],\n  \"f\": {}\n}\n"
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&to_json(&value)).ok(), Some(value));
    }
}
