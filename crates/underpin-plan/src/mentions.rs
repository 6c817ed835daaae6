//! What SQL text mentions: a scan over its tokens that knows strings, comments and quotes, and nothing of the grammar.
//!
//! It decides in which order statements run, so it may name too much but should miss nothing that is spelled plainly;
//! what text builds at run time (`EXECUTE`, names inside of strings) is for `depends:` to say.
//! <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>

mod renamed;

use std::borrow::Cow;

use underpin_schema::{Name, QName};

use crate::Pair;

pub(crate) use renamed::{
    cast_renamed, reads, relation_renamed, sequence_renamed, subquery_column_renamed, type_renamed,
};

/// One thing that a text mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mention<'t> {
    /// A name, folded to lower case unless it was quoted.
    Name(MentionedName<'t>),
    /// The contents of a string literal.
    Text(Cow<'t, str>),
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MentionedName<'t> {
    /// What stands before its dot.
    pub(crate) qualifier: Option<Cow<'t, str>>,
    /// The name itself.
    pub(crate) name: Cow<'t, str>,
    /// Where it stands.
    pub(crate) place: Place,
}

/// Where a name stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Right before an opening parenthesis: a function, or a table in `INSERT INTO t (a)`.
    Call,
    /// After AS: the name of an alias, or a type in `CAST(x AS t)`.
    Alias,
    /// Before a dot: what the name after the dot belongs to.
    Owner,
    /// Anywhere else.
    Plain,
}

/// Everything that a text mentions, in its order.
pub(crate) fn mentions(text: &str) -> Vec<Mention<'_>> {
    let tokens: Vec<_> = Tokens { text, at: 0 }.collect();
    let mut found = Vec::new();
    let mut at = 0;
    let mut after_as = false;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let name = match token {
            Token::Text(text) => {
                found.push(Mention::Text(text.clone()));
                after_as = false;
                continue;
            }
            Token::Symbol(_) => {
                after_as = false;
                continue;
            }
            Token::Name(name) | Token::Quoted(name) => name,
        };
        if matches!(token, Token::Name(name) if name == "as") {
            after_as = true;
            continue;
        }
        let mut chain = vec![name.clone()];
        while let (Some(Token::Symbol(b'.')), Some(Token::Name(next) | Token::Quoted(next))) =
            (tokens.get(at), tokens.get(at + 1))
        {
            chain.push(next.clone());
            at += 2;
        }
        let end = match tokens.get(at) {
            _ if after_as => Place::Alias,
            Some(Token::Symbol(b'(')) => Place::Call,
            Some(Token::Symbol(_) | Token::Name(_) | Token::Quoted(_) | Token::Text(_)) | None => Place::Plain,
        };
        after_as = false;
        let last = chain.len() - 1;
        for (index, name) in chain.iter().enumerate() {
            found.push(Mention::Name(MentionedName {
                qualifier: index.checked_sub(1).map(|before| chain[before].clone()),
                name: name.clone(),
                place: if index == last { end } else { Place::Owner },
            }));
        }
    }
    found
}

/// The sequence that the contents of a string literal may name, as in `nextval('s')`: read as SQL reads a name.
/// <https://www.postgresql.org/docs/current/datatype-oid.html>
pub(crate) fn sequence_called(text: &str) -> Option<QName> {
    let mut tokens = Tokens { text, at: 0 };
    let name = |token: Option<Token<'_>>| match token {
        Some(Token::Name(name) | Token::Quoted(name)) => Some(name.into_owned()),
        Some(Token::Symbol(_) | Token::Text(_)) | None => None,
    };
    let first = name(tokens.next())?;
    match tokens.next() {
        None => Some(QName::public(first)),
        Some(Token::Symbol(b'.')) => {
            let second = name(tokens.next())?;
            tokens.next().is_none().then(|| QName::new(first, second))
        }
        Some(Token::Symbol(_) | Token::Name(_) | Token::Quoted(_) | Token::Text(_)) => None,
    }
}

/// Whether a query takes in columns that it does not name: a star, a natural join, or `TABLE t`. A star that multiplies or
/// counts does not.
pub(crate) fn takes_all(text: &str) -> bool {
    let tokens: Vec<_> = Tokens { text, at: 0 }.collect();
    let word = |token: &Token<'_>, words: &[&str]| matches!(token, Token::Name(name) if words.contains(&name.as_ref()));
    let stars = |at: usize| match at.checked_sub(1).map(|before| &tokens[before]) {
        Some(Token::Symbol(b',' | b'.')) => true,
        // `DISTINCT ON (a) *`, which `(a + b) * c` looks like until what follows.
        Some(Token::Symbol(b')')) => match tokens.get(at + 1) {
            None | Some(Token::Symbol(b',' | b')')) => true,
            Some(next) => word(next, &["from"]),
        },
        Some(before) => word(before, &["select", "distinct", "all", "returning"]),
        None => false,
    };
    tokens.iter().enumerate().any(|(at, token)| match token {
        Token::Symbol(b'*') => stars(at),
        Token::Symbol(_) | Token::Quoted(_) | Token::Text(_) => false,
        Token::Name(_) => word(token, &["natural", "table"]),
    })
}

