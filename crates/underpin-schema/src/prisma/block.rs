//! The lines within a block.

use super::cursor::Cursor;
use super::tree::{Attribute, EnumValue, Field, FieldArity, Keyword, Line, LineKind, Setting, TypeName, ValueKind};
use super::value::{self, Mistake};
use crate::{Diagnostic, DiagnosticId};

/// Takes one line of a block, which is not its last.
pub(super) fn line<'t>(keyword: Keyword, cursor: &mut Cursor<'t>, found: &mut Vec<Diagnostic>) -> Line<'t> {
    let start = cursor.at();
    let kind = match content(keyword, cursor) {
        Ok(kind) => kind,
        Err(mistake) => {
            found.push(report(keyword, mistake, *cursor, start));
            cursor.line();
            LineKind::Broken
        }
    };
    cursor.newline();
    Line { piece: cursor.piece(start), kind }
}

fn report(keyword: Keyword, mistake: Mistake, cursor: Cursor<'_>, start: usize) -> Diagnostic {
    let width = cursor.peek().filter(|_| !cursor.is_at_newline()).map_or(0, char::len_utf8);
    let at = cursor.at();
    // At the end of a line there is nothing to point at but the line itself.
    let span = if width == 0 { cursor.since(start) } else { cursor.span(at, at + width) };
    let help = match keyword {
        Keyword::Model | Keyword::View | Keyword::Type => {
            "a line here is a field, as `email String? @unique`, or an attribute, as `@@index([email])`"
        }
        Keyword::Enum => "a line here is a value, as `ACTIVE`, or an attribute, as `@@map(\"status\")`",
        Keyword::Datasource | Keyword::Generator => "a line here is a setting, as `provider = \"postgresql\"`",
    };
    Diagnostic::error(DiagnosticId::PrismaSyntax, mistake).at(span, "").help(help)
}

fn content<'t>(keyword: Keyword, cursor: &mut Cursor<'t>) -> Result<LineKind<'t>, Mistake> {
    cursor.spaces();
    if cursor.is_at_newline() {
        return Ok(LineKind::Blank);
    }
    if let Some(kind) = comment(cursor) {
        return Ok(kind);
    }
    // A comment may stand before a field in its line.
    while cursor.long_comment() {
        cursor.spaces();
    }
    if cursor.rest().starts_with("@@") {
        let mut attribute = attribute(cursor, "@@")?;
        attribute.doc = end(cursor)?;
        return match keyword {
            Keyword::Datasource | Keyword::Generator => Err("there are no attributes here".to_owned()),
            Keyword::Model | Keyword::View | Keyword::Type | Keyword::Enum => Ok(LineKind::Attribute(attribute)),
        };
    }
    match keyword {
        Keyword::Model | Keyword::View | Keyword::Type => field(cursor).map(LineKind::Field),
        Keyword::Enum => enum_value(cursor).map(LineKind::Value),
        Keyword::Datasource | Keyword::Generator => setting(cursor).map(LineKind::Setting),
    }
}

/// Takes a comment that fills the line.
pub(super) fn comment<'t>(cursor: &mut Cursor<'t>) -> Option<LineKind<'t>> {
    if cursor.take("///") {
        return Some(LineKind::Doc(doc_text(cursor.line())));
    }
    if cursor.take("//") {
        cursor.line();
        return Some(LineKind::Comment);
    }
    let before = *cursor;
    if cursor.long_comment() {
        cursor.spaces();
        if cursor.is_at_newline() {
            return Some(LineKind::Comment);
        }
        *cursor = before;
    }
    None
}

/// The text of a `///`, without the one space that stands before it.
fn doc_text(text: &str) -> &str {
    text.strip_prefix(' ').unwrap_or(text).trim_end()
}

/// Takes what may stand behind a field, value or attribute: a comment, of which the text of a `///` is given.
pub(super) fn end<'t>(cursor: &mut Cursor<'t>) -> Result<Option<&'t str>, Mistake> {
    cursor.spaces();
    if cursor.is_at_newline() {
        return Ok(None);
    }
    match comment(cursor) {
        Some(LineKind::Doc(text)) => Ok(Some(text)),
        Some(_) => Ok(None),
        None => Err("nothing can stand here but an attribute or a comment".to_owned()),
    }
}

