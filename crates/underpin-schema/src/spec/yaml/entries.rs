//! The entries of a map: what may be a key, and that none stands twice.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Key, Kind, Node, Style};
use crate::{Diagnostic, DiagnosticId, Span};

/// The keys of a map: the map itself while it is small, as nearly every one is.
#[derive(Default)]
pub(super) struct Seen<'t>(HashMap<Cow<'t, str>, Span>);

impl<'t> Seen<'t> {
    const SMALL: usize = 16;

    /// Where the key stands already.
    fn first(&mut self, entries: &[(Key<'t>, Node<'t>)], name: &str) -> Option<Span> {
        if entries.len() < Self::SMALL {
            return entries.iter().find(|(key, _)| key.text == name).map(|(key, _)| key.span);
        }
        if self.0.is_empty() {
            self.0.extend(entries.iter().map(|(key, _)| (key.text.clone(), key.span)));
        }
        self.0.get(name).copied()
    }

    fn add(&mut self, key: &Key<'t>) {
        if !self.0.is_empty() {
            self.0.insert(key.text.clone(), key.span);
        }
    }
}

/// Adds an entry to a map unless its key cannot be one.
pub(super) fn enter<'t>(
    entries: &mut Vec<(Key<'t>, Node<'t>)>,
    seen: &mut Seen<'t>,
    key: Node<'t>,
    value: Node<'t>,
) -> Option<Diagnostic> {
    let Kind::Scalar(text, style) = key.kind else {
        let message = "a key must be a word, not a list or a map";
        return Some(Diagnostic::error(DiagnosticId::WrongShape, message).at(key.span, ""));
    };
    if text.is_empty() {
        return Some(Diagnostic::error(DiagnosticId::WrongShape, "a key cannot be empty").at(value.span, ""));
    }
    if text == "<<" && style == Style::Plain {
        let diagnostic = Diagnostic::error(DiagnosticId::Syntax, "merge keys are not part of the spec language");
        return Some(diagnostic.at(key.span, "").help("put what is shared into a mixin, and write `use: [its name]`"));
    }
    if let Some(first) = seen.first(entries, &text) {
        let diagnostic = Diagnostic::error(DiagnosticId::DuplicateKey, format!("`{text}` stands twice in this map"));
        let diagnostic = diagnostic.at(key.span, "again here").at(first, "first here");
        return Some(diagnostic.help("remove one of the two"));
    }
    let key = Key { text, span: key.span };
    seen.add(&key);
    entries.push((key, value));
    None
}
