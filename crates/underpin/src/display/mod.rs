//! What people see: diagnostics, diffs, words. Text is made with colours and stripped of them where it is printed.

mod diagnostics;
mod diff;
mod json;
mod proof;
mod steps;

pub use diagnostics::{count, render, render_at};
pub use diff::unified;
pub use json::diagnostic_to_json;
pub use proof::proof;
pub use steps::steps;

use std::borrow::Cow;

/// The text with control characters made visible, and cut where it is longer than anyone would read. Names come from
/// files: they must not move the cursor or hide what stands before them.
pub fn visible(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 2_000;
    let is_plain = |c: char| !is_hidden(c);
    if text.len() <= LONGEST && text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut shown: String =
        text.chars().take(LONGEST).map(|c| if is_plain(c) { c.into() } else { escape(c) }).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push_str(" ...");
    }
    Cow::Owned(shown)
}

fn escape(c: char) -> String {
    c.escape_unicode().to_string()
}

/// Whether a character changes how others are shown: control characters, and those that turn the direction of text.
/// <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_made_visible() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("a\u{202e}b\nc"), "a\\u{202e}b\nc");
        assert!(matches!(visible("plain é"), Cow::Borrowed(_)));
        assert!(visible(&"x".repeat(10_000)).len() < 2_100);
    }
}
