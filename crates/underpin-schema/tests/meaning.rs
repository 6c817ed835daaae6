//! What specs mean: each `tests/cases/meaning/<name>.yaml` with what it resolves to in `<name>.txt`, as the specs that say all
//! of it, and then every object of the schema by its name. `UPDATE_CASES=1` writes the expected text anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use underpin_schema::spec::{Spec, read_documents, read_system};
use underpin_schema::{Done, Resolved, Schema, Sources, resolve, snapshot, write_specs};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

#[test]
fn specs_mean_what_the_cases_say() {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(cases().join("meaning")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    assert!(paths.len() > 8, "the cases are missing");
    let wrong: Vec<String> = paths.iter().filter_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The format of the snapshot is that of the reviewed one: migrations that were written must stay readable.
#[test]
fn the_snapshot_is_the_reviewed_one() {
    let resolved = run(&cases().join("meaning/objects.yaml"));
    let text = snapshot::to_json(&resolved.schema, &resolved.code, &Done::default());
    assert_eq!(expect(&cases().join("snapshot.json"), &text), None);
    let stamped = text.replace("underpin:digest", "underpin:sha256:00ff");
    let read = snapshot::from_json(&stamped).unwrap();
    assert_eq!((read.schema, read.code, read.done), (resolved.schema.clone(), resolved.code, Done::default()));
    assert_eq!(snapshot::schema_from_json(&stamped).unwrap().schema, resolved.schema);
}

#[test]
fn a_snapshot_of_another_format_is_refused_with_its_number() {
    let text = r#"{ "generated": "by underpin", "format": 2, "schema": 7 }"#;
    let error = snapshot::from_json(text).unwrap_err().to_string();
    assert!(error.contains("format 2") && error.contains("format 1"), "{error}");
    assert!(snapshot::schema_from_json("{}").is_err());
    assert!(snapshot::from_json("no json").is_err());
}

fn run(path: &Path) -> Resolved {
    let text = fs::read_to_string(path).unwrap();
    let (system, models) = text.split_once("=== models\n").unwrap_or(("", &text));
    let mut sources = Sources::default();
    let (system, mut found) = match system {
        "" => Default::default(),
        text => read_system(sources.add("underpin.yaml", text), text),
    };
    let (documents, mistakes) = read_documents(sources.add("models.yaml", models), models);
    found.extend(mistakes);
    let (resolved, mistakes) = resolve(&Spec { system, documents });
    found.extend(mistakes);
    assert_eq!(found, [], "{}", path.display());
    resolved
}

fn check(path: &Path) -> Option<String> {
    let resolved = run(path);
    let mut text = String::new();
    for (path, yaml) in write_specs(&resolved.schema, &resolved.code) {
        writeln!(text, "# {path}\n{yaml}").unwrap();
    }
    text.push_str(&names(&resolved.schema));
    expect(&path.with_extension("txt"), &text)
}

fn expect(path: &Path, actual: &str) -> Option<String> {
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(path, actual).unwrap();
        return None;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    (actual != expected).then(|| format!("{}:\n--- expected\n{expected}--- actual\n{actual}", path.display()))
}

/// Every object that a table holds, by its name in the database.
fn names(schema: &Schema) -> String {
    let mut text = String::from("# the database\n");
    for (name, table) in &schema.tables {
        let columns: Vec<&str> = table.columns.keys().map(|name| name.as_str()).collect();
        writeln!(text, "{name} ({})", columns.join(", ")).unwrap();
        for name in table.primary_key.iter().map(|key| &key.name).chain(table.uniques.keys()) {
            writeln!(text, "  constraint {name}").unwrap();
        }
        for name in table.indexes.keys() {
            writeln!(text, "  index {name}").unwrap();
        }
        for (name, key) in &table.foreign_keys {
            let action = format!("on delete {:?} on update {:?}", key.on_delete, key.on_update);
            writeln!(text, "  foreign key {name} to {} {:?} {action}", key.table, key.references).unwrap();
        }
        for (name, policy) in &table.policies {
            writeln!(text, "  policy {name}: {}", policy.using.as_ref().map_or("", |using| using.as_str())).unwrap();
        }
    }
    for (name, ty) in &schema.enums {
        writeln!(text, "enum {name} {:?}", ty.values).unwrap();
    }
    for signature in schema.functions.keys() {
        writeln!(text, "function {signature}").unwrap();
    }
    text
}
