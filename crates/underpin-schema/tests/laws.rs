//! Laws over random systems.

use proptest::prelude::*;
use underpin_schema::spec::{self, Spec};
use underpin_schema::{Code, Done, FileId, ObjectId, Schema, arbitrary, resolve, snapshot, write_specs};

/// Reads and resolves the files of a system; they are without a mistake.
fn read(files: &[(String, String)]) -> (Schema, Code) {
    let mut found = Vec::new();
    let mut spec = Spec::default();
    for (path, text) in files {
        if path == "underpin.yaml" {
            let (system, mistakes) = spec::read_system(FileId(0), text);
            spec.system = system;
            found.extend(mistakes);
        } else {
            let (documents, mistakes) = spec::read_documents(FileId(0), text);
            spec.documents.extend(documents);
            found.extend(mistakes);
        }
    }
    let (resolved, mistakes) = resolve(&spec);
    found.extend(mistakes);
    assert_eq!(found, [], "\n{}", shown(files));
    (resolved.schema, resolved.code)
}

fn shown(files: &[(String, String)]) -> String {
    files.iter().map(|(path, text)| format!("# {path}\n{text}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Without this law the others would speak of nothing.
    #[test]
    fn random_systems_are_without_a_mistake(spec in arbitrary::specs()) {
        prop_assert_eq!(resolve(&spec).1, []);
    }

    /// L3: a schema that is written as specs, read and resolved is the same schema.
    #[test]
    fn what_is_written_is_read_as_the_same(system in arbitrary::systems()) {
        let files = write_specs(&system.schema, &system.code);
        let (schema, code) = read(&files);
        prop_assert_eq!(&schema, &system.schema, "\n{}", shown(&files));
        prop_assert_eq!(&code, &system.code, "\n{}", shown(&files));
        // A column's place is no difference, but what is generated shows it.
        for (name, table) in &system.schema.tables {
            prop_assert!(table.columns.keys().eq(schema.tables[name].columns.keys()));
        }
        prop_assert_eq!(write_specs(&schema, &code), files);
    }

    /// The snapshot holds the whole of a schema and its code side.
    #[test]
    fn a_snapshot_is_read_as_the_same(system in arbitrary::systems()) {
        let swaps = system.schema.tables.keys().map(|name| (ObjectId::Table(name.clone()), name.name.clone()));
        let done = Done { steps: ["a b".into()].into(), swaps: swaps.collect() };
        let json = snapshot::to_json(&system.schema, &system.code, &done);
        prop_assert_eq!(snapshot::schema_from_json(&json).unwrap().schema, system.schema.clone());
        let read = snapshot::from_json(&json).unwrap();
        prop_assert_eq!((read.schema, read.code, read.done), (system.schema, system.code, done));
    }

    /// The same specs give the same bytes.
    #[test]
    fn the_same_specs_give_the_same_snapshot(spec in arbitrary::specs()) {
        let json = |resolved: underpin_schema::Resolved| snapshot::to_json(&resolved.schema, &resolved.code, &Done::default());
        prop_assert_eq!(json(resolve(&spec).0), json(resolve(&spec).0));
    }
}