/// The names of all functions that a text calls, without those that are quoted or qualified being told apart.
pub(crate) fn calls(text: &str) -> impl Iterator<Item = String> {
    mentions(text).into_iter().filter_map(|mention| match mention {
        Mention::Name(MentionedName { qualifier: _, name, place: Place::Call }) => Some(name.into_owned()),
        Mention::Name(MentionedName { qualifier: _, name: _, place: Place::Alias | Place::Owner | Place::Plain })
        | Mention::Text(_) => None,
    })
}

/// Whether what an expression gives may differ from row to row: it names a column, or asks a table. It may say so of a constant;
/// of what reads a row it says nothing else.
pub(crate) fn is_of_rows(text: &str) -> bool {
    let mut cast = 0;
    let mut tokens = Tokens { text, at: 0 };
    while let Some(token) = tokens.next() {
        let called = || tokens.text[tokens.at..].trim_start().starts_with('(');
        match &token {
            // `::` and what follows it up to the end of the type's name.
            Token::Symbol(b':') => cast += 1,
            Token::Symbol(b'.') if cast == 2 => {}
            Token::Symbol(_) | Token::Text(_) => cast = 0,
            Token::Name(_) | Token::Quoted(_) if cast == 2 => {}
            Token::Name(name) if CONSTANTS.contains(&name.as_ref()) => {}
            Token::Name(_) | Token::Quoted(_) if !called() => return true,
            Token::Name(_) | Token::Quoted(_) => {}
        }
    }
    false
}

/// Words that are the same for every row of a statement.
const CONSTANTS: &[&str] = &[
    "true",
    "false",
    "null",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "current_role",
    "localtime",
    "localtimestamp",
    "session_user",
];

/// The first word of each statement of a text, in lower case.
pub(crate) fn first_words(text: &str) -> impl Iterator<Item = String> {
    let mut first = true;
    Tokens { text, at: 0 }.filter_map(move |token| match token {
        Token::Symbol(b';') => {
            first = true;
            None
        }
        Token::Name(name) if first => {
            first = false;
            Some(name.into_owned())
        }
        Token::Name(_) | Token::Quoted(_) | Token::Text(_) | Token::Symbol(_) => {
            first = false;
            None
        }
    })
}

/// The text with a column under its new name, where it mentions the column.
pub(crate) fn column_renamed(text: &str, names: Pair<&Name>) -> Option<String> {
    rewritten(text, |token, after| match token {
        Token::Name(name) | Token::Quoted(name) if name == names.old.as_str() && after != Some(b'(') => {
            Some(identifier(names.new))
        }
        Token::Name(_) | Token::Quoted(_) | Token::Text(_) | Token::Symbol(_) => None,
    })
}

/// The text with a label of an enum type under its new name, where it spells it. A text that casts to `text` is left as it
/// is: there the label is no constant of the type, and nothing follows.
pub(crate) fn label_renamed(text: &str, names: Pair<&Name>) -> Option<String> {
    let as_text = |mention: &Mention<'_>| match mention {
        Mention::Name(name) => matches!(name.name.as_ref(), "text" | "varchar" | "char" | "character"),
        Mention::Text(_) => false,
    };
    if mentions(text).iter().any(as_text) {
        return None;
    }
    rewritten(text, |token, _| match token {
        Token::Text(label) if label == names.old.as_str() => Some(format!("'{}'", names.new.replace('\'', "''"))),
        Token::Text(_) | Token::Name(_) | Token::Quoted(_) | Token::Symbol(_) => None,
    })
}

