//! What a rule is.

use crate::{Findings, Subject};

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name; reads well after "allow": `allow table-rewrite`.
    pub name: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// What to do about a finding, in one sentence.
    pub help: &'static str,
    /// How it looks.
    pub check: fn(Subject<'_>, &mut Findings),
}

/// Declares a rule: its page is the doc comment.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ $name:literal, help: $help:literal, $check:path) => {
        $(#[doc = $doc])+
        pub const RULE: $crate::Rule =
            $crate::Rule { name: $name, page: concat!($($doc, "\n"),+), help: $help, check: $check };
    };
}
pub(crate) use rule;
