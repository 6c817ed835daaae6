//! One line of text, whatever is in it.

use std::fmt::{self, Write};

/// The text without anything that a terminal or an editor would act upon: control characters, which could end a `--`
/// comment or colour a terminal, become spaces, and so do the marks that turn the direction of text, which could show a
/// line as something other than it is. <https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing>
pub fn one_line(text: impl fmt::Display) -> String {
    let mut line = Line(String::new());
    // Writing to a String fails only where a Display does, and then what was written so far stands.
    let _ = write!(line, "{text}");
    line.0
}

struct Line(String);

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Nearly every name and word is of this kind.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            self.0.push_str(text);
        } else {
            self.0.extend(text.chars().map(|c| if acts(c) { ' ' } else { c }));
        }
        Ok(())
    }
}

fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes_its_line() {
        assert_eq!(one_line("a\r\nDROP TABLE b;\u{1b}[31m\u{202e}c\u{85}\u{2028}d"), "a  DROP TABLE b; [31m c  d");
        assert_eq!(one_line("é中 '\"`"), "é中 '\"`");
    }
}
