//! YAML as specs are usually written, read in one pass.
//!
//! The parser knows all of YAML, and pays for that with each character: it took a third of the time of `gen`. Nearly every
//! spec needs a small part of it, which is read here: block maps and lists, flow collections, comments, and texts that
//! stand on one line. Whatever else there is, and whatever looks wrong, is left to the parser, so that there is one place
//! that says what is wrong. Both give the same tree; the tests hold that against every spec and its mutants.

mod cursor;
mod flow;
#[cfg(test)]
mod tests;

use cursor::Cursor;

use super::entries::{Seen, enter};
use super::{DocumentEnd, Kind, Node, Tree, YamlDocument, offset, trimmed_span};
use crate::{FileId, Span};

/// Reads a file that has only what is read here; nothing where there is more.
pub(super) fn read(file: FileId, text: &str) -> Option<Tree<'_>> {
    if !is_usual(text) {
        return None;
    }
    let mut reader = Reader { file, cursor: Cursor::new(text), parent: 0, depth: 0 };
    Some(Tree { documents: reader.documents()?, ..Tree::default() })
}

/// Whether each character is what it looks like: no tabs or carriage returns, and no white space beyond ASCII.
fn is_usual(text: &str) -> bool {
    let bytes = text.as_bytes();
    !bytes.contains(&b'\t')
        && !bytes.contains(&b'\r')
        && (text.is_ascii()
            || text.chars().all(|c| {
                c.is_ascii()
                    || !(c.is_control() || c.is_whitespace() || matches!(c, '\u{feff}' | '\u{fffe}'..='\u{ffff}'))
            }))
}

/// The deepest nesting that is read here.
const MAX_DEPTH: usize = 16;

struct Reader<'t> {
    file: FileId,
    cursor: Cursor<'t>,
    /// The indentation of the block collection that is being read.
    parent: usize,
    /// How many collections are open.
    depth: usize,
}

impl<'t> Reader<'t> {
    fn documents(&mut self) -> Option<Vec<YamlDocument<'t>>> {
        let mut documents = Vec::new();
        self.cursor.next_line();
        while self.cursor.indent.is_some() {
            let start = offset(self.cursor.at);
            if self.cursor.is_at_marker() {
                self.cursor.at += cursor::MARKER.len();
                self.cursor.end_line()?;
            } else if !documents.is_empty() {
                return None;
            }
            // A document that holds nothing is not read here, and none that begins further in.
            if self.cursor.indent != Some(0) || self.cursor.is_at_marker() {
                return None;
            }
            documents.push(YamlDocument { start, root: self.map(0)?, end: DocumentEnd::Whole });
        }
        Some(documents)
    }

    /// Reads a block map from its first key.
    fn map(&mut self, indent: usize) -> Option<Node<'t>> {
        let start = self.cursor.at;
        let (mut entries, mut seen) = (Vec::new(), Seen::default());
        while self.cursor.indent == Some(indent) && !self.cursor.is_at_marker() {
            let key = self.key()?;
            let value = self.value(indent)?;
            if enter(&mut entries, &mut seen, key, value).is_some() {
                return None;
            }
        }
        let end = entries.last().map(|(_, value)| value.span.end as usize)?;
        self.close(Kind::Map(entries), indent, start..end)
    }

    /// Reads a block list from its first sign.
    fn list(&mut self, indent: usize) -> Option<Node<'t>> {
        let start = self.cursor.at;
        let mut items: Vec<Node<'t>> = Vec::new();
        while self.cursor.indent == Some(indent) && self.cursor.is_at_item() {
            self.cursor.at += cursor::ITEM.len();
            self.cursor.skip_spaces();
            self.parent = indent;
            items.push(self.inline(flow::Around::Block)?);
            self.cursor.end_line()?;
        }
        let end = items.last().map(|item| item.span.end as usize)?;
        self.close(Kind::Seq(items), indent, start..end)
    }

    /// A block collection, unless what follows it stands too far to the right: it would go on with the last value.
    fn close(&self, kind: Kind<'t>, indent: usize, range: std::ops::Range<usize>) -> Option<Node<'t>> {
        let goes_on = self.cursor.indent.is_some_and(|next| next > indent);
        (!goes_on).then(|| Node { kind, span: trimmed_span(self.file, self.cursor.text, range) })
    }

    /// Reads the value of a key of a block map, and goes to the next line that says something.
    fn value(&mut self, indent: usize) -> Option<Node<'t>> {
        let start = self.cursor.at;
        self.cursor.skip_spaces();
        if !self.cursor.is_at_end_of_text_of_line() {
            self.parent = indent;
            let value = self.inline(flow::Around::Block)?;
            self.cursor.end_line()?;
            return Some(value);
        }
        self.cursor.at = start;
        self.cursor.end_line()?;
        self.depth += 1;
        let value = match self.cursor.indent {
            _ if self.depth > MAX_DEPTH => return None,
            Some(next) if next > indent && self.cursor.is_at_item() => self.list(next)?,
            Some(next) if next > indent => self.map(next)?,
            Some(next) if next == indent && self.cursor.is_at_item() => {
                let mut list = self.list(next)?;
                // A list that stands no further in than its key begins at its first item, as the parser sees it.
                if let Kind::Seq(items) = &list.kind {
                    list.span.start = items.first()?.span.start;
                }
                list
            }
            // Nothing is where the colon is.
            Some(_) | None => Node { kind: Kind::Null, span: self.span(start - 1, start - 1) },
        };
        self.depth -= 1;
        Some(value)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.file, start: offset(start), end: offset(end) }
    }
}
