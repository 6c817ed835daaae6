//! Names and docs within Markdown. They come from people: none may end a cell, a line or a diagram.

use std::fmt::{self, Display, Formatter, Write};

/// A text on one line of Markdown, in a cell or outside of one. Marks that people write in docs stay marks; tags do not.
pub(super) struct Line<'a>(pub &'a str);

impl Display for Line<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, word) in self.0.split_whitespace().enumerate() {
            if at > 0 {
                f.write_char(' ')?;
            }
            for letter in word.chars() {
                match letter {
                    '|' => f.write_str("\\|")?,
                    '<' => f.write_str("&lt;")?,
                    letter if letter.is_control() => f.write_char(' ')?,
                    letter => f.write_char(letter)?,
                }
            }
        }
        Ok(())
    }
}

/// A name as code.
pub(super) struct Name<'a>(pub &'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Code ends at as many backticks as it began with: a name that holds one is no code.
        match self.0.contains('`') {
            true => write!(f, "{}", Line(&self.0.replace('`', "\\`"))),
            false => write!(f, "`{}`", Line(self.0)),
        }
    }
}

/// A word as Mermaid takes it for an entity, an attribute or a type: any other letter becomes its number.
pub(super) struct Word<'a>(pub &'a str);

impl Display for Word<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // A word begins with a letter.
        if !self.0.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            f.write_char('x')?;
        }
        for letter in self.0.chars() {
            match letter {
                letter if letter.is_ascii_alphanumeric() || letter == '_' => f.write_char(letter)?,
                letter => write!(f, "_{:x}_", u32::from(letter))?,
            }
        }
        Ok(())
    }
}

/// A count and what is counted.
pub(super) struct Count<'a>(pub usize, pub &'a str);

impl Display for Count<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            number => writeln!(f, "| {} | {number} |", self.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_cell_or_a_word() {
        assert_eq!(Line("a | b\n<script>").to_string(), "a \\| b &lt;script>");
        assert_eq!(Name("a`b|c").to_string(), "a\\`b\\|c");
        assert_eq!(Name("Order").to_string(), "`Order`");
        assert_eq!(Word("9 \"lives").to_string(), "x9_20__22_lives");
        assert_eq!(Word("_Label").to_string(), "x_Label");
    }
}
