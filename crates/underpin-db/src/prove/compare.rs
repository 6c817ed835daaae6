//! Two lots of rows, compared as wholes and without regard to their order: a key may have changed, and nothing else tells
//! one row from another.

use std::collections::HashMap;

use underpin_render::sql::Ident;
use underpin_schema::Name;

use super::{
    contents::TextRow,
    proof::{Findings, Telling},
};

/// How many differing rows of a table are shown.
const SHOWN: usize = 3;

/// What differs between the rows that are expected and those that are seen.
pub(super) struct Difference {
    /// Expected and not there.
    missing: Vec<TextRow>,
    /// There and not expected.
    extra: Vec<TextRow>,
    /// How many are missing, each as often as it is.
    count: i64,
}

/// Compares rows; nothing where they are the same.
pub(super) fn compare(
    expected: impl IntoIterator<Item = TextRow>,
    seen: impl IntoIterator<Item = TextRow>,
) -> Option<Difference> {
    let mut counts: HashMap<TextRow, i64> = HashMap::new();
    for row in expected {
        *counts.entry(row).or_default() += 1;
    }
    for row in seen {
        *counts.entry(row).or_default() -= 1;
    }
    let (mut missing, mut extra, mut count) = (Vec::new(), Vec::new(), 0);
    for (row, left) in counts {
        if left > 0 {
            missing.push(row);
            count += left;
        } else if left < 0 {
            extra.push(row);
        }
    }
    if missing.is_empty() && extra.is_empty() {
        return None;
    }
    missing.sort();
    extra.sort();
    Some(Difference { missing, extra, count })
}

impl Difference {
    /// Says what differs, with some rows.
    pub(super) fn tell(&self, subject: &str, names: &[&Name], findings: &mut Findings) {
        let Self { missing, extra, count } = self;
        let shown_rows = match findings.telling() {
            Telling::Values => SHOWN,
            Telling::NoValues => 0,
        };
        if missing.is_empty() {
            findings.against(format!("{subject}: {} rows that nothing accounts for", extra.len()));
            extra.iter().take(shown_rows).for_each(|row| findings.against(format!("{subject}: {}", shown(names, row))));
            return;
        }
        findings.against(format!("{subject}: {count} rows are not as expected"));
        for row in missing.iter().take(shown_rows) {
            // The seen row that has most in common tells best what went wrong.
            let nearest = extra.iter().max_by_key(|other| same(row, other));
            findings.against(match nearest {
                Some(other) => format!("{subject}: {}", difference(names, row, other)),
                None => format!("{subject}: a row is missing: {}", shown(names, row)),
            });
        }
    }
}

fn same(one: &TextRow, other: &TextRow) -> usize {
    one.iter().zip(other).filter(|(one, other)| one == other).count()
}

fn difference(names: &[&Name], expected: &TextRow, seen: &TextRow) -> String {
    let pairs = names.iter().zip(expected.iter().zip(seen)).filter(|(_, (expected, seen))| expected != seen);
    let part = |(name, (expected, seen)): (&&Name, _)| {
        format!("{} is {} where {} was expected", Ident(name), quoted(seen), quoted(expected))
    };
    pairs.map(part).collect::<Vec<_>>().join(", ")
}

fn shown(names: &[&Name], row: &TextRow) -> String {
    let parts = names.iter().zip(row).map(|(name, value)| format!("{} {}", Ident(name), quoted(value)));
    parts.collect::<Vec<_>>().join(", ")
}

/// A value as messages show it: short, and on one line.
fn quoted(value: &Option<String>) -> String {
    let Some(value) = value else { return "NULL".to_owned() };
    let line: String = value.chars().take(40).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if value.chars().count() > 40 { format!("`{line}...`") } else { format!("`{line}`") }
}
