//! The cases of migrations: two schemas each.

use std::{
    fs,
    path::{Path, PathBuf},
};

use underpin_plan::{Pair, Plan, plan};
use underpin_render::{File, sql};
use underpin_schema::{Resolved, Schema};

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
        let folder = root().join(name);
        let schema = |file: &str| -> Option<Schema> {
            let text = fs::read_to_string(folder.join(file)).ok()?;
            Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}/{file}: {error}")))
        };
        let old = schema("old.json").unwrap_or_default();
        let new = schema("new.json").expect("a case has a new schema");
        let plan = planned(&old, &new);
        Self { folder, old, new, plan }
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

/// The plan between two schemas that can be planned.
pub fn planned(old: &Schema, new: &Schema) -> Plan {
    let resolved = Resolved { schema: new.clone(), ..Resolved::default() };
    let (plan, diagnostics) = plan(Pair { old, new }, &resolved);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    plan
}
