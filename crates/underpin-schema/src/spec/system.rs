//! `underpin.yaml`: the root of a system.

use super::decode::spec_struct;
use super::{Entries, FieldSpec, IndexSpec, RelationSpec, StepSpec, words};
use crate::Located;

spec_struct! {
    /// The root of a system, `underpin.yaml`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SystemSpec as "System" {
        /// `project:` the system's name.
        "project" => project: Option<Located<String>>,
        /// `postgres:` the oldest major version of the server that the migrations must run on; 14 where not said.
        "postgres" => postgres: Option<Located<u16>>,
        /// `models:` globs of model files, relative to this file; `models/*.yaml` where not said.
        "models" => models: Vec<Located<String>>,
        /// `naming:` how tables and columns are called where no `map:` says so: `prisma` (as models and fields are) or
        /// `snake` (snake_case, tables in the plural).
        "naming" [words::NAMINGS] => naming: Option<Located<String>>,
        /// `uniques:` what a unique becomes: `index` (as Prisma makes it; the default) or `constraint`.
        "uniques" [words::UNIQUES] => uniques: Option<Located<String>>,
        /// `docs:` where the docs of models, fields and enums go: `database`, as its comments too (where not said), or
        /// `code` alone.
        "docs" [words::DOCS] => docs: Option<Located<String>>,
        /// `schemas:` PostgreSQL schemas that are to be there though nothing is in them.
        "schemas" => schemas: Vec<Located<String>>,
        /// `tenancy:` how tenants are told apart.
        "tenancy" => tenancy: Option<TenancySpec>,
        /// `mixins:` named parts that models use.
        "mixins" => mixins: Entries<MixinSpec>,
        /// `outputs:` where the generated files go, relative to this file.
        "outputs" => outputs: OutputsSpec,
        /// `prisma:` how Prisma text is written.
        "prisma" => prisma: Option<PrismaSpec>,
        /// `database:` the variable of the environment that holds the URL of the database: `env(DATABASE_URL)`.
        "database" => database: Option<Located<String>>,
        /// `deploy:` how migrations are applied.
        "deploy" => deploy: Option<DeploySpec>,
        /// `removed:` models, enums and the like dropped on purpose.
        "removed" => removed: Vec<Located<String>>,
        /// `steps:` named SQL data steps.
        "steps" => steps: Entries<StepSpec>,
    }
}

spec_struct! {
    /// `tenancy:` how tenants are told apart. The name of the model alone will do.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TenancySpec as "Tenancy", short {
        /// `model:` the model whose rows are the tenants.
        "model" => model: Located<String>,
        /// `field:` the field that the mixin `tenant` adds; `tenantId` where not said.
        "field" => field: Option<Located<String>>,
        /// `rls:` whether the mixin adds row-level security; true where not said.
        "rls" => rls: Option<Located<bool>>,
        /// `setting:` the setting that holds the current tenant; `app.current_tenant_id` where not said.
        "setting" => setting: Option<Located<String>>,
    }
}

spec_struct! {
    /// A mixin: what a model gains that says `use: [name]`. A mixin may use others.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct MixinSpec as "Mixin" {
        place span;
        /// `use:` other mixins.
        "use" => uses: Vec<Located<String>>,
        /// `fields:` the columns.
        "fields" => fields: Entries<FieldSpec>,
        /// `relations:` the foreign keys.
        "relations" => relations: Entries<RelationSpec>,
        /// `unique:` what no two rows may share.
        "unique" => uniques: Vec<IndexSpec>,
        /// `indexes:` the indexes.
        "indexes" => indexes: Vec<IndexSpec>,
        /// `checks:` name and SQL expression.
        "checks" => checks: Entries<Located<String>>,
    }
}

spec_struct! {
    /// `outputs:` where the generated files go, relative to `underpin.yaml`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct OutputsSpec as "Outputs" {
        /// `migrations:` the folder of migrations.
        "migrations" => migrations: Option<Located<String>>,
        /// `prisma:` the Prisma schema file.
        "prisma" => prisma: Option<PrismaOutputSpec>,
        /// `rust:` the folder of the entity crate.
        "rust" => rust: Option<Located<String>>,
        /// `docs:` the page for people, with a diagram, as Markdown.
        "docs" => docs: Option<Located<String>>,
    }
}

spec_struct! {
    /// `prisma:` in `outputs:`, the Prisma schema file. The path alone will do.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PrismaOutputSpec as "PrismaOutput", short {
        /// `file:` the path.
        "file" => file: Located<String>,
        /// `mode:` `whole` (where not said), a file of our own, or `merge`, a section of one that people write.
        "mode" [words::PRISMA_MODES] => mode: Option<Located<String>>,
    }
}

impl PrismaOutputSpec {
    /// Whether the models go into a file that people write.
    pub fn is_merged(&self) -> bool {
        self.mode.as_ref().is_some_and(|mode| mode.as_str() == "merge")
    }
}

spec_struct! {
    /// `prisma:` how Prisma text is written.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PrismaSpec as "Prisma" {
        /// `version:` 5, 6 or 7; 7 where not said.
        "version" [words::PRISMA_VERSIONS] => version: Option<Located<u16>>,
        /// `preview:` preview features to switch on.
        "preview" => preview: Vec<Located<String>>,
        /// `output:` where the generator puts Prisma's client, seen from the schema file; `./generated/prisma` where Prisma wants it said.
        "output" => output: Option<Located<String>>,
    }
}

spec_struct! {
    /// `deploy:` how migrations are applied. Times are written as `500ms`, `5s`, `10m` or `1h`; `0` is no limit.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DeploySpec as "Deploy" {
        /// `lock_timeout:` how long a statement waits for a lock before its transaction is tried again; 5s where not said.
        "lock_timeout" => lock_timeout: Option<Located<String>>,
        /// `statement_timeout:` how long a statement may take; no limit where not said.
        "statement_timeout" => statement_timeout: Option<Located<String>>,
        /// `retries:` how often a transaction is tried again that did not get its locks; 10 where not said.
        "retries" => retries: Option<Located<u16>>,
        /// `wait:` how long to wait for another deploy; 10m where not said.
        "wait" => wait: Option<Located<String>>,
        /// `migrations:` limits of single migrations, by their folder's name or the part of it after the time.
        "migrations" => migrations: Entries<LimitsSpec>,
    }
}

spec_struct! {
    /// Limits of a single migration, in place of those of `deploy:`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LimitsSpec as "Limits" {
        /// `lock_timeout:` how long a statement waits for a lock before its transaction is tried again.
        "lock_timeout" => lock_timeout: Option<Located<String>>,
        /// `statement_timeout:` how long a statement may take.
        "statement_timeout" => statement_timeout: Option<Located<String>>,
        /// `retries:` how often a transaction is tried again that did not get its locks.
        "retries" => retries: Option<Located<u16>>,
    }
}
