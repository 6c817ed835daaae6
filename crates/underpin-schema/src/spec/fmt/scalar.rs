//! How a scalar is written: plain where that is safe, else in quotes, or as a block.

use std::fmt::Write;

use super::WIDTH;

/// Where a scalar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// On a line of its own, or behind a key in a block.
    Block,
    /// Between brackets.
    Flow,
}

/// Whether a text can be written without quotes and is read as the same text. Stricter than YAML 1.2, which need not be
/// known by heart to read a spec.
pub(super) fn is_plain(text: &str, context: Context) -> bool {
    let starts_well = text.chars().next().is_some_and(|first| !"-?:,[]{}#&*!|>'\"%@`=<".contains(first))
        || text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_alphanumeric()));
    starts_well
        && text.trim() == text
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("...")
        && text.chars().all(is_printable)
        && (context == Context::Block || !text.contains([',', '[', ']', '{', '}']))
}

/// Whether other readers of YAML would take the plain text for something else than text.
pub(super) fn looks_like_more_than_text(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let is_word = ["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(&word.as_str());
    let number = word.trim_start_matches(['+', '-', '.']);
    is_word || number.starts_with(|first: char| first.is_ascii_digit()) || ["inf", "nan"].contains(&number)
}

/// The text in quotes: double, or single where that saves backslashes.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && text.chars().all(is_printable) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        // Writing to a string cannot fail.
        let _ = match character {
            '"' | '\\' => write!(quoted, "\\{character}"),
            '\n' => write!(quoted, "\\n"),
            '\t' => write!(quoted, "\\t"),
            '\r' => write!(quoted, "\\r"),
            character if is_printable(character) => write!(quoted, "{character}"),
            character if u32::from(character) > 0xffff => write!(quoted, "\\U{:08x}", u32::from(character)),
            character => write!(quoted, "\\u{:04x}", u32::from(character)),
        };
    }
    quoted.push('"');
    quoted
}

/// The text as a block, its header first: as it stands (`|`), or folded (`>`) where its only line is too long. `None`
/// where it cannot be a block.
pub(super) fn block(text: &str, indent: usize) -> Option<Vec<String>> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let mark = if body.len() == text.len() { "-" } else { "" };
    let is_simple = !body.starts_with([' ', '\t', '\n'])
        && body.lines().last().is_some_and(|line| !line.trim().is_empty())
        && !body.ends_with('\n')
        && body.chars().all(|character| matches!(character, '\n' | '\t') || is_printable(character));
    if !is_simple {
        return None;
    }
    let is_long = !body.contains('\n') && indent + body.chars().count() > WIDTH;
    let folded = is_long.then(|| fold(body, WIDTH.saturating_sub(indent).max(40))).flatten();
    let (sign, lines) = match folded {
        Some(folded) => ('>', folded),
        None => ('|', body.split('\n').map(str::to_owned).collect()),
    };
    Some(std::iter::once(format!("{sign}{mark}")).chain(lines).collect())
}

/// A long line as several, broken at single spaces; `None` where a reader would not join them to the same line.
fn fold(text: &str, width: usize) -> Option<Vec<String>> {
    if text.contains("  ") || text.contains('\t') || text.ends_with(' ') {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    Some(lines)
}

/// Whether a character may stand for itself. Line ends of other alphabets, the byte order mark and control characters
/// are escaped: <https://yaml.org/spec/1.2.2/#51-character-set>.
fn is_printable(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
