//! What the decoders share: the diagnostics, and the checks that are the same for every struct.

use std::fmt::Write;

use super::Decode;
use crate::spec::yaml::{DocumentEnd, Key, Kind, Node, offset};
use crate::{Diagnostic, DiagnosticId, FileId, Located, Span};

/// A key of a struct of the language.
#[derive(Debug)]
pub(crate) struct KeyInfo {
    /// Its names, the canonical one first.
    pub names: &'static [&'static str],
    /// The words that its value may be; empty when it may be anything.
    pub words: &'static [&'static str],
    /// Whether it must be there although its type could be empty.
    pub required: bool,
    /// Its doc comment.
    pub doc: &'static str,
}

impl KeyInfo {
    /// The canonical name.
    pub fn name(&self) -> &'static str {
        self.names[0]
    }
}

/// The state of a reading.
pub(crate) struct Cx<'n> {
    file: FileId,
    text: &'n str,
    diagnostics: Vec<Diagnostic>,
    /// The name of the value that is being read, for messages.
    what: &'n str,
    end: DocumentEnd,
}

impl<'n> Cx<'n> {
    /// Nothing read yet.
    pub fn new(file: FileId, text: &'n str, diagnostics: Vec<Diagnostic>) -> Self {
        Self { file, text, diagnostics, what: "", end: DocumentEnd::Whole }
    }

    /// Begins a document. Of one that was cut at a syntax error, missing keys are not reported.
    pub fn begin(&mut self, end: DocumentEnd) {
        self.end = end;
        self.what = "";
    }

