//! Texts between quotes.

use std::borrow::Cow;

use super::cursor::Cursor;

/// Takes a text between quotes and gives what it says; an error names what is wrong, at the cursor. Escapes are those of
/// JSON; line ends and tabs have to be written as such.
pub(super) fn take<'t>(cursor: &mut Cursor<'t>) -> Result<Cow<'t, str>, String> {
    let start = cursor.at() + 1;
    cursor.take("\"");
    let mut said: Option<String> = None;
    loop {
        let plain = cursor.take_while(|c| c != '"' && c != '\\' && c >= ' ');
        if let Some(said) = &mut said {
            said.push_str(plain);
        }
        if cursor.take("\"") {
            let raw = cursor.text_since(start);
            return Ok(said.map_or(Cow::Borrowed(&raw[..raw.len() - 1]), Cow::Owned));
        }
        if cursor.peek() != Some('\\') {
            return Err("a text that does not end in its line".to_owned());
        }
        let before = cursor.text_since(start);
        let said = said.get_or_insert_with(|| before.to_owned());
        said.push(escape(cursor)?);
    }
}

fn escape(cursor: &mut Cursor<'_>) -> Result<char, String> {
    let simple = [
        ("\\\"", '"'),
        ("\\\\", '\\'),
        ("\\/", '/'),
        ("\\b", '\u{8}'),
        ("\\f", '\u{c}'),
        ("\\n", '\n'),
        ("\\r", '\r'),
        ("\\t", '\t'),
    ];
    if let Some((_, meant)) = simple.iter().find(|(written, _)| cursor.take(written)) {
        return Ok(*meant);
    }
    let unknown = || "an escape that is none; for a backslash write two".to_owned();
    let high = unit(cursor).ok_or_else(unknown)?;
    match high {
        // A character beyond the first 65,536 is written as two, as in JSON.
        0xd800..=0xdbff => {
            let low = unit(cursor).filter(|low| (0xdc00..=0xdfff).contains(low)).ok_or_else(unknown)?;
            char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).ok_or_else(unknown)
        }
        _ => char::from_u32(high).ok_or_else(unknown),
    }
}

/// `\u00e9`
fn unit(cursor: &mut Cursor<'_>) -> Option<u32> {
    let digits = cursor.rest().strip_prefix("\\u")?.get(..4)?;
    let value = digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())??;
    cursor.take("\\u");
    cursor.take(digits);
    Some(value)
}
