//! The JSON Schema of answers agrees with their reader: on the files of `cases/answers`, and on each of them with one thing
//! wrong in any place.

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Map, Value, json};
use underpin_schema::spec::{answers_schema, read_answers};
use underpin_schema::{Diagnostic, FileId};

const URL: &str = "urn:underpin:answers:1";

/// Compiles the schema, which also checks it against the meta-schema of draft 2020-12.
fn compile() -> (Schemas, SchemaIndex) {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    compiler.add_resource(URL, answers_schema()).unwrap();
    let index = compiler.compile(URL, &mut schemas).unwrap();
    (schemas, index)
}

fn cases() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/answers");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn read(text: &str) -> Vec<Diagnostic> {
    read_answers(FileId(0), text).1
}

#[test]
fn every_file_of_answers_is_valid_for_both() {
    let (schemas, index) = compile();
    for (path, text) in cases() {
        let value: Value = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        schemas.validate(&value, index).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(read(&text), [], "{}", path.display());
    }
}

#[test]
fn what_is_wrong_for_one_is_wrong_for_the_other() {
    let (schemas, index) = compile();
    let (mut agreed, mut refused) = (0, 0);
    for (path, text) in cases() {
        let value: Value = serde_saphyr::from_str(&text).unwrap();
        for mutant in mutants(&value) {
            // JSON is YAML.
            let text = mutant.to_string();
            let (valid, found) = (schemas.validate(&mutant, index).is_ok(), read(&text));
            assert_eq!(valid, found.is_empty(), "{}: {text}\n{found:#?}", path.display());
            agreed += 1;
            refused += usize::from(!valid);
        }
    }
    assert!(agreed >= 300 && refused >= 150, "{agreed} agreed, {refused} of them refused");
}

/// The value with one thing other than it was: at each place a text, a number, nothing, a list and a map instead, and in each map
/// one key more, one less, and one that is misspelt.
fn mutants(value: &Value) -> Vec<Value> {
    let mut mutants = vec![
        json!("text"),
        json!(7),
        json!(true),
        json!(["one"]),
        json!({ "one": "two" }),
        json!({ "one": { "two": 3 } }),
    ];
    match value {
        Value::Object(entries) => {
            for (key, inner) in entries {
                let with = |made: Value| with(entries, key, made);
                mutants.extend(self::mutants(inner).into_iter().map(with));
                let mut less = entries.clone();
                less.remove(key);
                mutants.push(Value::Object(less.clone()));
                less.insert(format!("{key}s"), inner.clone());
                mutants.push(Value::Object(less));
            }
            let mut more = entries.clone();
            more.insert("stranger".to_owned(), json!("x"));
            mutants.push(Value::Object(more));
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let with = |made: Value| {
                    let mut items = items.clone();
                    items[at] = made;
                    Value::Array(items)
                };
                mutants.extend(self::mutants(item).into_iter().map(with));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    mutants
}

fn with(entries: &Map<String, Value>, key: &str, made: Value) -> Value {
    let mut entries = entries.clone();
    entries.insert(key.to_owned(), made);
    Value::Object(entries)
}

#[test]
fn the_example_of_the_manual_is_valid() {
    let (schemas, index) = compile();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/answers.md");
    let page = fs::read_to_string(page).unwrap();
    let blocks: Vec<&str> =
        page.split("```yaml\n").skip(1).filter_map(|rest| Some(rest.split_once("```")?.0)).collect();
    assert!(!blocks.is_empty());
    for text in blocks {
        let value: Value = serde_saphyr::from_str(text).unwrap();
        schemas.validate(&value, index).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(read(text), [], "{text}");
    }
}
