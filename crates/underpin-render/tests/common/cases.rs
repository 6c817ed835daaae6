//! The cases of migrations: two schemas each.

use std::{
    fs,
    path::{Path, PathBuf},
};

use underpin_plan::{Pair, Plan, plan};
use underpin_render::{File, sql};
use underpin_schema::{Resolved, Schema, Sources, has_errors, resolve, spec};

/// The names of the cases, which are those of their folders.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root())
        .expect("the cases are there")
        .map(|entry| entry.expect("it can be read").file_name().into_string().expect("a plain name"))
        .collect();
    names.sort();
    names
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sql")
}

/// A case, planned.
pub struct Case {
    pub folder: PathBuf,
    pub old: Schema,
    pub new: Schema,
    pub plan: Plan,
}

impl Case {
    pub fn read(name: &str) -> Self {
        Self::fitted(name, |schema| schema)
    }

    /// The case without what `fit` takes out of its schemas.
    pub fn fitted(name: &str, fit: impl Fn(Schema) -> Schema) -> Self {
        let folder = root().join(name);
        let read = |file: &str| fs::read_to_string(folder.join(file)).ok();
        let json = |file: &str| -> Option<Schema> {
            let text = read(file)?;
            Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}/{file}: {error}")))
        };
        let specs = |file: &str| Some(resolved(&read(file)?, &read("underpin.yaml").unwrap_or_default()));
        let old = specs("old.yaml").map(|resolved| resolved.schema).or_else(|| json("old.json")).unwrap_or_default();
        let new = specs("new.yaml").unwrap_or_else(|| {
            let schema = json("new.json").expect("a case has a new schema");
            Resolved { schema, ..Resolved::default() }
        });
        let old = fit(old);
        let new = Resolved { schema: fit(new.schema), ..new };
        let plan = plan_of(&old, &new);
        Self { folder, old, new: new.schema, plan }
    }

    pub fn files(&self) -> Vec<File> {
        let parent = (self.old != Schema::default()).then_some("20260101000000_before");
        sql::migration(&sql::Migration {
            id: "20260102030405_case",
            project: "cases",
            plan: &self.plan,
            old: &self.old,
            new: &self.new,
            parent,
            old_hash: parent.map(|_| "sha256:old"),
            new_hash: "sha256:new",
        })
    }
}

/// What the documents of a text mean.
fn resolved(text: &str, system: &str) -> Resolved {
    let mut sources = Sources::default();
    let (system, mut diagnostics) = spec::read_system(sources.add("underpin.yaml", system), system);
    let (documents, found) = spec::read_documents(sources.add("models.yaml", text), text);
    diagnostics.extend(found);
    let (resolved, found) = resolve(&spec::Spec { system, documents });
    diagnostics.extend(found);
    assert!(!has_errors(&diagnostics), "{diagnostics:#?}");
    resolved
}

/// The plan between two schemas that can be planned.
pub fn planned(old: &Schema, new: &Schema) -> Plan {
    plan_of(old, &Resolved { schema: new.clone(), ..Resolved::default() })
}

fn plan_of(old: &Schema, new: &Resolved) -> Plan {
    let (plan, diagnostics) = plan(Pair { old, new: &new.schema }, new);
    assert!(!has_errors(&diagnostics), "{diagnostics:#?}");
    plan
}
