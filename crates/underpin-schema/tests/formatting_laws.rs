//! The laws of `format` over made-up specs: every value in every style, keys in any order, comments and blank lines
//! anywhere that YAML allows them.

mod support;

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};
use support::{assert_formats, read};
use underpin_schema::spec::{FileKind, format};

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_up_specs_obey_the_laws(choices in vec(any::<u8>(), 0..500)) {
        let text = spec(&mut Tape { choices, at: 0, comments: 0 });
        let found = read(&text, FileKind::Models).1;
        assert!(found.is_empty(), "the made-up spec is wrong: {found:#?}\n{text}");
        let formatted = format(&text, FileKind::Models).unwrap_or_else(|found| panic!("{found:#?}\n{text}"));
        assert_formats(&text, &formatted, FileKind::Models);
        for number in 0..text.matches("#c").count() {
            assert!(formatted.contains(&format!("#c{number}.")), "comment {number} is lost\n{text}\n---\n{formatted}");
        }
    }
}

/// Choices that were made by proptest; 0 for ever when they run out, so that shrinking makes specs simpler.
struct Tape {
    choices: Vec<u8>,
    at: usize,
    comments: usize,
}

impl Tape {
    fn below(&mut self, end: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(choice) % end
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("#c{}.", self.comments - 1)
    }
}

