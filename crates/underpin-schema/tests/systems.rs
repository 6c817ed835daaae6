//! The systems of this repository, read and resolved.

use std::path::Path;

use underpin_schema::{Done, Resolved, Sources, resolve, snapshot, spec};

/// A system of the repository; its specs are without a mistake.
fn system(name: &str) -> Resolved {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs").join(name);
    let mut sources = Sources::default();
    let mut read = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        (sources.add(path.display().to_string(), &text), text)
    };
    let (file, text) = read(&root.join("underpin.yaml"));
    let (system, mut found) = spec::read_system(file, &text);
    let mut paths: Vec<_> = root.join("models").read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut documents = Vec::new();
    for path in paths {
        let (file, text) = read(&path);
        let (more, mistakes) = spec::read_documents(file, &text);
        documents.extend(more);
        found.extend(mistakes);
    }
    let (resolved, mistakes) = resolve(&spec::Spec { system, documents });
    found.extend(mistakes);
    assert_eq!(found, []);
    resolved
}

#[test]
fn the_systems_of_the_repository_are_without_a_mistake() {
    for name in ["medspa", "phase1", "sms_blossom", "snorq"] {
        let Resolved { schema, code, .. } = system(name);
        assert_eq!(code.project, name);
        assert_eq!(schema.tables.len(), code.models.len());
        let json = snapshot::to_json(&schema, &code, &Done::default());
        let read = snapshot::from_json(&json).unwrap();
        assert_eq!((read.schema, read.code), (schema, code));
    }
}

#[test]
fn tenants_are_kept_apart_and_long_names_cut() {
    let phase1 = system("phase1");
    let Some(table) = phase1.schema.tables.get(&"DashboardWidget".parse().unwrap()) else { panic!("no table") };
    assert_eq!(table.columns.get_index(1).unwrap().0.as_str(), "tenantId");
    assert_eq!(table.policies.keys().map(|name| name.as_str()).collect::<Vec<_>>(), ["tenant_isolation"]);
    let snorq = system("snorq");
    let Some(table) = snorq.schema.tables.get(&"platform_connections".parse().unwrap()) else { panic!("no table") };
    assert!(table.indexes.contains_key("platform_connections_organization_id_platform_platform_user_key"));
}
