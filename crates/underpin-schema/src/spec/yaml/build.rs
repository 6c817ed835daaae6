//! Parser events -> tree.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, StructureStyle};

use super::entries::{Seen, enter};
use super::error::{explain, sentence};
use super::{DocumentEnd, Key, Kind, Node, Style, Tree, YamlDocument, is_null, offset, trimmed_span, usual};
use crate::{Diagnostic, DiagnosticId, FileId, Span};

/// Whether comments are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comments {
    /// They are.
    Kept,
    /// They are not.
    Skipped,
}

/// The deepest nesting, aliases included. A real spec has about six levels; the limit keeps recursion over a tree safe.
const MAX_DEPTH: usize = 64;
/// How many nodes the aliases of a file may stand for together. Written nodes need no limit, since the text pays for
/// each; an alias of a few bytes can stand for any number.
const MAX_ALIASED: usize = 10_000;
/// The longest file, in bytes.
const MAX_BYTES: usize = 64 << 20;

/// Reads a file. Every syntax error ends its document there; the next document is read again.
pub(crate) fn read(file: FileId, text: &str, comments: Comments) -> (Tree<'_>, Vec<Diagnostic>) {
    if let Some(refusal) = refuse(file, text) {
        return (Tree::default(), vec![refusal]);
    }
    if comments == Comments::Skipped
        && let Some(tree) = usual::read(file, text)
    {
        return (tree, Vec::new());
    }
    parse(file, text, comments)
}

/// Reads a file by the parser.
pub(super) fn parse(file: FileId, text: &str, comments: Comments) -> (Tree<'_>, Vec<Diagnostic>) {
    let base = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let options = granit_parser::options! {
        disallow_directives: true,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        emit_comments: comments == Comments::Kept,
        max_buffered_comment_events: usize::MAX,
        // A key is as long as it is; what YAML says of 1024 characters is for parsers that read a stream.
        simple_key_max_lookahead: 1 << 16,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(&text[base..], options);
    let mut builder = Builder {
        file,
        text,
        base,
        tree: Tree::default(),
        diagnostics: Vec::new(),
        stack: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        root: None,
        start: 0,
    };
    loop {
        match parser.next_event() {
            Some(Ok((event, span))) => builder.event(event, span),
            Some(Err(error)) => {
                builder.syntax_error(&error);
                match parser.proceed_next_document() {
                    Ok(true) => {}
                    Ok(false) | Err(_) => break,
                }
            }
            None => break,
        }
    }
    (builder.tree, builder.diagnostics)
}

/// What no parser should be asked to read.
pub(super) fn refuse(file: FileId, text: &str) -> Option<Diagnostic> {
    if text.len() > MAX_BYTES {
        let message = format!("this file has {} bytes; a spec may have {MAX_BYTES}", text.len());
        return Some(Diagnostic::error(DiagnosticId::TooMuch, message).help("divide it into several files"));
    }
    let at = text.bytes().position(|byte| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f)?;
    let span = Span { file, start: offset(at), end: offset(at + 1) };
    let message = format!("the control character U+{:04X} cannot stand in a spec", text.as_bytes()[at]);
    Some(Diagnostic::error(DiagnosticId::Syntax, message).at(span, "").help("remove it"))
}

/// A collection that is still open.
struct Frame<'t> {
    kind: FrameKind<'t>,
    start: usize,
    style: StructureStyle,
    anchor: usize,
}

enum FrameKind<'t> {
    Map { entries: Vec<(Key<'t>, Node<'t>)>, seen: Seen<'t>, key: Option<Node<'t>> },
    Seq(Vec<Node<'t>>),
}

struct Builder<'t> {
    file: FileId,
    text: &'t str,
    base: usize,
    tree: Tree<'t>,
    diagnostics: Vec<Diagnostic>,
    stack: Vec<Frame<'t>>,
    anchors: HashMap<usize, Node<'t>>,
    aliased: usize,
    root: Option<Node<'t>>,
    /// Where the document began.
    start: u32,
}

impl<'t> Builder<'t> {
    fn event(&mut self, event: Event<'t>, place: granit_parser::Span) {
        let range = place.byte_range().map_or(0..0, |range| range.start + self.base..range.end + self.base);
        let span = trimmed_span(self.file, self.text, range.clone());
        if let Some(tag) = place.tag_span().and_then(|tag| tag.byte_range()) {
            let span = trimmed_span(self.file, self.text, tag.start + self.base..tag.end + self.base);
            self.report(DiagnosticId::Syntax, "tags are not part of the spec language", span, "remove the tag");
        }
        match event {
            Event::StreamStart | Event::StreamEnd => {}
            Event::DocumentStart(_, _) => self.start_document(offset(range.start)),
            Event::DocumentEnd => self.end_document(DocumentEnd::Whole),
            Event::Comment(_, _) => self.tree.comments.push(span),
            Event::Anchor(_, _) => self.tree.anchor = self.tree.anchor.or(Some(span)),
            Event::Scalar(value, style, anchor, _) => self.scalar(value, style, anchor, span),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                let message = format!("no anchor `&{name}` stands before this alias");
                self.report(DiagnosticId::Syntax, message, span, "to write a text that begins with `*`, quote it");
                self.place(Node { kind: Kind::Null, span });
            }
            Event::SequenceStart(style, anchor, _) => {
                self.stack.push(Frame { kind: FrameKind::Seq(Vec::new()), start: range.start, style, anchor });
            }
            Event::MappingStart(style, anchor, _) => {
                let kind = FrameKind::Map { entries: Vec::new(), seen: Seen::default(), key: None };
                self.stack.push(Frame { kind, start: range.start, style, anchor });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            // The parser's enum is open; an event that we do not know is not something to read past.
            unknown => {
                let message = format!("the YAML reader gave an unknown event, {unknown:?}");
                self.report(DiagnosticId::Syntax, message, span, "please report this as a bug of underpin");
            }
        }
    }

