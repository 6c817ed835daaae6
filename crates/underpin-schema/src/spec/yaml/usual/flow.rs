//! What stands on one line: keys, plain words, quoted texts; and flow collections, which may go on on the next.

use std::borrow::Cow;

use super::super::entries::{Seen, enter};
use super::super::{Kind, Node, Style, is_null};
use super::{MAX_DEPTH, Reader};

/// What a value stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// A block collection: brackets and commas mean nothing in a plain text.
    Block,
    /// A flow collection: they end it.
    Flow,
}

impl<'t> Reader<'t> {
    /// Reads a key that is a word, and its colon.
    pub(super) fn key(&mut self) -> Option<Node<'t>> {
        let start = self.cursor.at;
        while self.cursor.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            self.cursor.at += 1;
        }
        let end = self.cursor.at;
        let colon = self.cursor.peek() == Some(b':') && matches!(self.cursor.byte(end + 1), None | Some(b' ' | b'\n'));
        if !colon || end == start || end - start > MAX_KEY {
            return None;
        }
        self.cursor.at += 1;
        let text = Cow::Borrowed(&self.cursor.text[start..end]);
        Some(Node { kind: Kind::Scalar(text, Style::Plain), span: self.span(start, end) })
    }

    /// Reads a value that begins here.
    pub(super) fn inline(&mut self, around: Around) -> Option<Node<'t>> {
        match self.cursor.peek()? {
            b'[' => self.nested(Self::flow_list),
            b'{' => self.nested(Self::flow_map),
            quote @ (b'"' | b'\'') => self.quoted(quote),
            _ => self.plain(around),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Kind<'t>>) -> Option<Node<'t>> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        self.depth += 1;
        let kind = if self.depth > MAX_DEPTH { None } else { read(self) }?;
        self.depth -= 1;
        Some(Node { kind, span: self.span(start, self.cursor.at) })
    }

    fn flow_list(&mut self) -> Option<Kind<'t>> {
        let mut items = Vec::new();
        while !self.is_closed(b']')? {
            items.push(self.inline(Around::Flow)?);
            self.separate(b']')?;
        }
        Some(Kind::Seq(items))
    }

    fn flow_map(&mut self) -> Option<Kind<'t>> {
        let (mut entries, mut seen) = (Vec::new(), Seen::default());
        while !self.is_closed(b'}')? {
            let key = self.key()?;
            self.cursor.skip_lines(self.parent)?;
            let value = self.inline(Around::Flow)?;
            if enter(&mut entries, &mut seen, key, value).is_some() {
                return None;
            }
            self.separate(b'}')?;
        }
        Some(Kind::Map(entries))
    }

    /// Goes past the closing sign if it stands here.
    fn is_closed(&mut self, sign: u8) -> Option<bool> {
        self.cursor.skip_lines(self.parent)?;
        let closed = self.cursor.peek()? == sign;
        self.cursor.at += usize::from(closed);
        Some(closed)
    }

    /// Goes past a comma, or up to the closing sign.
    fn separate(&mut self, sign: u8) -> Option<()> {
        self.cursor.skip_lines(self.parent)?;
        match self.cursor.peek()? {
            b',' => self.cursor.at += 1,
            found if found == sign => {}
            _ => return None,
        }
        Some(())
    }

    /// Reads a text in quotes that says what it shows: no escapes, and no second line.
    fn quoted(&mut self, quote: u8) -> Option<Node<'t>> {
        let start = self.cursor.at;
        let text = &self.cursor.text[start + 1..];
        let length = text.bytes().position(|byte| byte == quote || matches!(byte, b'\\' | b'\n'))?;
        let end = start + 1 + length;
        let is_end = self.cursor.byte(end) == Some(quote) && self.cursor.byte(end + 1) != Some(quote);
        self.cursor.at = end + 1;
        let kind = Kind::Scalar(Cow::Borrowed(&text[..length]), Style::Quoted);
        is_end.then(|| Node { kind, span: self.span(start, end + 1) })
    }

    /// Reads a text without quotes.
    fn plain(&mut self, around: Around) -> Option<Node<'t>> {
        let start = self.cursor.at;
        match self.cursor.peek()? {
            b'-' if self.cursor.byte(start + 1).is_some_and(|byte| byte.is_ascii_digit()) => {}
            b'\n' | b'-' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>'
            | b'%' | b'@' | b'`' => return None,
            _ => {}
        }
        let mut end = start;
        loop {
            match self.cursor.peek() {
                None | Some(b'\n') => break,
                Some(b' ') if self.cursor.byte(self.cursor.at + 1) == Some(b'#') => break,
                Some(b' ') => {}
                Some(b',' | b']' | b'}') if around == Around::Flow => break,
                Some(b'[' | b'{') if around == Around::Flow => return None,
                // Before anything but a letter or a digit, a colon may begin a value.
                Some(b':') if !self.is_word(self.cursor.at + 1) => return None,
                Some(_) => end = self.cursor.at + 1,
            }
            self.cursor.at += 1;
        }
        self.cursor.at = end;
        let text = &self.cursor.text[start..end];
        let kind = if is_null(text) { Kind::Null } else { Kind::Scalar(Cow::Borrowed(text), Style::Plain) };
        Some(Node { kind, span: self.span(start, end) })
    }

    fn is_word(&self, at: usize) -> bool {
        self.cursor.byte(at).is_some_and(|byte| byte.is_ascii_alphanumeric())
    }
}

/// The longest key that is read here, in bytes.
const MAX_KEY: usize = 256;
