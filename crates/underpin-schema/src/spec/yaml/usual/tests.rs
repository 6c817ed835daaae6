//! What is read here is what the parser reads, and the parser finds nothing wrong with it.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::super::build::{Comments, parse, refuse};
use super::read;
use crate::FileId;

/// Whether the text was read here.
fn check(text: &str) -> bool {
    if refuse(FileId(0), text).is_some() {
        return false;
    }
    let Some(tree) = read(FileId(0), text) else { return false };
    let (expected, diagnostics) = parse(FileId(0), text, Comments::Skipped);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}\n{text}");
    assert!(tree.documents == expected.documents, "{tree:#?}\n--- parser\n{expected:#?}\n--- text\n{text}");
    true
}

fn specs() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = ["tests/cases", "../../specs"].map(|folder| root.join(folder)).to_vec();
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(path) = open.pop() {
        match fs::read_dir(&path) {
            Ok(entries) => open.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) if path.extension().is_some_and(|extension| extension == "yaml") => found.push(path),
            Err(_) => {}
        }
    }
    found.sort();
    found.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// How far apart the places are where specs are broken.
const STEP: usize = 17;

#[test]
fn specs_and_their_mutants_are_read_as_the_parser_reads_them() {
    const ODDITIES: &[&str] = &[
        "\n", " ", "  ", "\n\n", "\n  ", "é", "\u{85}", "\u{2028}", ":", ": ", "- ", "-", "\n- ", "---\n", "\n---\n",
        "...\n", "#", " # c\n", " #", "\n# c\n", "{", "}", "[", "]", ",", ", ", "{ a: b }", "[a]", "&a ", "*a", "!x ",
        "|\n", ">", "'", "\"", "''", "\\", "%", "@", "? ", "<<: ", "~", "null", ": null", "a: ", "\na: b\n", "0", "-1",
    ];
    let specs = specs();
    let (mut whole, mut mutants, mut number) = (0, 0, 0);
    for text in &specs {
        whole += usize::from(check(text));
        for document in text.split("---\n").filter(|document| document.len() < 4_000) {
            for (at, character) in document.char_indices().step_by(STEP) {
                number += 1;
                let (before, after) = document.split_at(at);
                let mutant = match number % 4 {
                    0 => format!("{before}{}", &after[character.len_utf8()..]),
                    _ => format!("{before}{}{after}", ODDITIES[number % ODDITIES.len()]),
                };
                mutants += usize::from(check(&mutant));
            }
        }
    }
    assert!(whole * 3 > specs.len(), "{whole} of {} specs", specs.len());
    assert!(mutants * 6 > number, "{mutants} of {number} mutants");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn texts_of_signs_are_read_as_the_parser_reads_them(
        signs in prop::collection::vec(prop::sample::select(SIGNS), 1..24)
    ) {
        check(&format!("a: {}", signs.concat()));
        check(&signs.concat());
    }
}

const SIGNS: &[&str] = &[
    "a", "b1", "-2", "é", "~", "null", " ", " ", "\n", "\n", "\n  ", "\n  ", "\n    ", "\n\n", ":", ": ", ": ", "a: ",
    "b: ", "- ", "-", "\n- ", "\n  - ", "---\n", "\n---\n", "#", " # c", "{", "}", "{ ", " }", "[", "]", ",", ", ",
    "\"c\"", "'d'", "\"", "'", "|", ">", "&", "*", "!", "?", "@", "`", "%", "\\", ".", "x.y(1)",
];
