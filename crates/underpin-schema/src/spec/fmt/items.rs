//! A document as items in the order of the text.

use super::{Kind, Node, Shape};
use crate::spec::decode::KeyInfo;

/// An entry of a map or an item of a list, with the comments that go where it goes.
#[derive(Debug)]
pub(super) struct Item<'n> {
    /// Its key, if it has one.
    pub key: Option<&'n str>,
    /// Its value.
    pub node: &'n Node<'n>,
    /// The shape of its value.
    pub shape: &'static Shape,
    /// The item that holds it.
    pub parent: Option<usize>,
    /// The items that it holds, in canonical order.
    pub children: Vec<usize>,
    /// Its first byte: of its key, or of its dash.
    pub start: usize,
    /// The byte after its value.
    pub end: usize,
    /// Whether a blank line stands before it.
    pub gap: Gap,
    /// The comments on lines of their own above it.
    pub lead: Vec<Comment<'n>>,
    /// The comment at the end of its first line.
    pub tail: Option<&'n str>,
    /// The comments on lines of their own below it, where it is the last of its list.
    pub foot: Vec<Comment<'n>>,
}

/// A comment on a line of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment<'n> {
    /// Its text with its `#`.
    pub text: &'n str,
    /// Whether a blank line stands before it.
    pub gap: Gap,
}

/// What stands between two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// Blank lines.
    Blank,
}

impl Item<'_> {
    /// Whether a comment stands with it.
    pub fn has_comment(&self) -> bool {
        !self.lead.is_empty() || self.tail.is_some() || !self.foot.is_empty()
    }
}

/// The items of a document, and those at its top in canonical order. A parent stands before its children; the places
/// never go back.
pub(super) fn items<'n>(text: &str, root: &'n Node<'n>, shape: &'static Shape) -> (Vec<Item<'n>>, Vec<usize>) {
    let mut items = Vec::new();
    let top = add_children(&mut items, text, root, shape, None);
    (items, top)
}

fn add_children<'n>(
    items: &mut Vec<Item<'n>>,
    text: &str,
    node: &'n Node<'n>,
    shape: &'static Shape,
    parent: Option<usize>,
) -> Vec<usize> {
    let mut children = Vec::new();
    match &node.kind {
        Kind::Null | Kind::Scalar(_, _) => {}
        Kind::Map(entries) => {
            for (key, value) in entries {
                let at = items.len();
                let start = key.span.start as usize;
                items.push(item(text, Some(key.text.as_ref()), value, of_key(shape, &key.text), start));
                items[at].parent = parent;
                let shape = items[at].shape;
                items[at].children = add_children(items, text, value, shape, Some(at));
                children.push(at);
            }
        }
        Kind::Seq(values) => {
            for value in values {
                let at = items.len();
                items.push(item(text, None, value, of_item(shape), dash(text, value.span.start as usize)));
                items[at].parent = parent;
                let shape = items[at].shape;
                items[at].children = add_children(items, text, value, shape, Some(at));
                children.push(at);
            }
        }
    }
    if let Some(keys) = keys(shape) {
        children.sort_by_key(|&child| {
            let name = items[child].key.unwrap_or_default();
            keys.iter().position(|key| key.names.contains(&name)).unwrap_or(keys.len())
        });
    }
    children
}

fn item<'n>(text: &str, key: Option<&'n str>, node: &'n Node<'n>, shape: &'static Shape, start: usize) -> Item<'n> {
    Item {
        key,
        node,
        shape,
        parent: None,
        children: Vec::new(),
        start,
        end: (node.span.end as usize).max(start),
        gap: gap_before(text, start),
        lead: Vec::new(),
        tail: None,
        foot: Vec::new(),
    }
}

/// The keys of a map of that shape, where they have an order. A list may be written as its only item.
fn keys(shape: &'static Shape) -> Option<&'static [KeyInfo]> {
    match shape {
        Shape::Struct(keys, _, _) | Shape::List(Shape::Struct(keys, _, _)) => Some(keys),
        Shape::List(_) | Shape::Text | Shape::Any | Shape::Names(_) => None,
    }
}

/// The shape of the value of a key.
fn of_key(shape: &'static Shape, name: &str) -> &'static Shape {
    match shape {
        Shape::Struct(keys, shapes, _) => {
            let at = keys.iter().position(|key| key.names.contains(&name));
            at.and_then(|at| shapes.get(at)).copied().unwrap_or(&Shape::Any)
        }
        Shape::Names(value) => value,
        Shape::List(item @ Shape::Struct(_, _, _)) => of_key(item, name),
        Shape::List(_) | Shape::Text | Shape::Any => &Shape::Any,
    }
}

/// The shape of an item of a list.
fn of_item(shape: &'static Shape) -> &'static Shape {
    match shape {
        Shape::List(item) => item,
        Shape::Struct(_, _, item) => item,
        Shape::Names(_) => &Shape::Text,
        Shape::Text | Shape::Any => &Shape::Any,
    }
}

/// The column of a byte, from 0.
pub(super) fn column(text: &str, at: usize) -> usize {
    text[line_start(text, at)..at].chars().count()
}

/// The first byte of the line of a byte.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Where the line of a thing begins, if nothing but white space stands before the thing.
pub(super) fn line_begun_by(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].trim_end_matches([' ', '\t', '\u{feff}']);
    (before.is_empty() || before.ends_with(['\n', '\r'])).then_some(before.len())
}

/// What stands above the line that a thing begins.
pub(super) fn gap_before(text: &str, at: usize) -> Gap {
    let Some(line) = line_begun_by(text, at) else { return Gap::None };
    let above = &text[..line];
    let above = above.strip_suffix('\n').unwrap_or(above);
    let above = above.strip_suffix('\r').unwrap_or(above);
    let is_blank = !above.is_empty() && line_begun_by(above, above.len()).is_some();
    if is_blank { Gap::Blank } else { Gap::None }
}

/// The dash of an item of a block list; the item's first byte in a flow list.
fn dash(text: &str, start: usize) -> usize {
    let before = text[..start].trim_end_matches(' ');
    match before.ends_with('-') && (before.len() < start) {
        true => before.len() - 1,
        false => start,
    }
}
