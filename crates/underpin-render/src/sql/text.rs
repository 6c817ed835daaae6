//! SQL text that specs bring along: expressions, queries, bodies. It is SQL, so it is not quoted; but whatever it ends
//! with, it must not take the text after it along.

use std::fmt::{self, Write};

/// SQL text between parentheses. Where its last line could end in a comment, the parenthesis closes on the next one.
pub(super) struct Parens<'a>(pub &'a str);

impl fmt::Display for Parens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}{})", self.0, break_after(self.0))
    }
}

/// SQL text at the end of a statement, with the semicolon that ends it.
pub(super) struct Ended<'a>(pub &'a str);

impl fmt::Display for Ended<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.trim_end_matches(|c: char| c == ';' || c.is_whitespace());
        write!(f, "{text}{};", break_after(text))
    }
}

/// The line break that a text needs after it: one where its last line has what may be the start of a comment.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS>
fn break_after(text: &str) -> &'static str {
    let last = text.rsplit(['\n', '\r']).next().unwrap_or_default();
    if last.contains("--") { "\n" } else { "" }
}

/// A body between dollar quotes, on lines of its own, with a tag that does not occur in it.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-DOLLAR-QUOTING>
pub(super) struct Dollar<'a>(pub &'a str);

impl fmt::Display for Dollar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tag = dollar_tag(self.0);
        write!(f, "{tag}\n{}\n{tag}", self.0)
    }
}

/// The first of `$$`, `$body$`, `$body1$`, ... that does not occur in the text.
fn dollar_tag(text: &str) -> String {
    let mut tag = "$$".to_owned();
    let mut count = 0_u32;
    while text.contains(&tag) {
        tag.clear();
        // Writing to a String cannot fail.
        let _ = if count == 0 { write!(tag, "$body$") } else { write!(tag, "$body{count}$") };
        count += 1;
    }
    tag
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_tag_never_occurs_in_its_body(body in "([$a-z0-9\n]|\\$\\$|\\$body\\$|\\$body1\\$)*") {
            let text = Dollar(&body).to_string();
            let tag = dollar_tag(&body);
            let inner = text.strip_prefix(&tag).unwrap();
            // The scanner takes the first occurrence of the tag as the end.
            prop_assert_eq!(inner.find(&tag), Some(body.len() + 2));
        }
    }

    #[test]
    fn text_ends_where_it_should() {
        assert_eq!(Parens("a > 0").to_string(), "(a > 0)");
        assert_eq!(Parens("a > 0 -- yes").to_string(), "(a > 0 -- yes\n)");
        assert_eq!(Parens("a > 0 -- yes\nAND b").to_string(), "(a > 0 -- yes\nAND b)");
        assert_eq!(Ended("SELECT 1 ; \n").to_string(), "SELECT 1;");
        assert_eq!(Ended("SELECT 1 -- one").to_string(), "SELECT 1 -- one\n;");
        assert_eq!(Dollar("BEGIN $$x$$ END").to_string(), "$body$\nBEGIN $$x$$ END\n$body$");
    }
}
