//! The head of `migration.sql` and `down.sql`: what the file does, for the one who has to run it.

use std::fmt::{self, Write};

use askama::Template;

use super::{literal::Text, migration::Migration, text::block};
use crate::words::{Loss, Summary, one_line};

#[derive(Template)]
#[template(path = "migration.sql")]
struct Up<'a> {
    id: String,
    project: String,
    after: String,
    summary: Commented<&'a Summary>,
}

#[derive(Template)]
#[template(path = "down.sql")]
struct Down<'a> {
    id: String,
    project: String,
    title: &'a str,
    body: Commented<String>,
}

/// The head of `migration.sql`.
pub(super) fn up(migration: &Migration<'_>, summary: &Summary) -> String {
    let after = match migration.parent {
        Some(parent) => one_line(parent),
        None => "nothing: it is the first".to_owned(),
    };
    let template =
        Up { id: one_line(migration.id), project: one_line(migration.project), after, summary: Commented(summary) };
    rendered(&template)
}

/// The head of `down.sql`.
pub(super) fn down(migration: &Migration<'_>, summary: &Summary) -> String {
    let body = if summary.irreversible.is_empty() {
        summary.down.to_string()
    } else {
        let mut lines = "It refuses to run, because it cannot bring back:\n".to_owned();
        for loss in &summary.irreversible {
            // Writing to a String cannot fail.
            let _ = writeln!(lines, "  {loss}");
        }
        lines
    };
    let template = Down {
        id: one_line(migration.id),
        project: one_line(migration.project),
        title: &summary.title,
        body: Commented(body),
    };
    rendered(&template)
}

/// Writes the statement that refuses. It is the only one of the file.
/// <https://www.postgresql.org/docs/current/plpgsql-errors-and-messages.html>
pub(super) fn refuse(text: &mut String, migration: &Migration<'_>, summary: &Summary) {
    let mut detail = String::new();
    for Loss { object, reason } in &summary.irreversible {
        let gap = if detail.is_empty() { "" } else { "; " };
        let _ = write!(detail, "{gap}{object}: {reason}");
    }
    let message = format!("the migration {} cannot be taken back", one_line(migration.id));
    let hint = "Write a new migration that goes forward, or restore a backup.";
    // USING takes expressions, unlike the format string after EXCEPTION, in which `%` has a meaning.
    let body = format!(
        "BEGIN\n    RAISE EXCEPTION USING\n        MESSAGE = {},\n        DETAIL = {},\n        HINT = {};\nEND",
        Text(&message),
        Text(&detail),
        Text(hint),
    );
    let _ = writeln!(text, "DO {};", block(&body));
}

fn rendered(template: &impl Template) -> String {
    let mut text = String::with_capacity(4096);
    // It fails only where a Display of ours or the String does, and neither does.
    let _ = template.render_into(&mut text);
    text.push('\n');
    text
}

/// A text of several lines, each behind `--`.
struct Commented<T>(T);

impl<T: fmt::Display> fmt::Display for Commented<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        for (at, line) in text.lines().enumerate() {
            let gap = if at > 0 { "\n" } else { "" };
            // Once more: a line of a comment must not end before its end.
            let line = one_line(line);
            write!(f, "{gap}--{}{line}", if line.is_empty() { "" } else { " " })?;
        }
        Ok(())
    }
}
