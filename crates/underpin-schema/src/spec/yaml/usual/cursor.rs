//! Where the reader is: characters, and lines with their indentation.

/// What stands between documents.
pub(super) const MARKER: &str = "---";
/// What stands before each item of a block list.
pub(super) const ITEM: &str = "- ";

/// A place in a text.
pub(super) struct Cursor<'t> {
    /// The text.
    pub text: &'t str,
    /// The next byte.
    pub at: usize,
    /// The indentation of the line that was gone to last; nothing at the end of the text.
    pub indent: Option<usize>,
}

impl<'t> Cursor<'t> {
    /// The beginning of a text.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, indent: None }
    }

    /// The next byte.
    pub fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    /// A byte anywhere.
    pub fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Whether a document begins here.
    pub fn is_at_marker(&self) -> bool {
        self.indent == Some(0)
            && self.text.as_bytes()[self.at..].starts_with(MARKER.as_bytes())
            && matches!(self.byte(self.at + MARKER.len()), None | Some(b' ' | b'\n'))
    }

    /// Whether an item of a block list begins here.
    pub fn is_at_item(&self) -> bool {
        self.text.as_bytes()[self.at..].starts_with(ITEM.as_bytes())
    }

    /// Whether nothing but a comment is left of the line.
    pub fn is_at_end_of_text_of_line(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b'#'))
    }

    /// Goes past spaces.
    pub fn skip_spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Goes past spaces and line ends inside of a flow collection. Nothing where a line does not stand further in than the
    /// block around it.
    pub fn skip_lines(&mut self, parent: usize) -> Option<()> {
        self.skip_spaces();
        while self.peek() == Some(b'\n') {
            let line = self.at + 1;
            self.at = line;
            self.skip_spaces();
            if self.at - line <= parent && self.peek() != Some(b'\n') {
                return None;
            }
        }
        Some(())
    }

    /// Goes past the end of this line, where only a comment may stand, to the next one that says something.
    pub fn end_line(&mut self) -> Option<()> {
        let before = self.at;
        self.skip_spaces();
        match self.peek() {
            None | Some(b'\n') => {}
            Some(b'#') if self.at > before => self.skip_comment(),
            Some(_) => return None,
        }
        self.next_line();
        Some(())
    }

    /// Goes to the first character of the next line that says something. This one is at its end, or not begun.
    pub fn next_line(&mut self) {
        let mut line = self.at;
        loop {
            match self.peek() {
                None => return self.indent = None,
                Some(b' ') => self.at += 1,
                Some(b'#') => self.skip_comment(),
                Some(b'\n') => {
                    self.at += 1;
                    line = self.at;
                }
                Some(_) => return self.indent = Some(self.at - line),
            }
        }
    }

    fn skip_comment(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }
}
