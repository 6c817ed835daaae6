//! YAML text as a tree in which every node knows its place.
//!
//! The tree is built from the parser events of serde-saphyr (`serde_saphyr::granit_parser`), not through its serde layer.
//! That layer stops at the first error, can only refuse or hide duplicate keys, has no comments, and resolves plain
//! scalars before we see them; a reader that reports every mistake at once and a formatter that keeps every comment need
//! what the events still have. It also takes about half the time of reading into a `serde_json::Value` by that layer.

mod build;
mod entries;
mod error;
mod usual;

use std::borrow::Cow;

pub(crate) use build::{Comments, read};

use crate::{FileId, Span};

/// A YAML file.
#[derive(Debug, Default)]
pub(crate) struct Tree<'t> {
    /// Its documents, without those that hold nothing.
    pub documents: Vec<YamlDocument<'t>>,
    /// Its comments in the order of the text; empty unless [`Comments::Kept`] was asked for.
    pub comments: Vec<Span>,
    /// The first anchor, if there is one.
    pub anchor: Option<Span>,
}

/// A document of a YAML file.
#[derive(Debug, PartialEq)]
pub(crate) struct YamlDocument<'t> {
    /// Where it begins: at its `---` if it has one.
    pub start: u32,
    /// What it holds.
    pub root: Node<'t>,
    /// Whether it was read to its end.
    pub end: DocumentEnd,
}

/// How a document ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentEnd {
    /// At its end.
    Whole,
    /// At a syntax error: what stands behind the error is missing.
    Cut,
}

/// A YAML value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node<'t> {
    /// The value.
    pub kind: Kind<'t>,
    /// Its place. Where it was written through an alias, the place of the anchored value.
    pub span: Span,
}

/// The shapes of YAML.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind<'t> {
    /// Nothing: no text at all, `~` or `null`.
    Null,
    /// Text.
    Scalar(Cow<'t, str>, Style),
    /// Keys and values in their written order, duplicates dropped.
    Map(Vec<(Key<'t>, Node<'t>)>),
    /// A list.
    Seq(Vec<Node<'t>>),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key<'t> {
    /// Its text.
    pub text: Cow<'t, str>,
    /// Its place.
    pub span: Span,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without quotes: may be a number or a call.
    Plain,
    /// In quotes or as a block: always text.
    Quoted,
}

impl Node<'_> {
    /// What a user would call this.
    pub fn noun(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_, Style::Plain) => "a word",
            Kind::Scalar(_, Style::Quoted) => "a text",
            Kind::Map(_) => "a map",
            Kind::Seq(_) => "a list",
        }
    }
}

/// A span of the file, with its end moved back over white space.
pub(crate) fn trimmed_span(file: FileId, text: &str, range: std::ops::Range<usize>) -> Span {
    let start = floor(text, range.start);
    let end = floor(text, range.end.max(start));
    let trimmed = text[start..end].trim_end().len();
    Span { file, start: offset(start), end: offset(start + trimmed) }
}

/// A byte offset as spans hold it; the reader refuses longer files.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether a plain text means nothing.
fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
