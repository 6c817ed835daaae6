//! SQL text that specs bring along: expressions, queries, bodies. It is SQL, so it is not quoted; but whatever it ends
//! with, it must not take the text after it along.

use std::fmt::{self, Write};

use underpin_schema::Margins;

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

/// A body between dollar quotes, with a tag that does not occur in it.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-DOLLAR-QUOTING>
pub(super) struct Dollar<'a> {
    /// The body.
    pub text: &'a str,
    /// What stands around it.
    pub margins: &'a Margins,
}

impl fmt::Display for Dollar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Margins { before, after } = self.margins;
        let text = format!("{before}{}{after}", self.text);
        let tag = dollar_tag(&text);
        write!(f, "{tag}{text}{tag}")
    }
}

/// A block of our own between dollar quotes.
pub(super) fn block(body: &str) -> String {
    Dollar { text: body, margins: &Margins::default() }.to_string()
}

/// The first of `$$`, `$body$`, `$body1$`, ... that ends the text where it ends: a text may end in a part of the tag too.
fn dollar_tag(text: &str) -> String {
    let mut tag = "$$".to_owned();
    let mut count = 0_u32;
    while format!("{text}{tag}").find(&tag) != Some(text.len()) {
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
            for margins in [Margins::default(), Margins { before: String::new(), after: String::new() }] {
                let whole = format!("{}{body}{}", margins.before, margins.after);
                let text = Dollar { text: &body, margins: &margins }.to_string();
                let tag = dollar_tag(&whole);
                let inner = text.strip_prefix(&tag).unwrap();
                // The scanner takes the first occurrence of the tag as the end.
                prop_assert_eq!(inner.find(&tag), Some(whole.len()));
            }
        }
    }

    #[test]
    fn text_ends_where_it_should() {
        assert_eq!(Parens("a > 0").to_string(), "(a > 0)");
        assert_eq!(Parens("a > 0 -- yes").to_string(), "(a > 0 -- yes\n)");
        assert_eq!(Parens("a > 0 -- yes\nAND b").to_string(), "(a > 0 -- yes\nAND b)");
        assert_eq!(Ended("SELECT 1 ; \n").to_string(), "SELECT 1;");
        assert_eq!(Ended("SELECT 1 -- one").to_string(), "SELECT 1 -- one\n;");
        assert_eq!(block("BEGIN $$x$$ END"), "$body$\nBEGIN $$x$$ END\n$body$");
    }
}
