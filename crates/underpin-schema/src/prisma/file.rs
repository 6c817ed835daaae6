//! Files: blocks, and what stands between them.

use super::block;
use super::cursor::Cursor;
use super::tree::{Block, File, Item, Keyword, Line, LineKind, Tree};
use crate::{Diagnostic, DiagnosticId, FileId, Located};

/// Reads the files of a Prisma schema. Whatever they hold, the tree holds all of it; what cannot be read is a broken line
/// there and a diagnostic beside it.
pub fn read<'t>(files: &[(FileId, &'t str)]) -> (Tree<'t>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let files = files.iter().map(|(id, text)| file(*id, text, &mut found)).collect();
    (Tree { files }, found)
}

fn file<'t>(id: FileId, text: &'t str, found: &mut Vec<Diagnostic>) -> File<'t> {
    let mut cursor = Cursor::new(id, text);
    let mut items = Vec::new();
    while !cursor.is_at_end() {
        items.push(match block(&mut cursor, found) {
            Some(block) => Item::Block(Box::new(block)),
            None => Item::Line(line(&mut cursor, found)),
        });
    }
    File { id, items }
}

/// A line outside of blocks. White space before a block is one of its own.
fn line<'t>(cursor: &mut Cursor<'t>, found: &mut Vec<Diagnostic>) -> Line<'t> {
    let start = cursor.at();
    cursor.spaces();
    let kind = if cursor.is_at_newline() {
        LineKind::Blank
    } else if let Some(comment) = block::comment(cursor) {
        comment
    } else if let Some(kind) = before_block(cursor, start) {
        return Line { piece: cursor.piece(start), kind };
    } else {
        let broken = cursor.at();
        let text = cursor.line();
        let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let message = match Keyword::ALL.iter().any(|keyword| keyword.as_str() == word) {
            true => format!("`{word}` opens a block: a name and `{{` follow it in the same line"),
            false => "this opens no block".to_owned(),
        };
        let words = "a block is opened by `model`, `enum`, `view`, `type`, `datasource` or `generator`";
        let finding = Diagnostic::error(DiagnosticId::PrismaSyntax, message).at(cursor.since(broken), "").help(words);
        found.push(finding);
        LineKind::Broken
    };
    cursor.newline();
    Line { piece: cursor.piece(start), kind }
}

/// Takes the comments between `/*` and `*/` that stand before a block in its line.
fn before_block<'t>(cursor: &mut Cursor<'t>, start: usize) -> Option<LineKind<'t>> {
    let mut ahead = *cursor;
    let mut kind = LineKind::Blank;
    while ahead.long_comment() {
        kind = LineKind::Comment;
        ahead.spaces();
    }
    if ahead.at() == start || head(&mut { ahead }).is_none() {
        return None;
    }
    *cursor = ahead;
    Some(kind)
}

/// `model User {`
fn head<'t>(cursor: &mut Cursor<'t>) -> Option<(Keyword, Located<&'t str>)> {
    let word = cursor.word()?;
    let keyword = Keyword::ALL.into_iter().find(|keyword| keyword.as_str() == word.value)?;
    cursor.spaces();
    let name = cursor.word()?;
    cursor.spaces();
    cursor.take("{").then_some((keyword, name))
}

fn block<'t>(cursor: &mut Cursor<'t>, found: &mut Vec<Diagnostic>) -> Option<Block<'t>> {
    let start = cursor.at();
    let mut ahead = *cursor;
    let (keyword, name) = head(&mut ahead)?;
    *cursor = ahead;
    check_name(keyword, &name, found);
    // Prisma reads nothing but a comment behind the brace.
    let brace = *cursor;
    let mut lines = Vec::new();
    if block::end(cursor).is_err() {
        *cursor = brace;
        let text = cursor.line();
        let message = format!("the lines of `{}` begin below its `{{`", name.value);
        let finding = Diagnostic::error(DiagnosticId::PrismaSyntax, message).at(cursor.since(brace.at()), "");
        let help = match text.trim_end().ends_with('}') {
            true => "write each part in a line of its own, the `}` too",
            false => "move this into the next line",
        };
        found.push(finding.help(help));
        if text.trim_end().ends_with('}') {
            return Some(Block { keyword, name, head: cursor.piece(start), lines, close: cursor.piece(cursor.at()) });
        }
    }
    cursor.newline();
    let head = cursor.piece(start);
    loop {
        let before = cursor.at();
        let mut ahead = *cursor;
        ahead.spaces();
        if ahead.take("}") {
            *cursor = ahead;
            return Some(Block { keyword, name, head, lines, close: cursor.piece(before) });
        }
        if ahead.is_at_end() || is_next_block(ahead) {
            let message = format!("the block `{}` is not closed", name.value);
            let finding = Diagnostic::error(DiagnosticId::PrismaSyntax, message).at(name.span, "opened here");
            found.push(finding.help("write `}` in a line of its own"));
            if ahead.is_at_end() && ahead.at() > before {
                lines.push(Line { piece: ahead.piece(before), kind: LineKind::Blank });
                *cursor = ahead;
            }
            return Some(Block { keyword, name, head, lines, close: cursor.piece(cursor.at()) });
        }
        lines.push(block::line(keyword, cursor, found));
    }
}

/// Whether another block is opened here, so that the one that is read was never closed.
fn is_next_block(mut cursor: Cursor<'_>) -> bool {
    head(&mut cursor).is_some()
}

fn check_name(keyword: Keyword, name: &Located<&str>, found: &mut Vec<Diagnostic>) {
    let what = keyword.as_str();
    let message = if name.starts_with(char::is_numeric) {
        format!("the name of this {what} begins with a letter")
    } else if name.contains('-') {
        format!("the name of this {what} has no `-`")
    } else {
        return;
    };
    let help = "keep the name in the database with `@@map(\"...\")`";
    found.push(Diagnostic::error(DiagnosticId::PrismaSyntax, message).at(name.span, "").help(help));
}
