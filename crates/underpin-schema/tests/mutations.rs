//! No input makes the reader or the formatter panic: real-looking specs, cut, doubled, swapped and peppered. Each mutant
//! gives a value, or diagnostics whose places lie inside its text. What can be formatted obeys the laws.

mod support;

use std::fs;
use std::path::Path;

use support::{assert_formats, kind_of};
use underpin_schema::spec::{FileKind, Spec, format, read_documents, read_system};
use underpin_schema::{Diagnostic, FileId, has_errors, resolve};

/// What is put into specs: signs that YAML or we give a meaning, in odd places.
const ODDITIES: &[&str] = &[
    "\t",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\0",
    "\u{1b}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "é",
    "😀",
    ":",
    ": ",
    "- ",
    "-",
    "---\n",
    "...\n",
    "#",
    " # c\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "!x ",
    "!!str ",
    "|",
    ">",
    "|9\n",
    "'",
    "\"",
    "\\",
    "%",
    "@",
    "`",
    "? ",
    "<<: ",
    "~",
    "null",
    "\n  ",
    "\n\n\n",
    "%YAML 1.2\n---\n",
];

#[test]
fn mutants_are_read_without_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/specs");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut mutants, mut broken, mut formatted) = (0, 0, 0);
    for path in paths {
        let kind = kind_of(path.file_name().unwrap().to_str().unwrap());
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(read(&text, kind), Vec::new(), "{}", path.display());
        assert_formats(&text, &format(&text, kind).unwrap(), kind);
        for mutant in mutants_of(&text) {
            mutants += 1;
            broken += usize::from(has_errors(&read(&mutant, kind)));
            match format(&mutant, kind) {
                Ok(canonical) => {
                    formatted += 1;
                    assert_formats(&mutant, &canonical, kind);
                }
                // The printer's last resort, which a right printer never needs.
                Err(found) => assert!(!found[0].message.contains("cannot be formatted"), "{found:?}\n{mutant}"),
            }
        }
    }
    assert!(
        mutants > 1_000 && broken > 400 && formatted > 200,
        "{mutants} mutants, {broken} broken, {formatted} formatted"
    );
}

/// Reads and resolves, and checks that every place can be shown.
fn read(text: &str, kind: FileKind) -> Vec<Diagnostic> {
    let (spec, found) = match kind {
        FileKind::System => {
            let (system, found) = read_system(FileId(0), text);
            (Spec { system, ..Spec::default() }, found)
        }
        FileKind::Models => {
            let (documents, found) = read_documents(FileId(0), text);
            (Spec { documents, ..Spec::default() }, found)
        }
    };
    assert!(found.iter().all(|diagnostic| !diagnostic.labels.is_empty()), "no place: {found:?}\n{text}");
    for diagnostic in found.iter().chain(&resolve(&spec).1) {
        assert!(!diagnostic.message.is_empty());
        for label in &diagnostic.labels {
            assert!(text.get(label.span.range()).is_some(), "{diagnostic:?} lies outside of\n{text}");
        }
    }
    found
}

/// The same mutants in every run.
fn mutants_of(text: &str) -> Vec<String> {
    let mut mutants = Vec::new();
    let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for (number, &at) in boundaries.iter().enumerate() {
        if number % 23 == 0 {
            mutants.push(text[..at].to_owned());
        }
        if number % 29 == 0 {
            mutants.push(text[at..].to_owned());
        }
        if number % 9 == 0 {
            let oddity = ODDITIES[(number / 9) % ODDITIES.len()];
            mutants.push(format!("{}{oddity}{}", &text[..at], &text[at..]));
        }
        if number % 17 == 0 {
            let mut characters: Vec<char> = text.chars().collect();
            let other = (number * 31 + 17) % characters.len();
            characters.swap(number, other);
            mutants.push(characters.into_iter().collect());
        }
    }
    let lines: Vec<&str> = text.lines().collect();
    let join = |lines: Vec<&str>| lines.join("\n") + "\n";
    for at in 0..lines.len() {
        mutants.push(join([&lines[..at], &lines[at + 1..]].concat()));
        mutants.push(join([&lines[..=at], &lines[at..]].concat()));
        let other = (at * 7 + 3) % lines.len();
        let mut swapped = lines.clone();
        swapped.swap(at, other);
        mutants.push(join(swapped));
        let indented = format!("  {}", lines[at]);
        mutants.push(join([&lines[..at], &[indented.as_str()], &lines[at + 1..]].concat()));
        let commented = format!("# {}", lines[at]);
        mutants.push(join([&lines[..at], &[commented.as_str()], &lines[at + 1..]].concat()));
        let with_tail = format!("{} # at the end", lines[at]);
        mutants.push(join([&lines[..at], &[with_tail.as_str()], &lines[at + 1..]].concat()));
        mutants.push(join([&lines[..at], &["", "    # deep", "", "# flat", ""], &lines[at..]].concat()));
    }
    mutants.push(text.replace('\n', "\r\n"));
    mutants.push(text.replace('\n', "\r"));
    mutants.push(format!("\u{feff}{text}"));
    mutants.push(text.replace("  ", "\t"));
    mutants.push(text.replace(": ", ":"));
    mutants.push(text.trim_end().to_owned());
    mutants
}
