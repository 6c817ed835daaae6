//! The manual of changes: a page of docs/ for each group of cases, and one that leads to them.

use std::{collections::BTreeSet, fmt::Write};

use similar::TextDiff;

use crate::case::Case;

/// The groups in the order of the manual: folder, title, what they are about.
const GROUPS: &[(&str, &str, &str)] = &[
    ("tables", "Tables", "Tables are made, renamed and dropped."),
    ("columns", "Columns", "Columns are added, renamed, swapped and dropped, alone and together with their table."),
    ("types", "Types", "A column takes another type: by PostgreSQL's own cast, by `using`, or not at all."),
    (
        "required",
        "Required and optional",
        "A column that must hold a value, and where the rows that lack one get it from.",
    ),
    (
        "defaults",
        "Defaults",
        "What PostgreSQL writes where a program writes nothing: defaults, sequences, identities, generated columns.",
    ),
    ("domains", "Domains", "Rules come and go, and every column of the domain is asked."),
    ("composites", "Composite types", "Attributes come and go, whether rows hold values of the type or not."),
    ("enums", "Enums", "Values come, go, change their names and their order, and the rows follow."),
    ("keys", "Keys", "Primary keys and uniques, and all that refers to them."),
    ("relations", "Relations", "Foreign keys, their actions, and rows that refer to nothing."),
    ("indexes", "Indexes", "Indexes, and names that change without building anything anew."),
    ("checks", "Checks", "What rows must pass."),
    ("moves", "Moves", "Data goes from one table or column to another, by named steps."),
    (
        "objects",
        "Database objects",
        "Views, functions and triggers, and what happens to them when what they use changes.",
    ),
    ("security", "Row-level security", "Who sees which rows, at every moment of a migration."),
    ("comments", "Comments", "What `doc:` says, in the database."),
    ("refused", "Refusals", "What underpin does not do without a word, and the word that it asks for."),
];

/// The pages: path inside of docs/ and text.
pub fn pages(cases: &[Case]) -> Vec<(String, String)> {
    for case in cases {
        assert!(GROUPS.iter().any(|(group, _, _)| *group == case.group), "the group of {} is in no list", case.id());
    }
    // Links lead to titles.
    let titles: BTreeSet<&str> = cases.iter().map(|case| case.title.as_str()).collect();
    assert_eq!(titles.len(), cases.len(), "two cases have one title");
    let groups: Vec<_> = GROUPS
        .iter()
        .map(|group| (group, cases.iter().filter(|case| case.group == group.0).collect::<Vec<_>>()))
        .filter(|(_, cases)| !cases.is_empty())
        .collect();
    let mut pages = vec![("changes.md".to_owned(), contents(&groups))];
    pages.extend(groups.iter().map(|(group, cases)| (format!("changes/{}.md", group.0), page(group, cases))));
    pages
}

type Group = (&'static str, &'static str, &'static str);

const HEAD: &str = "\
# The manual of changes

How a schema gets from one form to the next, and what becomes of its rows. Each entry is a test as well: underpin plans it,
PostgreSQL runs it with these rows, three judges compare the result with the target built from nothing, and the way back is run.
This page and those that it leads to are made from `crates/underpin/tests/changes/cases` by `UPDATE_CASES=1`.
";

fn contents(groups: &[(&Group, Vec<&Case>)]) -> String {
    let mut text = HEAD.to_owned();
    for ((folder, title, about), cases) in groups {
        // Writing to a String does not fail.
        let _ = write!(text, "\n## [{title}](changes/{folder}.md)\n\n{about}\n\n");
        for case in cases {
            let _ = writeln!(text, "- [{}](changes/{folder}.md#{})", case.title, anchor(&case.title));
        }
    }
    text
}

fn page((_, title, about): &Group, cases: &[&Case]) -> String {
    let mut text = format!("# {title}\n\n{about} Back to [the contents](../changes.md).\n\n");
    for case in cases {
        let _ = writeln!(text, "- [{}](#{})", case.title, anchor(&case.title));
    }
    for case in cases {
        entry(&mut text, case);
    }
    text
}

fn entry(text: &mut String, case: &Case) {
    let _ = write!(text, "\n## {}\n\n{}\n\n", case.title, case.lead.trim());
    let _ = write!(text, "```diff\n{}```\n", difference(&yaml(case, "Before"), &yaml(case, "After")));
    let parts = [
        ("Rows", "Rows that are there:"),
        ("Migration", "The migration:"),
        ("Warned", "With a warning:"),
        ("Holds", "What holds afterwards:"),
        ("Stops", "Rows that stop it, before anything has changed:"),
        ("Refused", "It is refused:"),
    ];
    for (section, words) in parts {
        if let Some(found) = case.section(section) {
            let _ = write!(text, "\n{words}\n\n{found}\n");
        }
    }
    if let Some(down) = case.section("Down") {
        let _ = write!(text, "\n{down}\n");
    }
}

fn yaml(case: &Case, side: &str) -> String {
    case.blocks(side).into_iter().map(|block| block.text).collect::<Vec<_>>().join("---\n")
}

/// Both sides in one text, every line with what became of it.
fn difference(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    diff.iter_all_changes().map(|change| format!("{}{}", change.tag(), change.value())).collect()
}

/// The anchor that a heading gets on the usual hosts of repositories.
fn anchor(title: &str) -> String {
    let kept = title
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .collect::<String>();
    kept.replace(' ', "-")
}
