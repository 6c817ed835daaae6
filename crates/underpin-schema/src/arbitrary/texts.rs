//! Texts that a careless writer of YAML or SQL gets wrong.

use super::{Choices, text};
use crate::Located;

const TEXTS: &[&str] = &[
    "Plain words.",
    "A key: a value # and no comment",
    "It's \"quoted\" and back\\slashed",
    "Two lines,\nthe second",
    "A text\n\n  with an indented line\nand more",
    "trailing blank \nin the middle",
    "- no list",
    "{ no: map }",
    "null",
    "yes",
    "12",
    "*/ -- ; $$ `",
    "ünïcödé ☃ 中 \u{1F600}",
    "tab\tand bell\u{7}\u{85}\u{2028}",
    "@at %percent &and !bang |bar >greater",
    "?",
    "a very long text that does not fit on the line of the spec and therefore has to be laid out over several lines of it",
];

/// Conditions over no column in particular, so that they fit every table and every place of a condition.
const CONDITIONS: &[&str] = &["1 > 0", "'a: b # c' <> 'd\"e'", "true\n  AND (1 = 1)", "'{a, b}' <> ''"];

/// A text, or none.
pub(super) fn doc(choices: &mut Choices<'_>) -> Option<Located<String>> {
    choices.maybe(30, |choices| text(*choices.one(TEXTS)))
}

/// Any text.
pub(super) fn any(choices: &mut Choices<'_>) -> &'static str {
    let text: &&'static str = choices.one(TEXTS);
    text
}

/// An SQL condition.
pub(super) fn condition(choices: &mut Choices<'_>) -> Located<String> {
    text(*choices.one(CONDITIONS))
}