/// A value to write.
enum Value {
    /// A word that is safe without quotes anywhere.
    Word(&'static str),
    /// Any text.
    Text(&'static str),
    Map(Vec<(&'static str, Value)>),
    List(Vec<Value>),
}

const WORDS: &[&str] = &["a", "tenantId", "now()", "1.10", "no", "x-y", "true", "12", "../a/b", "größe", "a desc"];
const TEXTS: &[&str] = &[
    "x",
    "a: b",
    "a #b",
    "it's",
    "say \"hi\"",
    "a, b",
    "{x}",
    "[y]",
    "- z",
    "",
    " lead",
    "trail ",
    "null",
    "~",
    "no",
    "12",
    "two\nlines",
    "two\nlines\n",
    "three\n\nlines\n\n",
    "\n first",
    "tab\there",
    "a\n  b\n c\n",
    "a\n   \nb\n",
    "#",
    "a\\b",
    "%",
    "😀 ü",
    "nel\u{85}",
    "ends:",
    "---",
    "...",
    "? q",
    "SELECT 1;\n-- # no comment\nSELECT 2;\n",
    "a\n\tb\n",
    "*",
    "&a",
    "!x",
    "a very long text that goes on and on and on, past the end of the line, well beyond the hundred and twenty columns of it",
    "a very long text  with two blanks that goes on and on, past the end of the line, well beyond the hundred and twenty columns",
];
const NAMES: &[&str] =
    &["id", "name", "tenantId", "aVeryLongNameOfAFieldThatTakesRoom", "on", "x1", "größe", "a b", "true"];

fn text(tape: &mut Tape) -> Value {
    match tape.below(3) {
        0 => Value::Word(tape.pick(WORDS)),
        _ => Value::Text(tape.pick(TEXTS)),
    }
}

fn names(tape: &mut Tape, value: impl Fn(&mut Tape) -> Value) -> Value {
    let first = tape.below(NAMES.len());
    let count = tape.below(4);
    Value::Map((0..count).map(|number| (NAMES[(first + number) % NAMES.len()], value(tape))).collect())
}

fn field(tape: &mut Tape) -> Value {
    if tape.below(3) == 0 {
        return Value::Word(tape.pick(&["string", "uuid?", "int"]));
    }
    let mut keys = vec![("type", Value::Text(tape.pick(&["string", "decimal(10,2)", "text[]"])))];
    for _ in 0..tape.below(4) {
        let key = tape.pick(&["default", "doc", "map", "primary", "was"]);
        let value = match key {
            "primary" => Value::Word("true"),
            "default" if tape.below(2) == 0 => json(tape, 2),
            "was" => Value::List(vec![Value::Word("a"), Value::Text("b, c")]),
            _ => text(tape),
        };
        if keys.iter().all(|(seen, _)| *seen != key) {
            keys.insert(tape.below(keys.len() + 1), (key, value));
        }
    }
    Value::Map(keys)
}

fn json(tape: &mut Tape, depth: usize) -> Value {
    match tape.below(if depth == 0 { 2 } else { 4 }) {
        0 | 1 => text(tape),
        2 => Value::List((0..tape.below(3)).map(|_| json(tape, depth - 1)).collect()),
        _ => names(tape, |tape| json(tape, depth - 1)),
    }
}

fn index(tape: &mut Tape) -> Value {
    let keys = Value::List(vec![Value::Word("tenantId"), Value::Text("lower(a, b)")]);
    match tape.below(3) {
        0 => keys,
        1 => Value::Map(vec![("where", text(tape)), ("fields", keys)]),
        _ => Value::Map(vec![
            ("name", text(tape)),
            ("field", Value::Map(vec![("order", Value::Word("desc")), ("field", Value::Word("x"))])),
        ]),
    }
}

fn document(tape: &mut Tape) -> Value {
    let mut keys = Vec::new();
    let (kind, others): (_, &[&'static str]) = match tape.below(3) {
        0 => {
            ("model", &["fields", "doc", "indexes", "unique", "checks", "steps", "removed", "use", "relations", "map"])
        }
        1 => ("enum", &["doc", "map", "removed"]),
        _ => ("view", &["depends", "doc", "schema"]),
    };
    for _ in 0..tape.below(7) {
        let key = tape.pick(others);
        if keys.iter().any(|(seen, _)| *seen == key) {
            continue;
        }
        let value = match key {
            "fields" => names(tape, field),
            "checks" => names(tape, text),
            "indexes" | "unique" => Value::List((0..tape.below(3)).map(|_| index(tape)).collect()),
            "steps" => names(tape, |tape| Value::Map(vec![("sql", text(tape)), ("phase", Value::Word("data"))])),
            "relations" => names(tape, |tape| Value::Map(vec![("back", text(tape)), ("to", Value::Word("User"))])),
            "removed" if kind == "enum" => names(tape, text),
            "removed" | "use" | "depends" => Value::List(vec![Value::Word("a"), Value::Text("b c")]),
            _ => text(tape),
        };
        keys.push((key, value));
    }
    keys.insert(tape.below(keys.len() + 1), (kind, Value::Word("Name")));
    match kind {
        "enum" => keys.push(("values", names(tape, |_| Value::Map(Vec::new())))),
        "view" => keys.insert(0, ("sql", text(tape))),
        _ => {}
    }
    Value::Map(keys)
}

fn spec(tape: &mut Tape) -> String {
    let mut out = String::new();
    for number in 0..=tape.below(3) {
        if number > 0 || tape.below(3) == 1 {
            noise(&mut out, tape, 0);
            out.push_str(["---\n", "--- #c\n"][0]);
        }
        let Value::Map(entries) = document(tape) else { continue };
        block_map(&mut out, tape, &entries, 0);
    }
    noise(&mut out, tape, 0);
    out
}

/// Comments and blank lines between lines.
fn noise(out: &mut String, tape: &mut Tape, indent: usize) {
    match tape.below(12) {
        1 => out.push('\n'),
        2 => {
            let comment = tape.comment();
            writeln!(out, "{:indent$}{comment}", "").unwrap();
        }
        3 => {
            let (one, two, other) = (tape.comment(), tape.comment(), tape.below(9));
            write!(out, "{:other$}{one}\n\n\n{:indent$}{two}\n\n", "", "").unwrap();
        }
        4 => {
            let (comment, other) = (tape.comment(), tape.below(9));
            write!(out, "\n{:other$}{comment}\n", "").unwrap();
        }
        _ => {}
    }
}

fn end_of_line(out: &mut String, tape: &mut Tape) {
    if tape.below(6) == 1 {
        let comment = tape.comment();
        write!(out, "  {comment}").unwrap();
    }
    out.push('\n');
}

fn block_map(out: &mut String, tape: &mut Tape, entries: &[(&'static str, Value)], indent: usize) {
    for (number, (key, value)) in entries.iter().enumerate() {
        if number > 0 || indent == 0 {
            noise(out, tape, indent);
            write!(out, "{:indent$}", "").unwrap();
        }
        let quote = if tape.below(5) == 1 { "\"" } else { "" };
        write!(out, "{quote}{key}{quote}:").unwrap();
        value_after(out, tape, value, indent);
    }
}

/// A value behind `key:` or `-`.
fn value_after(out: &mut String, tape: &mut Tape, value: &Value, indent: usize) {
    let inner = indent + 1 + tape.below(4);
    match value {
        Value::Text(text) if is_block_text(text) && tape.below(2) == 1 => {
            let comment = if tape.below(4) == 1 { format!(" {}", tape.comment()) } else { String::new() };
            let mark = if text.ends_with('\n') { "" } else { "-" };
            writeln!(out, " |{mark}{comment}").unwrap();
            for line in text.lines() {
                writeln!(out, "{:inner$}{line}", "").unwrap();
            }
        }
        Value::Map(entries) if !entries.is_empty() && tape.below(2) == 1 => {
            end_of_line(out, tape);
            noise(out, tape, inner);
            write!(out, "{:inner$}", "").unwrap();
            block_map(out, tape, entries, inner);
        }
        Value::List(items) if !items.is_empty() && tape.below(2) == 1 => {
            end_of_line(out, tape);
            for item in items {
                noise(out, tape, inner);
                write!(out, "{:inner$}-", "").unwrap();
                match item {
                    Value::Map(entries) if !entries.is_empty() && tape.below(2) == 1 => {
                        out.push(' ');
                        block_map(out, tape, entries, inner + 2);
                    }
                    item => value_after(out, tape, item, inner),
                }
            }
        }
        value => {
            match tape.below(8) {
                1 if !matches!(value, Value::Map(_)) => {
                    end_of_line(out, tape);
                    noise(out, tape, inner);
                    write!(out, "{:inner$}", "").unwrap();
                }
                _ => out.push_str([" ", "   "][tape.below(2)]),
            }
            flow(out, tape, value, inner);
            end_of_line(out, tape);
        }
    }
}

fn flow(out: &mut String, tape: &mut Tape, value: &Value, indent: usize) {
    let apart = |out: &mut String, tape: &mut Tape| match tape.below(6) {
        1 => {
            end_of_line(out, tape);
            noise(out, tape, indent);
            write!(out, "{:indent$}", "").unwrap();
        }
        other => out.push_str(["", " "][other % 2]),
    };
    match value {
        Value::Word(word) => out.push_str(word),
        Value::Text(text) => match tape.below(2) {
            1 if !text.contains(['\n', '\u{85}']) => write!(out, "'{}'", text.replace('\'', "''")).unwrap(),
            _ => write!(
                out,
                "\"{}\"",
                text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t")
            )
            .unwrap(),
        },
        Value::Map(entries) => {
            out.push('{');
            for (number, (key, value)) in entries.iter().enumerate() {
                if number > 0 {
                    out.push(',');
                }
                apart(out, tape);
                write!(out, "{key}: ").unwrap();
                flow(out, tape, value, indent + 2);
            }
            apart(out, tape);
            out.push('}');
        }
        Value::List(items) => {
            out.push('[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    out.push(',');
                }
                apart(out, tape);
                flow(out, tape, item, indent + 2);
            }
            apart(out, tape);
            out.push(']');
        }
    }
}

/// Whether the text can stand as a block as it is.
fn is_block_text(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    !body.is_empty() && !body.starts_with([' ', '\n', '\t']) && !body.ends_with('\n') && !body.contains('\u{85}')
}
