//! Each comment to the item that it stands with.

use super::items::{Comment, Gap, Item, column, gap_before, line_begun_by, line_start};
use super::{Kind, written};
use crate::Span;

/// The comments of a document that belong to none of its items.
#[derive(Debug, Default)]
pub(super) struct Around<'n> {
    /// Above the document, divided from it by a blank line.
    pub head: Vec<Comment<'n>>,
    /// Below it.
    pub foot: Vec<Comment<'n>>,
}

/// Hands out the comments of a document.
pub(super) fn hand_out<'n>(text: &'n str, comments: &[Span], items: &mut [Item<'n>]) -> Around<'n> {
    let mut around = Around::default();
    for &span in comments {
        let at = span.start as usize;
        let comment = Comment { text: written(text, span), gap: gap_before(text, at) };
        let own_line = line_begun_by(text, at).is_some();
        match (own_line, owner_of_tail(text, at, items)) {
            (false, Some(owner)) => match items[owner].tail {
                None => items[owner].tail = Some(comment.text),
                Some(_) => items[owner].lead.push(Comment { gap: Gap::None, ..comment }),
            },
            (true | false, _) => match place_of(text, at, items) {
                Place::Above(item) => items[item].lead.push(comment),
                Place::Below(item) => items[item].foot.push(comment),
                Place::End => around.foot.push(comment),
            },
        }
    }
    lift_to_dashes(items);
    take_head(items, &mut around);
    around
}

/// Where a comment on its own line goes.
enum Place {
    Above(usize),
    Below(usize),
    End,
}

/// The item whose line a comment ends.
fn owner_of_tail(text: &str, at: usize, items: &[Item<'_>]) -> Option<usize> {
    let last = items.partition_point(|item| item.start < at).checked_sub(1)?;
    let line = line_start(text, at);
    let ends_here = |item: usize| items[item].end <= at && items[item].end >= line;
    // The outermost bracket that ends on this line: of `id: { type: uuid } # why` it is `id`, not `type`.
    let closed = |item: &usize| text[items[*item].node.span.range()].starts_with(['{', '[']) && ends_here(*item);
    let outer = std::iter::successors(Some(last), |&item| items[item].parent.filter(closed)).last();
    let ended = outer.filter(|&item| ends_here(item));
    ended.or((items[last].start >= line).then_some(last))
}

fn place_of(text: &str, at: usize, items: &[Item<'_>]) -> Place {
    let after = items.partition_point(|item| item.start < at);
    let depth = column(text, at);
    let depth_of = |item: usize| column(text, items[item].start);
    let Some(last) = after.checked_sub(1) else {
        return if items.is_empty() { Place::End } else { Place::Above(0) };
    };
    let is_leaf = items[last].children.is_empty();
    // Between a key and its value.
    if is_leaf && (items[last].end > at || (is_null(&items[last]) && depth > depth_of(last))) {
        return Place::Above(last);
    }
    let next = items.get(after);
    if let Some(next) = next
        && (next.parent == Some(last) || depth <= depth_of(after))
    {
        return Place::Above(after);
    }
    // Deeper than what follows: it closes the list that it is indented with.
    match chain(items, last).find(|&item| depth_of(item) <= depth) {
        Some(item) if items[item].parent.is_none() && next.is_none() => Place::End,
        Some(item) => Place::Below(item),
        None if next.is_some() => Place::Above(after),
        None => Place::End,
    }
}

fn is_null(item: &Item<'_>) -> bool {
    matches!(item.node.kind, Kind::Null)
}

/// An item and all that hold it, the innermost first.
fn chain(items: &[Item<'_>], from: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(from), |&item| items[item].parent)
}

/// What stands above the first entry of a map in a list stands above the dash, since both are on one line.
fn lift_to_dashes(items: &mut [Item<'_>]) {
    for at in (0..items.len()).rev() {
        if let (None, Some(&first)) = (items[at].key, items[at].children.first()) {
            let lifted = std::mem::take(&mut items[first].lead);
            items[at].lead.extend(lifted);
        }
    }
}

/// Comments above the first item and divided from it by a blank line speak of the whole document, and stay at its top.
fn take_head<'n>(items: &mut [Item<'n>], around: &mut Around<'n>) {
    let Some(first) = items.first_mut() else { return };
    let of_document = match first.gap {
        Gap::Blank => first.lead.len(),
        Gap::None => first.lead.iter().rposition(|comment| comment.gap == Gap::Blank).unwrap_or(0),
    };
    around.head = first.lead.drain(..of_document).collect();
}