    /// The diagnostics in the order of the text. What an alias repeats is said once.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        let place = |diagnostic: &Diagnostic| diagnostic.labels.first().map_or(0, |label| label.span.start);
        self.diagnostics.sort_by_key(place);
        self.diagnostics.dedup();
        self.diagnostics
    }

    /// Reports.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The place of a part of a scalar, in bytes of its value; all of it where the text is not the value as it stands.
    pub fn part(&self, node: &Node<'_>, part: std::ops::Range<usize>) -> Span {
        let Kind::Scalar(value, _) = &node.kind else { return node.span };
        let Some(written) = self.text.get(node.span.range()) else { return node.span };
        let lead = match written {
            _ if written == value.as_ref() => 0,
            _ if written.len() == value.len() + 2 && written.get(1..=value.len()) == Some(value.as_ref()) => 1,
            _ => return node.span,
        };
        let at = |byte: usize| node.span.start + offset(byte + lead);
        Span { file: self.file, start: at(part.start), end: at(part.end) }
    }

    /// The text of a node as it stands in the file.
    pub fn written(&self, node: &Node<'_>) -> &'n str {
        self.text.get(node.span.range()).unwrap_or("")
    }

    /// Reports a value of the wrong shape. `wanted` completes "`x` takes ...".
    pub fn wrong_shape<T>(&mut self, node: &Node<'_>, wanted: &str) -> Option<T> {
        if self.is_lost_alias(node) {
            return None;
        }
        let written = self.text.get(node.span.range()).unwrap_or("");
        let is_null = matches!(node.kind, Kind::Null);
        let message = match self.what {
            "" => format!("this should be {wanted}, not {}", node.noun()),
            what if is_null && written.is_empty() => format!("`{what}` has no value; it takes {wanted}"),
            what => format!("`{what}` takes {wanted}, not {}", node.noun()),
        };
        let diagnostic = Diagnostic::error(DiagnosticId::WrongShape, message).at(self.visible(node.span), "");
        self.report(match is_null && !written.is_empty() {
            true => diagnostic.help(format!("`{written}` means nothing in YAML; for a text, write `\"{written}\"`")),
            false => diagnostic,
        });
        None
    }

    /// Whether this stands for an alias that could not be followed, which has been reported.
    fn is_lost_alias(&self, node: &Node<'_>) -> bool {
        let written = self.text.get(node.span.range()).unwrap_or("");
        matches!(node.kind, Kind::Null) && written.starts_with('*')
    }

    /// Reports a word that is none of those allowed.
    pub fn unknown_word(&mut self, word: &str, span: Span, words: &[&str]) {
        let message = match self.what {
            "" => format!("unknown word `{word}`"),
            what => format!("unknown word `{word}` for `{what}`"),
        };
        let diagnostic = Diagnostic::error(DiagnosticId::UnknownWord, message).at(span, "");
        self.report(match nearest(word, words) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None if words.len() == 1 => diagnostic.help(format!("write {}", list(words))),
            None => diagnostic.help(format!("write one of {}", list(words))),
        });
    }

    /// Reports a name that stands twice in a list.
    pub fn duplicate_name(&mut self, name: &Located<String>, first: Span) {
        let message = format!("`{}` stands twice in this list", name.value);
        let diagnostic = Diagnostic::error(DiagnosticId::DuplicateKey, message);
        let diagnostic = diagnostic.at(name.span, "again here").at(first, "first here");
        self.report(diagnostic.help("remove one of the two"));
    }

    /// Reads under a name that messages can give.
    pub fn named<T>(&mut self, name: &'n str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.what, name);
        let value = read(self);
        self.what = outer;
        value
    }

    /// The values of the keys, in the order of `keys`. Unknown keys are reported, and keys said in two ways.
    pub fn slots(&mut self, keys: &[KeyInfo], entries: &'n [(Key<'n>, Node<'n>)]) -> Slots<'n> {
        let mut slots: Vec<Option<&'n (Key<'n>, Node<'n>)>> = vec![None; keys.len()];
        let mut meant = Vec::new();
        for entry in entries {
            let name = entry.0.text.as_ref();
            match keys.iter().position(|key| key.names.contains(&name)) {
                None => meant.extend(self.unknown_key(keys, entry)),
                Some(at) => match slots[at] {
                    None => slots[at] = Some(entry),
                    Some((first, _)) => {
                        let message = format!("`{name}` says what `{}` says", first.text);
                        let diagnostic = Diagnostic::error(DiagnosticId::DuplicateKey, message);
                        self.report(diagnostic.at(entry.0.span, "again here").at(first.span, "first here"));
                    }
                },
            }
        }
        Slots { values: slots.into_iter(), meant }
    }

    /// Reports it, and gives the key that was probably meant.
    fn unknown_key(&mut self, keys: &[KeyInfo], (key, value): &(Key<'_>, Node<'_>)) -> Option<&'static str> {
        let names: Vec<&'static str> = keys.iter().flat_map(|key| key.names.iter().copied()).collect();
        let diagnostic = Diagnostic::error(DiagnosticId::UnknownKey, format!("unknown key `{}`", key.text));
        let diagnostic = diagnostic.at(self.visible(key.span), "");
        let near = nearest(&key.text, &names);
        let after = self.text.get(key.span.end as usize..).unwrap_or("").trim_start();
        if matches!(value.kind, Kind::Null) && after.starts_with([',', '}']) {
            let help = "inside `{ }` a comma ends the value: write this map on several lines";
            self.report(diagnostic.help(help));
            return near;
        }
        self.report(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("the keys here are {}", list(&names))),
        });
        near
    }

    /// Reads the next key of a struct.
    pub fn read<T: Decode>(&mut self, key: &KeyInfo, slots: &mut Slots<'n>, owner: Span) -> T {
        let Some((written, node)) = slots.values.next().flatten() else {
            return match T::absent() {
                Some(absent) if !key.required => absent,
                _ => {
                    // A misspelt key was reported as unknown; that it is missing follows.
                    if !key.names.iter().any(|name| slots.meant.contains(name)) {
                        self.missing_key(key, owner);
                    }
                    T::broken(owner)
                }
            };
        };
        let read = self.named(&written.text, |cx| cx.check_words(key, node).then(|| T::decode(node, cx)).flatten());
        read.unwrap_or_else(|| T::absent().unwrap_or_else(|| T::broken(node.span)))
    }

    fn missing_key(&mut self, key: &KeyInfo, owner: Span) {
        if self.end == DocumentEnd::Cut {
            return;
        }
        let message = match self.what {
            "" => format!("the key `{}` is missing", key.name()),
            what => format!("the key `{}` is missing in `{what}`", key.name()),
        };
        let diagnostic = Diagnostic::error(DiagnosticId::MissingKey, message).at(self.first_line(owner), "");
        self.report(diagnostic.help(format!("write `{}: ...`: {}", key.name(), describe(key.doc))));
    }

    fn check_words(&mut self, key: &KeyInfo, node: &Node<'_>) -> bool {
        match &node.kind {
            Kind::Scalar(word, _) if !key.words.is_empty() && !key.words.contains(&word.as_ref()) => {
                self.unknown_word(word, self.visible(node.span), key.words);
                false
            }
            Kind::Scalar(_, _) | Kind::Null | Kind::Map(_) | Kind::Seq(_) => true,
        }
    }

    /// A span that shows something: never longer than its first line.
    pub fn first_line(&self, span: Span) -> Span {
        let written = self.text.get(span.range()).unwrap_or("");
        let line = written.find(['\n', '\r']).map_or(span.end, |at| span.start + offset(at));
        Span { end: line, ..span }
    }

    /// The span itself, or the character before it where it is empty.
    fn visible(&self, span: Span) -> Span {
        let before = self.text.get(..span.start as usize).unwrap_or("").trim_end().chars().next_back();
        match before {
            Some(_) if span.start == span.end => {
                let end = self.text[..span.start as usize].trim_end().len();
                let start = end - before.map_or(0, char::len_utf8);
                Span { start: offset(start), end: offset(end), ..span }
            }
            Some(_) | None => span,
        }
    }
}

/// The values of a struct's keys that are still to be read.
pub(crate) struct Slots<'n> {
    values: std::vec::IntoIter<Option<&'n (Key<'n>, Node<'n>)>>,
    /// The keys that unknown keys were probably meant to be.
    meant: Vec<&'static str>,
}

/// What a doc comment says of a key, without the key itself that opens it.
pub(crate) fn describe(doc: &str) -> String {
    let text = doc.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = text.as_str();
    while let Some(after) = rest.strip_prefix('`').and_then(|rest| rest.split_once(":`")).map(|(_, after)| after) {
        rest = after.trim_start();
        rest = rest.strip_prefix("or ").unwrap_or(rest);
    }
    rest.strip_suffix('.').unwrap_or(rest).to_owned()
}

/// The candidate that was probably meant.
pub(crate) fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .iter()
        .map(|&candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            (*distance <= allowed && *distance < word.chars().count())
                || (word.len() >= 3 && (candidate.starts_with(&word) || word.starts_with(candidate)))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Names in a sentence.
fn list(names: &[&str]) -> String {
    let mut text = String::new();
    for (at, name) in names.iter().enumerate() {
        let joint = match at {
            0 => "",
            _ if at + 1 == names.len() => " or ",
            _ => ", ",
        };
        // Writing to a string cannot fail.
        let _ = write!(text, "{joint}`{name}`");
    }
    text
}