/// A name as SQL spells it: without quotes where it needs none.
pub(crate) fn identifier(name: &str) -> String {
    let plain = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase() || byte == b'_')
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// The text with some of its tokens replaced; nothing where none is. `replace` is told what byte follows the token.
fn rewritten(text: &str, replace: impl Fn(&Token<'_>, Option<u8>) -> Option<String>) -> Option<String> {
    let mut tokens = Tokens { text, at: 0 };
    let mut out = String::new();
    let mut copied = 0;
    loop {
        tokens.skip_space();
        let start = tokens.at;
        let Some(token) = tokens.next() else { break };
        let end = tokens.at;
        let after = text.as_bytes()[end..].iter().copied().find(|byte| !byte.is_ascii_whitespace());
        if let Some(new) = replace(&token, after) {
            out.push_str(&text[copied..start]);
            out.push_str(&new);
            copied = end;
        }
    }
    (copied > 0).then(|| out + &text[copied..])
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'t> {
    /// An identifier or key word in lower case.
    Name(Cow<'t, str>),
    /// An identifier between double quotes.
    Quoted(Cow<'t, str>),
    /// A string.
    Text(Cow<'t, str>),
    /// Anything else: one byte of it; a number is `0`.
    Symbol(u8),
}

struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        self.skip_space();
        let bytes = self.text.as_bytes();
        let start = self.at;
        match *bytes.get(start)? {
            b'\'' => Some(Token::Text(self.quoted(b'\'', Escapes::Doubled))),
            b'"' => Some(Token::Quoted(self.quoted(b'"', Escapes::Doubled))),
            b'$' => Some(self.dollar()),
            byte if is_name_start(byte) => {
                let word = self.take(is_name_part);
                match (word, bytes.get(self.at)) {
                    ("e" | "E", Some(b'\'')) => Some(Token::Text(self.quoted(b'\'', Escapes::Backslash))),
                    ("b" | "B" | "x" | "X" | "n" | "N", Some(b'\'')) => {
                        Some(Token::Text(self.quoted(b'\'', Escapes::Doubled)))
                    }
                    ("u" | "U", Some(b'&')) => match bytes.get(self.at + 1) {
                        Some(b'\'') => {
                            self.at += 1;
                            Some(Token::Text(self.quoted(b'\'', Escapes::Doubled)))
                        }
                        Some(b'"') => {
                            self.at += 1;
                            Some(Token::Quoted(self.quoted(b'"', Escapes::Doubled)))
                        }
                        _ => Some(Token::Name(folded(word))),
                    },
                    _ => Some(Token::Name(folded(word))),
                }
            }
            byte if byte.is_ascii_digit() => {
                self.take(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
                Some(Token::Symbol(b'0'))
            }
            byte => {
                self.at += 1;
                Some(Token::Symbol(byte))
            }
        }
    }
}

/// How a quoted text says its own quote.
#[derive(Clone, Copy, PartialEq)]
enum Escapes {
    /// Twice.
    Doubled,
    /// Twice, or after a backslash.
    Backslash,
}

impl<'t> Tokens<'t> {
    fn take(&mut self, while_true: impl Fn(u8) -> bool) -> &'t str {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        self.at += rest.iter().position(|&byte| !while_true(byte)).unwrap_or(rest.len());
        &self.text[start..self.at]
    }

    /// White space and comments; block comments nest.
    fn skip_space(&mut self) {
        loop {
            self.take(|byte| byte.is_ascii_whitespace() || byte == 0x0b);
            let rest = &self.text.as_bytes()[self.at..];
            if rest.starts_with(b"--") {
                self.take(|byte| byte != b'\n');
            } else if rest.starts_with(b"/*") {
                let mut depth = 0usize;
                while let Some(rest) = self.text.as_bytes().get(self.at..).filter(|rest| !rest.is_empty()) {
                    if rest.starts_with(b"/*") {
                        depth += 1;
                        self.at += 2;
                    } else if rest.starts_with(b"*/") {
                        depth -= 1;
                        self.at += 2;
                        if depth == 0 {
                            break;
                        }
                    } else {
                        self.at += 1;
                    }
                }
            } else {
                return;
            }
        }
    }

    /// What stands between quotes, which the scan is at; to the end of the text where it is not closed.
    fn quoted(&mut self, quote: u8, escapes: Escapes) -> Cow<'t, str> {
        let bytes = self.text.as_bytes();
        let mut from = self.at + 1;
        let mut value = Cow::Borrowed("");
        let mut at = from;
        loop {
            match bytes.get(at) {
                None => {
                    self.at = at;
                    value += &self.text[from..];
                    return value;
                }
                Some(b'\\') if escapes == Escapes::Backslash => {
                    value += &self.text[from..at];
                    from = at + 1;
                    // The character after it stands for itself; what `\n` means matters to no name.
                    at = from + usize::from(from < bytes.len() && bytes[from].is_ascii());
                }
                Some(byte) if *byte == quote && bytes.get(at + 1) == Some(&quote) => {
                    value += &self.text[from..=at];
                    at += 2;
                    from = at;
                }
                Some(byte) if *byte == quote => {
                    self.at = at + 1;
                    value += &self.text[from..at];
                    return value;
                }
                Some(_) => at += 1,
            }
        }
    }

    /// A dollar-quoted string, or the `$` of a parameter.
    fn dollar(&mut self) -> Token<'t> {
        let start = self.at;
        self.at += 1;
        let tag = self.take(|byte| is_name_part(byte) && byte != b'$');
        let opened = self.text.as_bytes().get(self.at) == Some(&b'$') && !tag.starts_with(|c: char| c.is_ascii_digit());
        if !opened {
            return Token::Symbol(b'$');
        }
        self.at += 1;
        let fence = &self.text[start..self.at];
        let rest = &self.text[self.at..];
        let (body, skip) = match rest.find(fence) {
            Some(end) => (&rest[..end], end + fence.len()),
            None => (rest, rest.len()),
        };
        self.at += skip;
        Token::Text(Cow::Borrowed(body))
    }
}

fn folded(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

fn is_name_part(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

#[cfg(test)]
mod tests;
