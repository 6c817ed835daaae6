//! Edits of a text that leave all else as it is.

use std::ops::Range;

/// Edits of a text, made at once.
pub(super) struct Edits<'t> {
    text: &'t str,
    newline: &'static str,
    edits: Vec<(Range<usize>, String)>,
}

impl<'t> Edits<'t> {
    /// No edits yet.
    pub fn new(text: &'t str) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, newline, edits: Vec::new() }
    }

    /// Puts a text in the place of another, with the line ends of the file.
    pub fn replace(&mut self, range: Range<usize>, text: &str) {
        self.edits.push((range, text.replace('\n', self.newline)));
    }

    /// Puts a text into lines of its own behind a place, which is the end of the file where none is given, with a blank line
    /// before it and behind it.
    pub fn append_after(&mut self, place: Option<usize>, text: &str) {
        let line_end = |from: usize| self.text[from..].find('\n').map_or(self.text.len(), |at| from + at + 1);
        let at = place.map_or(self.text.len(), line_end);
        let (before, after) = (&self.text[..at], &self.text[at..]);
        let mut block = String::new();
        if !before.is_empty() && !before.ends_with('\n') {
            block.push('\n');
        }
        if !before.trim().is_empty() {
            block.push('\n');
        }
        block.push_str(text);
        if !after.is_empty() && !after.starts_with(['\n', '\r']) {
            block.push('\n');
        }
        self.replace(at..at, &block);
    }

    /// The text with all edits made.
    pub fn apply(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(self.text.len() * 2);
        let mut at = 0;
        for (range, new) in &self.edits {
            text.push_str(&self.text[at..range.start]);
            text.push_str(new);
            at = range.end;
        }
        text.push_str(&self.text[at..]);
        text
    }
}
