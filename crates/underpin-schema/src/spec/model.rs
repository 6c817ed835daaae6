//! `model:` documents.

use super::{Entries, FieldSpec, IndexSpec, RelationSpec};
use crate::Located;

/// A model: one table.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSpec {
    /// `model:` its name.
    pub name: Located<String>,
    /// `map:` the table's name in the database, where it differs.
    pub map: Option<Located<String>>,
    /// `schema:` the PostgreSQL schema that holds the table; `public` where not said.
    pub schema: Option<Located<String>>,
    /// `doc:` what the model is.
    pub doc: Option<Located<String>>,
    /// `was:` its former names.
    pub was: Vec<Located<String>>,
    /// `use:` mixins, applied in order.
    pub uses: Vec<Located<String>>,
    /// `primary:` the fields of a composite primary key.
    pub primary: Vec<Located<String>>,
    /// `fields:`
    pub fields: Entries<FieldSpec>,
    /// `relations:`
    pub relations: Entries<RelationSpec>,
    /// `unique:`
    pub uniques: Vec<IndexSpec>,
    /// `indexes:`
    pub indexes: Vec<IndexSpec>,
    /// `checks:` name and SQL expression.
    pub checks: Entries<Located<String>>,
    /// `rls:` row-level security: `off`, `enabled` or `forced`; `enabled` where a policy is for the table.
    pub rls: Option<Located<String>>,
    /// `removed:` fields dropped on purpose.
    pub removed: Vec<Located<String>>,
    /// `steps:` named SQL data steps.
    pub steps: Entries<StepSpec>,
}

/// A named SQL data step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepSpec {
    /// `phase:` when it runs: prepare, expand, data, tighten or contract; `data` where not said.
    pub phase: Option<Located<String>>,
    /// `sql:` what it runs.
    pub sql: Located<String>,
}
