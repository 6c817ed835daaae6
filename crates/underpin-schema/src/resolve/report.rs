//! Where findings are gathered, and how the nearest name to a mistaken one is found.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::{Diagnostic, DiagnosticId, Span};

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    findings: Vec<Diagnostic>,
}

impl Report {
    /// Adds a finding.
    pub fn add(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Adds the findings of another part of the work.
    pub fn add_all(&mut self, other: Report) {
        self.findings.extend(other.findings);
    }

    /// Adds an error at a place, with one way out.
    pub fn error(&mut self, id: DiagnosticId, message: impl Into<String>, span: Span, help: impl Into<String>) {
        self.add(Diagnostic::error(id, message).at(span, "").help(help));
    }

    /// Does the same for each item, on all processors; the findings come in the order of the items.
    pub fn each<T: Send, R: Send>(
        &mut self,
        items: impl IndexedParallelIterator<Item = T>,
        make: impl Fn(T, &mut Report) -> R + Sync,
    ) -> Vec<R> {
        let made: Vec<(R, Report)> = items
            .map(|item| {
                let mut report = Report::default();
                (make(item, &mut report), report)
            })
            .collect();
        made.into_iter()
            .map(|(made, report)| {
                self.add_all(report);
                made
            })
            .collect()
    }

    /// All findings in the order of their places, each once: a mistake in a mixin is found in every model that uses it.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut seen = FxHashSet::default();
        let mut findings: Vec<Diagnostic> = self
            .findings
            .into_iter()
            .filter(|finding| {
                let places: Vec<Span> = finding.labels.iter().map(|label| label.span).collect();
                seen.insert((finding.id, finding.message.clone(), places))
            })
            .collect();
        findings.sort_by_key(|finding| finding.labels.first().map(|label| label.span));
        findings
    }
}

/// The candidate that a mistaken word most likely means: at most a third of its characters differ.
pub(super) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    // Of two letters one would be half of the word.
    let limit = match word.chars().count() {
        0..=2 => 0,
        length => length / 3,
    };
    candidates
        .into_iter()
        // The distance is at least the difference in length, so most candidates need no closer look.
        // A character has up to four bytes.
        .filter(|candidate| {
            let bytes = if word.is_ascii() && candidate.is_ascii() { 1 } else { 4 };
            candidate.len().abs_diff(word.len()) <= limit * bytes
        })
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A help line for a name that is not there: the nearest, or all when they are few, or what else to do.
pub(super) fn suggest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str> + Clone,
    otherwise: impl Into<String>,
) -> String {
    match nearest(word, candidates) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.into(),
    }
}
