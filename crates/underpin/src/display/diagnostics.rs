//! Diagnostics in the look of rustc.

use std::{fmt::Write, ops::Range};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use underpin_schema::{Diagnostic, FileId, Label, Severity, SourceFile, Sources};

use super::visible;

/// How many diagnostics are shown; the rest are counted.
const MOST: usize = 100;

/// How many lines of a file one snippet may show the ends of.
const TALLEST: usize = 20_000;

/// The diagnostics, ordered by file and place, as text with colours, in the width of the terminal.
pub fn render(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    render_at(sources, diagnostics, width())
}

/// The same, in a width of so many columns.
pub fn render_at(sources: &Sources, diagnostics: &[Diagnostic], width: usize) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| place(diagnostic));
    let renderer = Renderer::styled().term_width(width);
    let mut out = String::new();
    for diagnostic in sorted.iter().take(MOST) {
        // Writing to a string does not fail.
        let _ = writeln!(out, "{}\n", renderer.render(&groups(sources, diagnostic)));
    }
    if sorted.len() > MOST {
        let _ = writeln!(out, "... and {} more; --json shows them all\n", sorted.len() - MOST);
    }
    out
}

/// How many errors and warnings there are, in words: `2 errors, 1 warning`.
pub fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let words = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    let parts = [words(of(Severity::Error), "error"), words(of(Severity::Warning), "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Those without a place come last.
fn place(diagnostic: &Diagnostic) -> (bool, Option<(FileId, u32)>, &'static str) {
    let first = diagnostic.labels.first().map(|label| (label.span.file, label.span.start));
    (first.is_none(), first, diagnostic.id.as_str())
}

fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).map_or(140, |width: usize| width.clamp(60, 400))
}

fn groups<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.id.as_str());
    let mut files: Vec<FileId> = Vec::new();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let snippets = files.into_iter().map(|file| snippet(sources.get(file), file, &diagnostic.labels));
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(visible(help)));
    vec![Group::with_title(title).elements(snippets).elements(help)]
}

fn snippet<'a>(source: &'a SourceFile, file: FileId, labels: &'a [Label]) -> Snippet<'a, Annotation<'a>> {
    let here: Vec<(usize, &Label)> = labels.iter().enumerate().filter(|(_, label)| label.span.file == file).collect();
    let window = window(&source.text, &here);
    let line = source.text[..window.start].matches('\n').count() + 1;
    let text = &source.text[window.clone()];
    let mut snippet = Snippet::source(text).line_start(line).path(visible(&source.path));
    for (index, label) in here {
        let range = clamp(text, label.span.range(), window.start);
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(range);
        snippet = snippet.annotation(match label.text.as_str() {
            "" => annotation,
            text => annotation.label(visible(text)),
        });
    }
    snippet
}

/// The whole lines of the text that hold every label: what is outside of them need not be looked at.
fn window(text: &str, labels: &[(usize, &Label)]) -> Range<usize> {
    let whole = clamp(text, 0..text.len(), 0);
    let start = labels.iter().map(|(_, label)| label.span.range().start).min().unwrap_or_default();
    let end = labels.iter().map(|(_, label)| label.span.range().end).max().unwrap_or_default();
    let Range { start, end } = clamp(text, start..end, 0);
    let first = text[..start].rfind('\n').map_or(whole.start, |at| at + 1);
    let last = text[end..].find('\n').map_or(whole.end, |at| end + at);
    if text[first..last].matches('\n').count() > TALLEST {
        first..text[first..].find('\n').map_or(last, |at| first + at)
    } else {
        first..last
    }
}

/// The range as one of the text, whatever it was: between characters, and not past the end.
fn clamp(text: &str, range: Range<usize>, offset: usize) -> Range<usize> {
    let inside = |at: usize| text.floor_char_boundary(at.saturating_sub(offset).min(text.len()));
    let start = inside(range.start);
    start..inside(range.end).max(start)
}
