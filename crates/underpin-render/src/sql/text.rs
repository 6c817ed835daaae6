//! SQL text that specs bring along: expressions, queries, bodies. It is SQL, so it is not quoted; but whatever it ends
//! with, it must not take the text after it along.

use std::fmt::{self, Write};

/// SQL text between parentheses. Where a line comment could be in it, the parenthesis closes on a line of its own.
pub(super) struct Parens<'a>(pub &'a str);

impl fmt::Display for Parens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if needs_lines(self.0) { write!(f, "(\n{}\n)", self.0) } else { write!(f, "({})", self.0) }
    }
}

/// SQL text at the end of a statement, with the semicolon that ends it.
pub(super) struct Ended<'a>(pub &'a str);

impl fmt::Display for Ended<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.trim_end_matches(|c: char| c == ';' || c.is_whitespace());
        f.write_str(text)?;
        let last = text.rsplit(['\n', '\r']).next().unwrap_or_default();
        f.write_str(if last.contains("--") { "\n;" } else { ";" })
    }
}

fn needs_lines(text: &str) -> bool {
    text.contains("--") || text.contains(['\n', '\r'])
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
        assert_eq!(Parens("a > 0 -- yes").to_string(), "(\na > 0 -- yes\n)");
        assert_eq!(Ended("SELECT 1 ; \n").to_string(), "SELECT 1;");
        assert_eq!(Ended("SELECT 1 -- one").to_string(), "SELECT 1 -- one\n;");
        assert_eq!(Dollar("BEGIN $$x$$ END").to_string(), "$body$\nBEGIN $$x$$ END\n$body$");
    }
}
