//! The JSON Schema agrees with the reader: what one refuses for its keys, shapes and words, the other refuses too.

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use underpin_schema::spec::{json_schema, read_documents, read_system};
use underpin_schema::{DiagnosticId, FileId};

const URL: &str = "urn:underpin:spec:1";

/// Compiles the schema, which also checks it against the meta-schema of draft 2020-12.
fn compile() -> (Schemas, SchemaIndex) {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    compiler.add_resource(URL, json_schema()).unwrap();
    let index = compiler.compile(URL, &mut schemas).unwrap();
    (schemas, index)
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/reading");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths
}

#[test]
fn the_schema_and_the_reader_agree_on_every_case() {
    let (schemas, index) = compile();
    let (mut agreed, mut refused) = (0, 0);
    for path in cases() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // A file with several kinds of root, or one that is valid JSON but no spec for reasons that only YAML has.
        if ["two-kinds", "system-is-model", "system-documents", "odd-keys", "long-lines"]
            .iter()
            .any(|skip| name.starts_with(skip))
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let found = match name.starts_with("system-") {
            true => read_system(FileId(0), &text).1,
            false => read_documents(FileId(0), &text).1,
        };
        // Syntax, duplicates and sizes are not a matter of a schema.
        if found.iter().any(|diagnostic| {
            matches!(diagnostic.id, DiagnosticId::Syntax | DiagnosticId::DuplicateKey | DiagnosticId::TooMuch)
        }) {
            continue;
        }
        let values: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let is_valid = values.iter().all(|value| schemas.validate(value, index).is_ok());
        assert_eq!(is_valid, found.is_empty(), "{name}: {found:#?}");
        agreed += 1;
        refused += usize::from(!is_valid);
    }
    assert!(agreed >= 15 && refused >= 8, "{agreed} agreed, {refused} of them refused");
}

#[test]
fn every_key_is_described() {
    let schema = json_schema();
    for (title, definition) in schema["$defs"].as_object().unwrap() {
        assert!(definition["description"].as_str().is_some_and(|text| !text.is_empty()), "{title}");
        let forms = definition["anyOf"].as_array().cloned().unwrap_or_else(|| vec![definition.clone()]);
        let object = forms.iter().find(|form| form["properties"].is_object()).unwrap();
        assert_eq!(object["additionalProperties"], false, "{title}");
        for (key, property) in object["properties"].as_object().unwrap() {
            assert!(property["description"].as_str().is_some_and(|text| text.len() > 4), "{title}.{key}");
        }
    }
}

#[test]
fn the_schema_is_the_reviewed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/spec.schema.json");
    let actual = format!("{:#}\n", json_schema());
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(&path, &actual).unwrap();
    }
    assert_eq!(actual, fs::read_to_string(&path).unwrap());
}
