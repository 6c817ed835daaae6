//! Items -> lines.

use super::comments::{Around, hand_out};
use super::items::{Comment, Gap, Item, gap_before, items};
use super::scalar::{Context, block, is_plain, looks_like_more_than_text, quoted};
use super::{Kind, Node, Shape, Tree, WIDTH, written};
use crate::spec::yaml::Style;
use crate::{Diagnostic, DiagnosticId};

/// Prints a file.
pub(super) fn print<'n>(
    text: &'n str,
    tree: &'n Tree<'n>,
    shape_of: impl Fn(&Node<'n>) -> &'static Shape,
) -> Result<String, Box<Diagnostic>> {
    let mut lines: Vec<String> = Vec::new();
    let mut from = 0;
    for (number, document) in tree.documents.iter().enumerate() {
        let next = tree.documents.get(number + 1).map_or(u32::MAX, |next| next.start);
        let to = tree.comments.partition_point(|comment| comment.start < next);
        if number > 0 {
            lines.push("---".to_owned());
        }
        let (mut items, top) = items(text, &document.root, shape_of(&document.root));
        let around = hand_out(text, &tree.comments[from..to], &mut items);
        refuse(&items)?;
        let blocks = blocks(&items);
        Printer { text, items: &items, blocks: &blocks }.document(&top, &around, &mut lines);
        from = to;
    }
    for &comment in &tree.comments[from..] {
        add_gap(gap_before(text, comment.start as usize), &mut lines);
        lines.push(written(text, comment).to_owned());
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    Ok(lines.join("\n"))
}

/// Refuses the plain text that could only be written with another meaning.
fn refuse(items: &[Item<'_>]) -> Result<(), Box<Diagnostic>> {
    for item in items {
        if let Kind::Scalar(text, Style::Plain) = &item.node.kind
            && matches!(item.shape, Shape::Any)
            && text.contains('\n')
        {
            let message = "a value without quotes that runs over several lines is not formatted";
            let diagnostic = Diagnostic::error(DiagnosticId::NotFormatted, message).at(item.node.span, "");
            return Err(Box::new(diagnostic.help("write it on one line, or quote it")));
        }
    }
    Ok(())
}

/// Of each item, whether its value cannot stand on the line of its key.
fn blocks(items: &[Item<'_>]) -> Vec<bool> {
    let mut blocks = vec![false; items.len()];
    for (at, item) in items.iter().enumerate().rev() {
        let holds_structs = matches!(item.shape, Shape::Names(Shape::Struct(_, _, _)));
        blocks[at] = match &item.node.kind {
            Kind::Null => false,
            Kind::Scalar(text, _) => text.contains('\n') && block(text, 0).is_some(),
            Kind::Map(entries) if holds_structs && !entries.is_empty() => true,
            Kind::Map(_) | Kind::Seq(_) => item.children.iter().any(|&child| {
                let child_item = &items[child];
                let is_bare = matches!(&child_item.node.kind, Kind::Scalar(text, Style::Plain)
                    if matches!(child_item.shape, Shape::Any) && !is_plain(text, Context::Flow));
                blocks[child] || is_bare || child_item.has_comment()
            }),
        };
    }
    blocks
}

struct Printer<'p, 'n> {
    text: &'n str,
    items: &'p [Item<'n>],
    /// Of each item, whether its value takes several lines.
    blocks: &'p [bool],
}

/// How a value is written.
enum Form {
    /// Behind its key; nothing at all where empty.
    Inline(String),
    /// As a block of text, its header first.
    Text(Vec<String>),
    /// As entries or items on lines of their own.
    Lines,
}

/// Whether the values of a map stand in one column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Align {
    Yes,
    No,
}

impl<'n> Printer<'_, 'n> {
    fn document(&self, top: &[usize], around: &Around<'n>, lines: &mut Vec<String>) {
        self.comments(&around.head, 0, lines);
        match top {
            [] => lines.push("{}".to_owned()),
            top => {
                if !around.head.is_empty() {
                    lines.push(String::new());
                }
                self.children(top, 0, Align::No, lines);
            }
        }
        self.comments(&around.foot, 0, lines);
    }

    fn comments(&self, comments: &[Comment<'n>], indent: usize, lines: &mut Vec<String>) {
        for comment in comments {
            add_gap(comment.gap, lines);
            lines.push(format!("{:indent$}{}", "", comment.text));
        }
    }

    /// The entries of a map or the items of a list.
    fn children(&self, children: &[usize], indent: usize, align: Align, lines: &mut Vec<String>) {
        let width = match align {
            Align::No => 0,
            Align::Yes => {
                let inline = children.iter().filter(|&&at| !self.blocks[at]);
                inline.map(|&at| opening(&self.items[at]).chars().count()).max().unwrap_or(0)
            }
        };
        for (number, &at) in children.iter().enumerate() {
            let item = &self.items[at];
            let opening = opening(item);
            let column = indent + width.max(opening.chars().count()) + 1;
            let form = self.form(at, column, indent + 2);
            let tail = self.lead(item, &form, number, indent, lines);
            let tail = tail.map(|tail| format!(" {tail}")).unwrap_or_default();
            match form {
                Form::Inline(value) if value.is_empty() => lines.push(format!("{:indent$}{opening}{tail}", "")),
                Form::Inline(value) => lines.push(format!("{:indent$}{opening:width$} {value}{tail}", "")),
                Form::Text(text) => {
                    let mut text = text.into_iter();
                    lines.push(format!("{:indent$}{opening} {}", "", text.next().unwrap_or_default()));
                    let indent = indent + 2;
                    let content = |line: String| if line.is_empty() { line } else { format!("{:indent$}{line}", "") };
                    lines.extend(text.map(content));
                }
                Form::Lines if item.key.is_some() => {
                    lines.push(format!("{:indent$}{opening}{tail}", ""));
                    self.children(&item.children, indent + 2, align_of(item), lines);
                }
                Form::Lines => {
                    let mut inner = Vec::new();
                    self.children(&item.children, indent + 2, align_of(item), &mut inner);
                    lines.extend(dashed(inner, indent));
                }
            }
            self.comments(&item.foot, indent, lines);
        }
    }

    /// Prints the comments above an item and gives the one for the end of its first line. Where that line has no room
    /// for a comment (the header of a block of text, the dash of a map), it goes above.
    fn lead(
        &self,
        item: &Item<'n>,
        form: &Form,
        number: usize,
        indent: usize,
        lines: &mut Vec<String>,
    ) -> Option<&'n str> {
        let has_room = match form {
            Form::Inline(_) => true,
            Form::Text(_) => false,
            Form::Lines => item.key.is_some(),
        };
        let mut lead = item.lead.clone();
        // No list begins with a blank line.
        match lead.first_mut() {
            Some(first) if number == 0 => first.gap = Gap::None,
            None if number > 0 => add_gap(item.gap, lines),
            Some(_) | None => {}
        }
        self.comments(&lead, indent, lines);
        if !item.lead.is_empty() {
            add_gap(item.gap, lines);
        }
        match item.tail {
            Some(tail) if !has_room => {
                lines.push(format!("{:indent$}{tail}", ""));
                None
            }
            tail => tail,
        }
    }

    /// How the value of an item is written whose first character would stand in that column.
    fn form(&self, at: usize, column: usize, indent: usize) -> Form {
        let item = &self.items[at];
        match &item.node.kind {
            Kind::Null => Form::Inline(written(self.text, item.node.span).to_owned()),
            Kind::Scalar(text, style) => {
                let inline = scalar(text, *style, item.shape, Context::Block);
                let is_bare = matches!((item.shape, style), (Shape::Any, Style::Plain));
                let is_long = column + inline.chars().count() > WIDTH;
                match block(text, indent).filter(|_| !is_bare && (text.contains('\n') || is_long)) {
                    Some(lines) => Form::Text(lines),
                    None => Form::Inline(inline),
                }
            }
            Kind::Map(_) | Kind::Seq(_) if self.blocks[at] => Form::Lines,
            Kind::Map(_) | Kind::Seq(_) => {
                let flow = self.flow(at);
                match item.children.is_empty() || column + flow.chars().count() <= WIDTH {
                    true => Form::Inline(flow),
                    false => Form::Lines,
                }
            }
        }
    }

    /// The value of an item between brackets.
    fn flow(&self, at: usize) -> String {
        let item = &self.items[at];
        match &item.node.kind {
            Kind::Null => match written(self.text, item.node.span) {
                "" => "null".to_owned(),
                written => written.to_owned(),
            },
            Kind::Scalar(text, style) => scalar(text, *style, item.shape, Context::Flow),
            Kind::Map(_) if item.children.is_empty() => "{}".to_owned(),
            Kind::Map(_) => {
                let entry = |&at: &usize| format!("{} {}", opening(&self.items[at]), self.flow(at));
                format!("{{ {} }}", item.children.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            Kind::Seq(_) => {
                format!("[{}]", item.children.iter().map(|&at| self.flow(at)).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// What a line of an item begins with.
fn opening(item: &Item<'_>) -> String {
    match item.key {
        None => "-".to_owned(),
        Some(key) if is_plain(key, Context::Flow) => format!("{key}:"),
        Some(key) => format!("{}:", quoted(key)),
    }
}

fn align_of(item: &Item<'_>) -> Align {
    match &item.node.kind {
        Kind::Map(_) => Align::Yes,
        Kind::Seq(_) | Kind::Null | Kind::Scalar(_, _) => Align::No,
    }
}

/// A scalar on one line. Quotes are dropped where they say nothing.
fn scalar(text: &str, style: Style, shape: &'static Shape, context: Context) -> String {
    let keeps_quotes = match style {
        Style::Plain => false,
        Style::Quoted => matches!(shape, Shape::Any) || looks_like_more_than_text(text),
    };
    let is_bare = style == Style::Plain && matches!(shape, Shape::Any);
    match is_bare || (!keeps_quotes && is_plain(text, context)) {
        true => text.to_owned(),
        false => quoted(text),
    }
}

/// Adds a blank line unless there is one or nothing stands before.
fn add_gap(gap: Gap, lines: &mut Vec<String>) {
    let is_needed = lines.last().is_some_and(|last| !last.is_empty() && last != "---");
    if gap == Gap::Blank && is_needed {
        lines.push(String::new());
    }
}

/// Lines of a map or list as an item of a list: the first that is no comment gets the dash.
fn dashed(inner: Vec<String>, indent: usize) -> Vec<String> {
    let mut dash = Some("- ");
    let outdent = |line: &str| line.get(indent + 2..).unwrap_or_default().to_owned();
    inner
        .into_iter()
        .map(|line| match dash {
            None => line,
            Some(_) if line.is_empty() => line,
            Some(_) if line.trim_start().starts_with('#') => format!("{:indent$}{}", "", outdent(&line)),
            Some(mark) => {
                dash = None;
                format!("{:indent$}{mark}{}", "", outdent(&line))
            }
        })
        .collect()
}
