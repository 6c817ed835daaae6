//! `underpin fmt`: the one way to lay out a spec.
//!
//! A file is read into items (an entry of a map, an item of a list), every comment is given to the item that it stands
//! with, and the items are printed in canonical order. Layout depends on the contents alone, apart from blank lines, which
//! are kept (one for many).

mod comments;
mod items;
mod print;
mod scalar;

use std::collections::HashMap;

use super::decode::{Decode, Shape};
use super::yaml::{Comments, Kind, Node, Tree, read};
use super::{
    CompositeSpec, DomainSpec, EnumSpec, ExtensionSpec, FunctionSpec, ModelSpec, PolicySpec, SequenceSpec, SystemSpec,
    TriggerSpec, ViewSpec, document_kinds, read_documents, read_system,
};
use crate::{Diagnostic, DiagnosticId, FileId, Span, has_errors};

/// The two kinds of files that a system is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `underpin.yaml`
    System,
    /// A model file.
    Models,
}

/// The widest line that a value is put on, in characters.
const WIDTH: usize = 120;

/// Lays out a spec: canonical order of keys, aligned names, the fewest quotes, one blank line for many, every comment kept.
/// The result means what the text meant, and formatting it again changes nothing.
///
/// # Errors
/// What is wrong with the text, whose places are in [`FileId`] 0; a text with mistakes is not formatted.
pub fn format(text: &str, kind: FileKind) -> Result<String, Vec<Diagnostic>> {
    let file = FileId(0);
    let diagnostics = match kind {
        FileKind::System => read_system(file, text).1,
        FileKind::Models => read_documents(file, text).1,
    };
    if has_errors(&diagnostics) {
        return Err(diagnostics);
    }
    let (tree, _) = read(file, text, Comments::Kept);
    if let Some(anchor) = tree.anchor {
        let message = "a file with anchors is not formatted";
        let diagnostic = Diagnostic::error(DiagnosticId::NotFormatted, message).at(anchor, "");
        return Err(vec![diagnostic.help("put what is shared into a mixin")]);
    }
    let formatted = print::print(text, &tree, |root| shape_of(root, kind)).map_err(|diagnostic| vec![*diagnostic])?;
    match prove(text, &tree, &formatted) {
        Ok(()) => Ok(formatted),
        Err(span) => {
            let message = "this cannot be formatted without changing what the file says";
            let diagnostic = Diagnostic::error(DiagnosticId::NotFormatted, message).at(span, "");
            Err(vec![diagnostic.help("move the comment, or report this as a bug of underpin")])
        }
    }
}

/// The shape of a document.
fn shape_of(root: &Node<'_>, kind: FileKind) -> &'static Shape {
    if kind == FileKind::System {
        return SystemSpec::SHAPE;
    }
    let shapes = [
        ModelSpec::SHAPE,
        EnumSpec::SHAPE,
        DomainSpec::SHAPE,
        CompositeSpec::SHAPE,
        ExtensionSpec::SHAPE,
        SequenceSpec::SHAPE,
        ViewSpec::SHAPE,
        FunctionSpec::SHAPE,
        TriggerSpec::SHAPE,
        PolicySpec::SHAPE,
    ];
    let Kind::Map(entries) = &root.kind else { return &Shape::Any };
    let is_kind = |name: &str| entries.iter().any(|(key, _)| key.text == name);
    document_kinds().iter().zip(shapes).find(|(name, _)| is_kind(name)).map_or(&Shape::Any, |(_, shape)| shape)
}

/// Reads the result once more and compares: no value and no comment may be lost, whatever mistake the printer makes.
fn prove(text: &str, tree: &Tree<'_>, formatted: &str) -> Result<(), Span> {
    let (again, diagnostics) = read(FileId(0), formatted, Comments::Kept);
    let whole = tree.documents.first().map_or_else(Span::default, |document| document.root.span);
    if !diagnostics.is_empty() || tree.documents.len() != again.documents.len() {
        return Err(whole);
    }
    for (old, new) in tree.documents.iter().zip(&again.documents) {
        if !same(&old.root, &new.root) {
            return Err(old.root.span);
        }
    }
    let mut kept: HashMap<&str, usize> = HashMap::new();
    for &comment in &again.comments {
        *kept.entry(written(formatted, comment)).or_default() += 1;
    }
    for &comment in &tree.comments {
        match kept.get_mut(written(text, comment)) {
            Some(count) if *count > 0 => *count -= 1,
            Some(_) | None => return Err(comment),
        }
    }
    Ok(())
}

/// The text of a span.
fn written(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or("").trim_end()
}

/// Whether two trees hold the same, the order of keys aside.
fn same(old: &Node<'_>, new: &Node<'_>) -> bool {
    match (&old.kind, &new.kind) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Scalar(old, _), Kind::Scalar(new, _)) => old == new,
        (Kind::Seq(old), Kind::Seq(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Kind::Map(old), Kind::Map(new)) => {
            let new_value = |name: &str| new.iter().find(|(key, _)| key.text == name).map(|(_, value)| value);
            old.len() == new.len()
                && old.iter().zip(new).all(|((key, value), (new_key, in_place))| {
                    let counterpart = if key.text == new_key.text { Some(in_place) } else { new_value(&key.text) };
                    counterpart.is_some_and(|new| same(value, new))
                })
        }
        (Kind::Null | Kind::Scalar(_, _) | Kind::Seq(_) | Kind::Map(_), _) => false,
    }
}
