//! Queries with the rows that they must give, written below them as comments.
//!
//! A paragraph of comments right after a statement is what it must give: a line for each row, the values set apart by
//! ` | `, NULL as `NULL`, an empty text as `''`; `(no rows)`; or `error: ` with a part of the server's message. A
//! paragraph of comments after a blank line is for the reader.

use underpin_db::{Database, Error};

/// A statement with what it must give.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    /// The statement.
    pub sql: String,
    /// The lines below it; nothing where it only has to pass.
    pub expected: Vec<String>,
}

/// The claims of a block.
pub fn claims(text: &str) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    let mut sql = String::new();
    // Whether a comment belongs to the statement that was closed last.
    let mut answers = false;
    for line in text.lines() {
        let comment = line.strip_prefix("--").map(|text| text.strip_prefix(' ').unwrap_or(text));
        match comment {
            Some(row) if answers => {
                claims.last_mut().expect("a statement before its answers").expected.push(row.trim_end().to_owned());
            }
            Some(_) if sql.trim().is_empty() => {}
            Some(_) | None => {
                if line.trim().is_empty() && sql.trim().is_empty() {
                    answers = false;
                    continue;
                }
                answers = false;
                sql.push_str(line);
                sql.push('\n');
                if line.trim_end().ends_with(';') {
                    claims.push(Claim { sql: std::mem::take(&mut sql), expected: Vec::new() });
                    answers = true;
                }
            }
        }
    }
    assert!(sql.trim().is_empty(), "a statement has no end: {sql}");
    claims
}

/// Runs the claims in one transaction that is rolled back. What does not hold, in words.
pub fn check(database: &Database, claims: &[Claim]) -> Result<Vec<String>, Error> {
    database.execute("BEGIN")?;
    let mut wrong = Vec::new();
    for claim in claims {
        database.execute("SAVEPOINT claim")?;
        let given = match rows(database, &claim.sql) {
            Ok(rows) => rows,
            Err(error) => vec![format!("error: {error}")],
        };
        let kept = given.first().is_none_or(|line| !line.starts_with("error: "));
        database.execute(if kept { "RELEASE claim" } else { "ROLLBACK TO claim" })?;
        if !meets(&claim.expected, &given) {
            wrong.push(format!(
                "{}gives\n-- {}\nand not\n-- {}",
                claim.sql,
                given.join("\n-- "),
                claim.expected.join("\n-- ")
            ));
        }
    }
    database.execute("ROLLBACK")?;
    Ok(wrong)
}

fn meets(expected: &[String], given: &[String]) -> bool {
    match expected {
        [one] if one.starts_with("error: ") => {
            let part = one.trim_start_matches("error: ");
            given.len() == 1 && given[0].starts_with("error: ") && given[0].contains(part)
        }
        [one] if one == "(no rows)" => given.is_empty(),
        _ => expected == given,
    }
}

fn rows(database: &Database, sql: &str) -> Result<Vec<String>, Error> {
    database.with(|client| {
        let mut lines = Vec::new();
        for message in client.simple_query(sql)? {
            if let postgres::SimpleQueryMessage::Row(row) = message {
                let value = |at| match row.get(at) {
                    None => "NULL",
                    Some("") => "''",
                    Some(text) => text,
                };
                lines.push((0..row.len()).map(value).collect::<Vec<_>>().join(" | "));
            }
        }
        Ok(lines)
    })
}

#[test]
fn comments_below_a_statement_are_its_answer() {
    let text = "-- why\nSELECT 1;\n-- 1\n\n-- more\nSELECT a,\n  b\nFROM t;\n-- 2 | x\n-- 3 | ''\n";
    let claim = |sql: &str, expected: &[&str]| Claim {
        sql: sql.to_owned(),
        expected: expected.iter().map(|&line| line.to_owned()).collect(),
    };
    assert_eq!(claims(text), [claim("SELECT 1;\n", &["1"]), claim("SELECT a,\n  b\nFROM t;\n", &["2 | x", "3 | ''"])]);
}
