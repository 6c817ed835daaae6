//! Unified diffs with colours.

use std::{fmt::Write, time::Duration};

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use super::visible;

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const HEAD: Style = Style::new().bold();
const HUNK: Style = AnsiColor::Cyan.on_default();

/// After how long a diff may be coarser than the smallest.
const PATIENCE: Duration = Duration::from_millis(500);

/// The difference between two texts in the form that `patch` reads; empty where there is none. `None` is a file that
/// is not there.
pub fn unified(path: &str, old: Option<&str>, new: Option<&str>) -> String {
    let mut out = String::new();
    if old == new {
        return out;
    }
    let name = |text: Option<&str>, side: &str| match text {
        Some(_) => format!("{side}/{}", visible(path)),
        None => "/dev/null".to_owned(),
    };
    // Writing to a string does not fail.
    let _ = writeln!(out, "{HEAD}--- {}{HEAD:#}", name(old, "a"));
    let _ = writeln!(out, "{HEAD}+++ {}{HEAD:#}", name(new, "b"));
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old.unwrap_or_default(), new.unwrap_or_default());
    for hunk in diff.unified_diff().iter_hunks() {
        let _ = writeln!(out, "{HUNK}{}{HUNK:#}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Equal => (' ', Style::new()),
                ChangeTag::Delete => ('-', REMOVED),
                ChangeTag::Insert => ('+', ADDED),
            };
            let line: &str = change.value();
            let _ = writeln!(out, "{style}{sign}{}{style:#}", visible(line.trim_end_matches(['\n', '\r'])));
            if change.missing_newline() {
                let _ = writeln!(out, "\\ No newline at end of file");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_changed_line_is_shown_with_its_place() {
        let text = plain(&unified("x.sql", Some("a\nb\nc\n"), Some("a\nB\nc\n")));
        assert_eq!(text, "--- a/x.sql\n+++ b/x.sql\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
    }

    #[test]
    fn a_new_file_comes_from_nowhere() {
        assert_eq!(plain(&unified("x", None, Some("a\n"))), "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n");
        assert_eq!(unified("x", Some("a"), Some("a")), "");
    }
}
