//! A place in a file, moved forward over what can be read there.

use super::tree::Piece;
use crate::{FileId, Located, Span};

/// A place in a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    /// The start of a file.
    pub fn new(file: FileId, text: &'t str) -> Self {
        Self { file, text, at: 0 }
    }

    /// The byte at which it stands.
    pub fn at(self) -> usize {
        self.at
    }

    /// What is still to be read.
    pub fn rest(self) -> &'t str {
        &self.text[self.at..]
    }

    /// Whether nothing is left.
    pub fn is_at_end(self) -> bool {
        self.at == self.text.len()
    }

    /// The next character.
    pub fn peek(self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The place between an earlier byte and here.
    pub fn since(self, start: usize) -> Span {
        self.span(start, self.at)
    }

    /// A place in the file.
    pub fn span(self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, start: offset(start), end: offset(end) }
    }

    /// The text between an earlier byte and here, with its place.
    pub fn piece(self, start: usize) -> Piece<'t> {
        Piece { text: &self.text[start..self.at], span: self.since(start) }
    }

    /// The text between an earlier byte and here.
    pub fn text_since(self, start: usize) -> &'t str {
        &self.text[start..self.at]
    }

    /// Takes a text that stands here.
    pub fn take(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    /// Takes characters as long as they are wanted.
    pub fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Takes white space within a line: tabs and what Unicode calls space separators.
    pub fn spaces(&mut self) {
        self.take_while(is_space);
    }

    /// Takes the end of a line.
    pub fn newline(&mut self) -> bool {
        self.take("\r\n") || self.take("\n") || self.take("\r")
    }

    /// Whether a line ends here.
    pub fn is_at_newline(self) -> bool {
        self.is_at_end() || self.rest().starts_with(['\n', '\r'])
    }

    /// Takes what is left of the line, without its end.
    pub fn line(&mut self) -> &'t str {
        self.take_while(|c| c != '\n' && c != '\r')
    }

    /// Takes a name: letters and digits, then also `_` and `-`.
    pub fn word(&mut self) -> Option<Located<&'t str>> {
        let start = self.at;
        if !self.peek().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let word = self.take_while(|c| c.is_alphanumeric() || c == '_' || c == '-');
        Some(Located::new(word, self.since(start)))
    }

    /// Takes names with dots between them: `db.VarChar`.
    pub fn path(&mut self) -> Option<Located<&'t str>> {
        let start = self.at;
        self.word()?;
        loop {
            let before = *self;
            if !(self.take(".") && self.word().is_some()) {
                *self = before;
                break;
            }
        }
        Some(Located::new(self.text_since(start), self.since(start)))
    }

    /// Takes a comment between `/*` and `*/`; nothing where it does not end.
    pub fn long_comment(&mut self) -> bool {
        let before = *self;
        if self.take("/*")
            && let Some(end) = self.rest().find("*/")
        {
            self.at += end + 2;
            return true;
        }
        *self = before;
        false
    }
}

/// White space that does not end a line: what Unicode calls a space separator, and the tab.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}
