//! The tree of a Prisma schema holds every byte of whatever it is given, and no input breaks the reader.

use proptest::prelude::*;
use underpin_schema::prisma::{Item, Keyword, LineKind, Piece, TypeName, ValueKind, read};
use underpin_schema::{Diagnostic, FileId, has_errors};

/// A schema with every part of the language.
const WHOLE: &str = include_str!("prisma/whole.prisma");

/// Reads a text and checks what holds of any.
fn check(text: &str) -> Vec<Diagnostic> {
    let (tree, found) = read(&[(FileId(3), text)]);
    assert_eq!(tree.files.len(), 1);
    assert_eq!(tree.files[0].text(), text);
    let mut at = 0;
    let mut follows = |piece: &Piece<'_>| {
        assert_eq!(piece.span.file, FileId(3));
        assert_eq!(piece.span.start, at, "no gap before {:?}", piece.text);
        assert_eq!(text.get(piece.span.range()), Some(piece.text));
        at = piece.span.end;
    };
    for item in &tree.files[0].items {
        match item {
            Item::Line(line) => follows(&line.piece),
            Item::Block(block) => {
                follows(&block.head);
                block.lines.iter().for_each(|line| follows(&line.piece));
                follows(&block.close);
            }
        }
    }
    for label in found.iter().flat_map(|finding| &finding.labels) {
        assert!(text.get(label.span.range()).is_some(), "a place between characters: {found:?}");
    }
    found
}

#[test]
fn the_whole_language_is_read() {
    assert_eq!(check(WHOLE), []);
    assert_eq!(check(&WHOLE.replace('\n', "\r\n")), []);
}

#[test]
fn parts_are_told_apart() {
    let text = "/// A person.\nmodel User {\n  tags String[] @default([\"a\\n\", \"b\"]) /// Words.\n  x Unsupported(\"y\")?\n}\n";
    let (tree, found) = read(&[(FileId(0), text)]);
    assert_eq!(found, []);
    let block = tree.blocks().next().expect("a block");
    assert_eq!((block.keyword, block.name.value), (Keyword::Model, "User"));
    let LineKind::Field(tags) = &block.lines[0].kind else { panic!("{:?}", block.lines[0]) };
    assert_eq!((tags.name.value, tags.doc), ("tags", Some("Words.")));
    let ValueKind::List(items) = &tags.attributes[0].arguments[0].value.kind else { panic!("{tags:?}") };
    assert_eq!(items[0].kind, ValueKind::Text("a\n".into()));
    let LineKind::Field(x) = &block.lines[1].kind else { panic!("{:?}", block.lines[1]) };
    assert_eq!(x.ty, TypeName::Unsupported("y".to_owned()));
    assert_eq!(text.get(x.ty_span.range()), Some("Unsupported(\"y\")?"));
}

#[test]
fn each_broken_line_is_told_and_the_rest_is_read() {
    let text = "model A {\n  id Int @id\n  a: Int\n  b Int @default(1\n  c Int\n}\nfoo\nenum B {\n  X Y\n}\n";
    let found = check(text);
    assert_eq!(found.len(), 4, "{found:?}");
    let (tree, _) = read(&[(FileId(0), text)]);
    assert_eq!(tree.blocks().count(), 2);
}

#[test]
fn nothing_is_read_without_end() {
    for (open, close) in [("[", "]"), ("f(", ")"), ("{a:", "}"), ("f(a:", ")")] {
        let deep = format!("model A {{\n  a Int @default({}1{})\n}}\n", open.repeat(50_000), close.repeat(50_000));
        assert!(has_errors(&check(&deep)));
    }
    check(&"model A {\n".repeat(20_000));
    check(&"/*".repeat(20_000));
}

/// Pieces of the language, so that random texts are near to it.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "model",
        "enum",
        "view",
        "datasource",
        "A",
        "b",
        "Int",
        "String",
        "@",
        "@@",
        "id",
        "@id",
        "@default",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "?",
        "[]",
        "\"",
        "\\",
        "\\u00e9",
        "\\ud83d",
        ",",
        ":",
        "=",
        "1",
        "-1.5",
        ".",
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "//",
        "///",
        "/*",
        "*/",
        "\u{a0}",
        "é",
        "\u{feff}",
        "😀",
        "\0",
        "Unsupported(",
        "map: \"x\"",
        "e5",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn random_texts_are_kept(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn texts_near_to_the_language_are_kept(text in pieces()) {
        check(&text);
    }

    #[test]
    fn mutated_texts_are_kept(from in 0..WHOLE.len(), length in 0usize..40, other in pieces()) {
        let start = WHOLE.floor_char_boundary(from);
        let end = WHOLE.floor_char_boundary((from + length).min(WHOLE.len())).max(start);
        check(&format!("{}{other}{}", &WHOLE[..start], &WHOLE[end..]));
    }
}