/// Names are read with every letter that Unicode has; what Prisma refuses of them is said here.
fn checked<'t>(cursor: &mut Cursor<'t>, what: &str) -> Result<crate::Located<&'t str>, Mistake> {
    let before = *cursor;
    let Some(name) = cursor.word() else { return Err(format!("the name of {what} is missing")) };
    let mistake = if name.starts_with(char::is_numeric) {
        format!("the name of {what} begins with a letter")
    } else if name.contains('-') {
        format!("the name of {what} has no `-`")
    } else {
        return Ok(name);
    };
    *cursor = before;
    Err(mistake)
}

fn field<'t>(cursor: &mut Cursor<'t>) -> Result<Field<'t>, Mistake> {
    let name = checked(cursor, "a field")?;
    cursor.spaces();
    if cursor.peek() == Some(':') {
        return Err("a field is a name and a type with a space between them, without `:`".to_owned());
    }
    let start = cursor.at();
    let ty = match cursor.word() {
        None => return Err(format!("the type of `{}` is missing", name.value)),
        Some(word) if word.value == "Unsupported" && cursor.peek() == Some('(') => {
            let arguments = value::take_arguments(cursor)?;
            match arguments.as_slice() {
                [one] if one.name.is_none() => match &one.value.kind {
                    ValueKind::Text(text) => TypeName::Unsupported(text.clone().into_owned()),
                    ValueKind::Word(_)
                    | ValueKind::Number(_)
                    | ValueKind::Call(_, _)
                    | ValueKind::List(_)
                    | ValueKind::Map(_) => return Err("`Unsupported` takes a text".to_owned()),
                },
                _ => return Err("`Unsupported` takes one text".to_owned()),
            }
        }
        Some(word) => TypeName::Named(word.value),
    };
    let arity = arity(cursor)?;
    let ty_span = cursor.since(start);
    let (attributes, doc) = attributes(cursor)?;
    Ok(Field { name, ty, ty_span, arity, attributes, doc })
}

fn arity(cursor: &mut Cursor<'_>) -> Result<FieldArity, Mistake> {
    let before = *cursor;
    cursor.spaces();
    let arity = if cursor.take("[]") {
        FieldArity::List
    } else if cursor.take("?") {
        FieldArity::Optional
    } else if cursor.peek() == Some('!') {
        return Err("fields are required without `!`".to_owned());
    } else {
        *cursor = before;
        return Ok(FieldArity::Required);
    };
    let after = *cursor;
    cursor.spaces();
    match cursor.peek() {
        Some('?' | '[') => Err("a field is either a list or optional".to_owned()),
        Some(_) | None => {
            *cursor = after;
            Ok(arity)
        }
    }
}

fn enum_value<'t>(cursor: &mut Cursor<'t>) -> Result<EnumValue<'t>, Mistake> {
    let name = checked(cursor, "a value")?;
    let (attributes, doc) = attributes(cursor)?;
    Ok(EnumValue { name, attributes, doc })
}

/// Attributes up to the end of the line, and the doc behind them.
fn attributes<'t>(cursor: &mut Cursor<'t>) -> Result<(Vec<Attribute<'t>>, Option<&'t str>), Mistake> {
    let mut attributes = Vec::new();
    loop {
        cursor.spaces();
        if cursor.peek() != Some('@') {
            return Ok((attributes, end(cursor)?));
        }
        attributes.push(attribute(cursor, "@")?);
    }
}

fn attribute<'t>(cursor: &mut Cursor<'t>, mark: &str) -> Result<Attribute<'t>, Mistake> {
    let start = cursor.at();
    cursor.take(mark);
    cursor.spaces();
    let Some(name) = cursor.path() else { return Err("the name of an attribute is missing".to_owned()) };
    let mut after = *cursor;
    cursor.spaces();
    let mut arguments = Vec::new();
    if cursor.peek() == Some('(') {
        arguments = value::take_arguments(cursor)?;
        after = *cursor;
    }
    *cursor = after;
    Ok(Attribute { span: cursor.since(start), name, arguments, doc: None })
}

fn setting<'t>(cursor: &mut Cursor<'t>) -> Result<Setting<'t>, Mistake> {
    let Some(name) = cursor.word() else { return Err("the name of a setting is missing".to_owned()) };
    cursor.spaces();
    if !cursor.take("=") {
        return Err(format!("a `=` is missing behind `{}`", name.value));
    }
    cursor.spaces();
    if cursor.is_at_newline() {
        return Err(format!("`{}` has no value", name.value));
    }
    let value = value::take(cursor)?;
    end(cursor)?;
    Ok(Setting { name, value: Some(value) })
}
