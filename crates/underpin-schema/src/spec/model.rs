//! `model:` documents.

use super::decode::spec_struct;
use super::{Entries, ExclusionSpec, FieldSpec, IndexSpec, RelationSpec, words};
use crate::Located;

spec_struct! {
    /// A model: one table.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ModelSpec as "Model" {
        /// `model:` its name.
        "model" => name: Located<String>,
        /// `map:` the table's name in the database, where it differs.
        "map" => map: Option<Located<String>>,
        /// `schema:` the PostgreSQL schema that holds the table; `public` where not said.
        "schema" => schema: Option<Located<String>>,
        /// `doc:` what the model is.
        "doc" => doc: Option<Located<String>>,
        /// `was:` its former names.
        "was" => was: Vec<Located<String>>,
        /// `use:` mixins, applied in order.
        "use" => uses: Vec<Located<String>>,
        /// `primary:` the fields of a composite primary key.
        "primary" => primary: Vec<Located<String>>,
        /// `primary_name:` the primary key's name in the database, where it is not that of the table and `_pkey`.
        "primary_name" => primary_name: Option<Located<String>>,
        /// `keyless:` whether it is meant that nothing tells its rows apart.
        "keyless" => keyless: Option<Located<bool>>,
        /// `primary_deferrable:` `allowed` or `initially`, where the primary key may be checked later.
        "primary_deferrable" [words::DEFERRABLE] => primary_deferrable: Option<Located<String>>,
        /// `fields:` the columns.
        "fields" => fields: Entries<FieldSpec>,
        /// `relations:` the foreign keys and many-to-many relations.
        "relations" => relations: Entries<RelationSpec>,
        /// `unique:` what no two rows may share, each a field, a list of fields or a map.
        "unique" => uniques: Vec<IndexSpec>,
        /// `indexes:` the indexes, each a field, a list of fields or a map.
        "indexes" => indexes: Vec<IndexSpec>,
        /// `checks:` name and SQL expression.
        "checks" => checks: Entries<Located<String>>,
        /// `excludes:` exclusion constraints by name.
        "excludes" => exclusions: Entries<ExclusionSpec>,
        /// `not_valid:` checks and foreign keys that only rows written from now on fulfil, by their names in the database.
        "not_valid" => not_valid: Vec<Located<String>>,
        /// `rls:` row-level security: `off`, `enabled` or `forced`; `enabled` where a policy is for the table.
        "rls" [words::RLS] => rls: Option<Located<String>>,
        /// `removed:` fields dropped on purpose.
        "removed" => removed: Vec<Located<String>>,
        /// `steps:` named SQL data steps.
        "steps" => steps: Entries<StepSpec>,
    }
}

spec_struct! {
    /// A named SQL data step. The SQL alone will do.
    #[derive(Clone, Debug, PartialEq)]
    pub struct StepSpec as "Step", short {
        /// `phase:` when it runs: prepare, expand, data, tighten or contract; `data` where not said.
        "phase" [words::PHASES] => phase: Option<Located<String>>,
        /// `sql:` what it runs.
        "sql" => sql: Located<String>,
    }
}
