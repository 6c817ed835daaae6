//! A script as the list of its statements.

/// The statements of a script, without the comments before them and without their semicolons.
///
/// Only what hides a semicolon is looked at: strings, quoted names, dollar quotes, comments, parentheses, and the bodies
/// between BEGIN ATOMIC and END. <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>
pub(crate) fn statements(script: &str) -> Vec<&str> {
    let mut cursor = Cursor { text: script, at: 0 };
    let mut found = Vec::new();
    loop {
        cursor.skip_blank();
        if cursor.rest().is_empty() {
            return found;
        }
        let start = cursor.at;
        let end = cursor.skip_statement();
        let statement = script[start..end].trim_end();
        if !statement.is_empty() {
            found.push(statement);
        }
    }
}

/// The first statement at or after a place: where it begins, where it ends, and where to go on after its semicolon. What
/// begins with a backslash is none, but is given as one where it stands alone: psql takes such a line for itself.
pub(crate) fn statement_at(script: &str, at: usize) -> Option<[usize; 3]> {
    let mut cursor = Cursor { text: script, at };
    cursor.skip_blank();
    let start = cursor.at;
    if cursor.rest().is_empty() {
        return None;
    }
    if cursor.rest().starts_with('\\') {
        let end = cursor.rest().find('\n').map_or(script.len(), |line| start + line);
        return Some([start, end, end]);
    }
    let end = cursor.skip_statement();
    Some([start, start + script[start..end].trim_end().len(), cursor.at])
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes on to the next character that is neither white space nor in a comment.
    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            if blank == 0 && !self.skip_comment() {
                return;
            }
        }
    }

    fn skip_comment(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with("--") {
            self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
            return true;
        }
        if !rest.starts_with("/*") {
            return false;
        }
        // These nest, unlike those of other languages.
        let mut depth = 0_usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return true;
                }
            } else {
                match rest.chars().next() {
                    Some(letter) => self.at += letter.len_utf8(),
                    None => return true,
                }
            }
        }
    }

    /// Goes past the semicolon, and says where the statement ends before it.
    fn skip_statement(&mut self) -> usize {
        let (mut parentheses, mut blocks) = (0_usize, 0_usize);
        let mut before = "";
        loop {
            if self.skip_comment() {
                continue;
            }
            let rest = self.rest();
            let Some(letter) = rest.chars().next() else { return self.at };
            match letter {
                ';' if parentheses == 0 && blocks == 0 => {
                    self.at += 1;
                    return self.at - 1;
                }
                '(' => parentheses += 1,
                ')' => parentheses = parentheses.saturating_sub(1),
                '\'' => {
                    let escapes = before.eq_ignore_ascii_case("e") && self.text[..self.at].ends_with(before);
                    self.skip_quoted('\'', if escapes { Escapes::Backslash } else { Escapes::None });
                    continue;
                }
                '"' => {
                    self.skip_quoted('"', Escapes::None);
                    continue;
                }
                '$' if self.skip_dollar_quoted() => continue,
                _ if letter.is_alphabetic() || letter == '_' => {
                    let word = self.word();
                    if before.eq_ignore_ascii_case("begin") && word.eq_ignore_ascii_case("atomic")
                        || blocks > 0 && word.eq_ignore_ascii_case("case")
                    {
                        blocks += 1;
                    } else if word.eq_ignore_ascii_case("end") {
                        blocks = blocks.saturating_sub(1);
                    }
                    before = word;
                    continue;
                }
                _ => {}
            }
            self.at += letter.len_utf8();
        }
    }

    /// A word with the digits and dollar signs in it, which open no quote there.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let inside = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
        let word = &rest[..rest.find(|letter| !inside(letter)).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// A doubled quote reads as the end of one text and the start of the next, which comes to the same here.
    fn skip_quoted(&mut self, quote: char, escapes: Escapes) {
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            if letter == '\\' && escapes == Escapes::Backslash {
                letters.next();
            } else if letter == quote {
                self.at += at + 1;
                // Doubled within a text with escapes, it must not lose them.
                if escapes == Escapes::Backslash && self.rest().starts_with(quote) {
                    self.skip_quoted(quote, escapes);
                }
                return;
            }
        }
        self.at = self.text.len();
    }

    fn skip_dollar_quoted(&mut self) -> bool {
        let rest = self.rest();
        let Some(end) = rest[1..].find('$') else { return false };
        let tag = &rest[..end + 2];
        let name = &tag[1..tag.len() - 1];
        let is_name = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
            && !name.starts_with(|letter: char| letter.is_ascii_digit());
        if !is_name {
            return false;
        }
        let after = tag.len();
        self.at += rest[after..].find(tag).map_or(rest.len(), |end| after + end + tag.len());
        true
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    None,
    Backslash,
}

/// What a statement is to the transaction that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Border {
    Begin,
    Commit,
    /// A setting for what follows in the transaction.
    Setting,
    Neither,
}

/// Whether a statement begins or ends a transaction.
pub(crate) fn border(statement: &str) -> Border {
    let word = statement.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    let is = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    if is(&["begin", "start"]) {
        Border::Begin
    } else if is(&["commit", "end"]) {
        Border::Commit
    } else if is(&["set"]) {
        Border::Setting
    } else {
        Border::Neither
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_end_statements_only_where_they_are_bare() {
        for (script, expected) in [
            ("", &[] as &[&str]),
            ("-- only; a comment", &[]),
            ("BEGIN;\nSELECT 1 ;;\nCOMMIT", &["BEGIN", "SELECT 1", "COMMIT"]),
            ("SELECT ';''; ' ; SELECT \"a;\"\"b\"", &["SELECT ';''; '", "SELECT \"a;\"\"b\""]),
            (
                "SELECT E'\\';' ; SELECT 'a\\'; SELECT E'a'';\\'' ;",
                &["SELECT E'\\';'", "SELECT 'a\\'", "SELECT E'a'';\\''"],
            ),
            (
                "DO $$ BEGIN; END $$; DO $a$ $$; $b$ $a$; SELECT $1;",
                &["DO $$ BEGIN; END $$", "DO $a$ $$; $b$ $a$", "SELECT $1"],
            ),
            ("/* a /* ; */ ; */ SELECT /* ; */ 1; -- ;\nSELECT 2", &["SELECT /* ; */ 1", "SELECT 2"]),
            ("SELECT a$b$; SELECT c$b$", &["SELECT a$b$", "SELECT c$b$"]),
            (
                "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); x",
                &["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "x"],
            ),
            (
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; SELECT 3",
                &[
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END",
                    "SELECT 3",
                ],
            ),
            ("SELECT 'open; ", &["SELECT 'open;"]),
            ("SELECT $é$;$é$; ñ", &["SELECT $é$;$é$", "ñ"]),
        ] {
            assert_eq!(statements(script), expected, "{script}");
        }
    }

    #[test]
    fn borders_are_told_by_their_first_word() {
        for (statement, expected) in [
            ("BEGIN", Border::Begin),
            ("begin isolation level serializable", Border::Begin),
            ("COMMIT", Border::Commit),
            ("SET LOCAL row_security = off", Border::Setting),
            ("COMMENT ON TABLE t IS 'COMMIT'", Border::Neither),
            ("BEGINNING", Border::Neither),
        ] {
            assert_eq!(border(statement), expected, "{statement}");
        }
    }
}
