//! Values and arguments. They stand within one line: Prisma reads no line end between brackets.

use super::cursor::Cursor;
use super::text;
use super::tree::{Argument, Value, ValueKind};
use crate::Located;

/// How deep values may stand in one another. Prisma has a use for three levels.
const DEEPEST: usize = 32;

/// What is wrong at the cursor.
pub(super) type Mistake = String;

/// Takes a value.
pub(super) fn take<'t>(cursor: &mut Cursor<'t>) -> Result<Value<'t>, Mistake> {
    nested(cursor, 0)
}

/// Takes `(...)` where it stands here.
pub(super) fn take_arguments<'t>(cursor: &mut Cursor<'t>) -> Result<Vec<Argument<'t>>, Mistake> {
    arguments(cursor, 0)
}

fn nested<'t>(cursor: &mut Cursor<'t>, depth: usize) -> Result<Value<'t>, Mistake> {
    if depth > DEEPEST {
        return Err(format!("values within values, more than {DEEPEST} deep"));
    }
    let start = cursor.at();
    let kind = match cursor.peek() {
        Some('"') => ValueKind::Text(text::take(cursor)?),
        Some('[') => {
            cursor.take("[");
            ValueKind::List(listed(cursor, "]", |cursor| nested(cursor, depth + 1))?)
        }
        Some('{') => {
            cursor.take("{");
            ValueKind::Map(listed(cursor, "}", |cursor| entry(cursor, depth + 1))?)
        }
        Some(c) if c == '-' || c.is_ascii_digit() => match number(cursor) {
            Some(number) => ValueKind::Number(number),
            None => return Err("a number that is none".to_owned()),
        },
        _ => {
            let Some(path) = cursor.path() else { return Err("a value is missing".to_owned()) };
            let after = *cursor;
            cursor.spaces();
            if cursor.peek() == Some('(') {
                ValueKind::Call(path.value, arguments(cursor, depth)?)
            } else {
                *cursor = after;
                ValueKind::Word(path.value)
            }
        }
    };
    Ok(Value { span: cursor.since(start), kind })
}

fn arguments<'t>(cursor: &mut Cursor<'t>, depth: usize) -> Result<Vec<Argument<'t>>, Mistake> {
    if !cursor.take("(") {
        return Ok(Vec::new());
    }
    listed(cursor, ")", |cursor| {
        let before = *cursor;
        if let Some(name) = cursor.word() {
            cursor.spaces();
            if cursor.take(":") {
                cursor.spaces();
                return Ok(Argument { name: Some(name), value: nested(cursor, depth + 1)? });
            }
        }
        *cursor = before;
        Ok(Argument { name: None, value: nested(cursor, depth + 1)? })
    })
}

fn entry<'t>(cursor: &mut Cursor<'t>, depth: usize) -> Result<(Located<&'t str>, Value<'t>), Mistake> {
    let Some(name) = cursor.word() else { return Err("a name is missing".to_owned()) };
    cursor.spaces();
    if !cursor.take(":") {
        return Err(format!("a `:` is missing behind `{}`", name.value));
    }
    cursor.spaces();
    Ok((name, nested(cursor, depth)?))
}

/// Takes items with commas between them, up to a closing bracket.
fn listed<'t, T>(
    cursor: &mut Cursor<'t>,
    close: &str,
    mut item: impl FnMut(&mut Cursor<'t>) -> Result<T, Mistake>,
) -> Result<Vec<T>, Mistake> {
    let mut items = Vec::new();
    cursor.spaces();
    if cursor.take(close) {
        return Ok(items);
    }
    loop {
        items.push(item(cursor)?);
        cursor.spaces();
        if cursor.take(close) {
            return Ok(items);
        }
        if cursor.is_at_newline() {
            return Err(format!("a `{close}` is missing: what stands between brackets ends in its line"));
        }
        if !cursor.take(",") {
            return Err(format!("a `,` or `{close}` is missing"));
        }
        cursor.spaces();
        if cursor.rest().starts_with(close) {
            return Err(format!("nothing follows the comma before `{close}`"));
        }
    }
}

/// `1`, `-1`, `1.5`
fn number<'t>(cursor: &mut Cursor<'t>) -> Option<&'t str> {
    let start = cursor.at();
    cursor.take("-");
    if cursor.take_while(|c| c.is_ascii_digit()).is_empty() {
        return None;
    }
    let whole = *cursor;
    if !cursor.take(".") || cursor.take_while(|c| c.is_ascii_digit()).is_empty() {
        *cursor = whole;
    }
    // `1e5` and `1st` are neither numbers nor names.
    (!cursor.peek().is_some_and(|c| c.is_alphanumeric() || c == '_')).then(|| cursor.text_since(start))
}
