//! A migration's script in the parts that are done or not done as a whole.

use std::ops::Range;

use crate::{
    Error,
    prove::script::{Border, border, statements},
};

/// A script with its statements. Those that begin and end transactions are not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Script<'a> {
    pub(super) statements: Vec<&'a str>,
    pub(super) parts: Vec<Part>,
}

/// Statements that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Which of the statements.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What stands between BEGIN and COMMIT.
    Transaction,
    /// A statement outside of them.
    Alone,
}

impl<'a> Script<'a> {
    /// Reads a script.
    ///
    /// # Errors
    /// Where it takes back a transaction of its own: what was recorded with it would be taken back too.
    pub(super) fn read(text: &'a str) -> Result<Self, Error> {
        let mut script = Script { statements: Vec::new(), parts: Vec::new() };
        let mut open: Option<usize> = None;
        for statement in statements(text) {
            let at = script.statements.len();
            match (border(statement), open) {
                (Border::Begin, None) => open = Some(at),
                (Border::Commit, Some(start)) => {
                    script.add(start..at, Kind::Transaction);
                    open = None;
                }
                // PostgreSQL itself only warns of these. https://www.postgresql.org/docs/current/sql-begin.html
                (Border::Begin, Some(_)) | (Border::Commit, None) => {}
                (Border::Setting | Border::Neither, _) => {
                    if takes_back(statement) {
                        return Err(Error::Script { reason: "it rolls back a transaction".to_owned() });
                    }
                    script.statements.push(statement);
                    if open.is_none() {
                        script.add(at..at + 1, Kind::Alone);
                    }
                }
            }
        }
        if let Some(start) = open {
            script.add(start..script.statements.len(), Kind::Transaction);
        }
        Ok(script)
    }

    fn add(&mut self, range: Range<usize>, kind: Kind) {
        if !range.is_empty() {
            self.parts.push(Part { range, kind });
        }
    }
}

fn takes_back(statement: &str) -> bool {
    let mut words = statement.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_ascii_lowercase();
    let to_savepoint = words.any(|word| word.eq_ignore_ascii_case("to"));
    ["rollback", "abort"].contains(&first.as_str()) && !to_savepoint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_stands_between_begin_and_commit() {
        let script =
            Script::read("-- a\nBEGIN;\nA;\nSET LOCAL x = 1;\nCOMMIT;\nB;\nC;\nBEGIN;\nCOMMIT;\nBEGIN; D").unwrap();
        assert_eq!(script.statements, ["A", "SET LOCAL x = 1", "B", "C", "D"]);
        let parts: Vec<_> = script.parts.iter().map(|part| (part.range.clone(), part.kind)).collect();
        let expected = [(0..2, Kind::Transaction), (2..3, Kind::Alone), (3..4, Kind::Alone), (4..5, Kind::Transaction)];
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_script_that_rolls_back_is_refused() {
        assert!(Script::read("BEGIN; A; ROLLBACK; B").is_err());
        assert!(Script::read("BEGIN; SAVEPOINT s; ROLLBACK TO SAVEPOINT s; COMMIT").is_ok());
    }
}