    fn report(&mut self, id: DiagnosticId, message: impl Into<String>, span: Span, help: &str) {
        self.diagnostics.push(Diagnostic::error(id, message).at(span, "").help(help));
    }

    fn start_document(&mut self, start: u32) {
        self.start = start;
        self.stack.clear();
        self.anchors.clear();
        self.root = None;
    }

    fn end_document(&mut self, end: DocumentEnd) {
        if let Some(root) = self.root.take()
            && !(matches!(root.kind, Kind::Null) && root.span.start == root.span.end)
        {
            self.tree.documents.push(YamlDocument { start: self.start, root, end });
        }
    }

    fn scalar(&mut self, value: Cow<'t, str>, style: ScalarStyle, anchor: usize, span: Span) {
        if value.contains('\0') {
            self.report(DiagnosticId::Syntax, "a text cannot hold the character U+0000", span, "remove it");
        }
        let kind = match style {
            ScalarStyle::Plain if is_null(&value) && !self.wants_key() => Kind::Null,
            ScalarStyle::Plain => Kind::Scalar(value, Style::Plain),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted | ScalarStyle::Literal | ScalarStyle::Folded => {
                Kind::Scalar(value, Style::Quoted)
            }
        };
        let node = Node { kind, span };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.place(node);
    }

    fn alias(&mut self, id: usize, span: Span) {
        let Some(node) = self.anchors.get(&id) else {
            self.report(DiagnosticId::Syntax, "this alias stands inside the value that it names", span, "write it out");
            return self.place(Node { kind: Kind::Null, span });
        };
        let (nodes, depth) = measure(node);
        self.aliased += nodes;
        if self.aliased > MAX_ALIASED || self.stack.len() + depth > MAX_DEPTH {
            if !self.diagnostics.iter().any(|diagnostic| diagnostic.id == DiagnosticId::TooMuch) {
                let message = format!(
                    "the aliases of this file stand for more than {MAX_ALIASED} values, or more than {MAX_DEPTH} levels"
                );
                self.report(DiagnosticId::TooMuch, message, span, "write a mixin, or write the values out");
            }
            return self.place(Node { kind: Kind::Null, span });
        }
        let node = node.clone();
        self.place(node);
    }

    fn wants_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { kind: FrameKind::Map { key: None, .. }, .. }))
    }

    /// Puts a finished node where it belongs.
    fn place(&mut self, node: Node<'t>) {
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut frame.kind {
            FrameKind::Seq(items) => items.push(node),
            FrameKind::Map { key, .. } if key.is_none() => *key = Some(node),
            FrameKind::Map { entries, seen, key } => {
                if let Some(key) = key.take()
                    && let Some(refusal) = enter(entries, seen, key, node)
                {
                    self.diagnostics.push(refusal);
                }
            }
        }
    }

    /// Closes the innermost collection.
    fn close(&mut self, end: usize) {
        let Some(frame) = self.stack.pop() else { return };
        // A block collection has no closing sign: the parser ends it where the next thing begins.
        let end = match frame.style {
            StructureStyle::Flow => end,
            StructureStyle::Block => match &frame.kind {
                FrameKind::Map { entries, .. } => entries.last().map(|(key, node)| key.span.end.max(node.span.end)),
                FrameKind::Seq(items) => items.last().map(|node| node.span.end),
            }
            .map_or(frame.start, |end| end as usize),
        };
        let span = trimmed_span(self.file, self.text, frame.start..end);
        let kind = match frame.kind {
            FrameKind::Map { entries, .. } => Kind::Map(entries),
            FrameKind::Seq(items) => Kind::Seq(items),
        };
        let node = Node { kind, span };
        if frame.anchor != 0 {
            self.anchors.insert(frame.anchor, node.clone());
        }
        self.place(node);
    }

    /// Reports an error of the parser and keeps what was read of the document before it.
    fn syntax_error(&mut self, error: &granit_parser::ScanError) {
        let at = error.marker().byte_offset().map_or(self.text.len(), |at| at + self.base);
        let start = self.text.floor_char_boundary(at);
        let end = self.text[start..].chars().next().map_or(start, |character| start + character.len_utf8());
        let span = Span { file: self.file, start: offset(start), end: offset(end) };
        let (id, help) = explain(error.kind());
        let message = format!("this is not YAML: {}", sentence(&error.info()));
        let mut diagnostic = Diagnostic::error(id, message).at(span, "");
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        // The likeliest reason of all: a list type without quotes where `[` means something to YAML.
        if self.text[start..].starts_with("[]")
            && self.text[..start].ends_with(|c: char| c.is_alphanumeric() || c == ')')
        {
            diagnostic = diagnostic.help("inside `{ }` a list type stands in quotes: `\"string[]\"`");
        }
        self.diagnostics.push(diagnostic);
        while !self.stack.is_empty() {
            self.close(start);
        }
        self.end_document(DocumentEnd::Cut);
    }
}

/// The nodes of a tree and its depth.
fn measure(node: &Node<'_>) -> (usize, usize) {
    let children: Vec<&Node<'_>> = match &node.kind {
        Kind::Null | Kind::Scalar(_, _) => return (1, 0),
        Kind::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        Kind::Seq(items) => items.iter().collect(),
    };
    let (nodes, depth) = children
        .into_iter()
        .map(measure)
        .fold((1, 0), |(nodes, deepest), (more, depth): (usize, usize)| (nodes + more, deepest.max(depth)));
    (nodes, depth + 1)
}
