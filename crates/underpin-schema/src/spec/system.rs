//! `underpin.yaml`: the root of a system.

use super::{Entries, FieldSpec, IndexSpec, RelationSpec, StepSpec};
use crate::Located;

/// `underpin.yaml`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SystemSpec {
    /// `project:` the system's name.
    pub project: Option<Located<String>>,
    /// `postgres:` the oldest major version of the server that the migrations must run on; 14 where not said.
    pub postgres: Option<Located<u16>>,
    /// `models:` globs of model files, relative to this file; `models/*.yaml` where not said.
    pub models: Vec<Located<String>>,
    /// `naming:` how tables and columns are called where no `map:` says so: `prisma` (as models and fields are) or
    /// `snake` (snake_case, tables in the plural).
    pub naming: Option<Located<String>>,
    /// `uniques:` what a unique becomes: `index` (as Prisma makes it; the default) or `constraint`.
    pub uniques: Option<Located<String>>,
    /// `tenancy:` how tenants are told apart.
    pub tenancy: Option<TenancySpec>,
    /// `mixins:` named parts that models use.
    pub mixins: Entries<MixinSpec>,
    /// `outputs:` where the generated files go, relative to this file.
    pub outputs: OutputsSpec,
    /// `prisma:` how Prisma text is written.
    pub prisma: Option<PrismaSpec>,
    /// `removed:` models, enums and the like dropped on purpose.
    pub removed: Vec<Located<String>>,
    /// `steps:` named SQL data steps.
    pub steps: Entries<StepSpec>,
}

/// `tenancy:`
#[derive(Clone, Debug, PartialEq)]
pub struct TenancySpec {
    /// `model:` the model whose rows are the tenants.
    pub model: Located<String>,
    /// `field:` the field that the mixin `tenant` adds; `tenantId` where not said.
    pub field: Option<Located<String>>,
    /// `rls:` whether the mixin adds row-level security; true where not said.
    pub rls: Option<Located<bool>>,
    /// `setting:` the setting that holds the current tenant; `app.current_tenant_id` where not said.
    pub setting: Option<Located<String>>,
}

/// A mixin: what a model gains that says `use: [name]`. A mixin may use others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MixinSpec {
    /// Where the mixin's name stands.
    pub span: crate::Span,
    /// `use:` other mixins.
    pub uses: Vec<Located<String>>,
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
}

/// `outputs:`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputsSpec {
    /// `migrations:` the folder of migrations.
    pub migrations: Option<Located<String>>,
    /// `prisma:` the Prisma schema file.
    pub prisma: Option<Located<String>>,
    /// `rust:` the folder of the entity crate.
    pub rust: Option<Located<String>>,
}

/// `prisma:`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrismaSpec {
    /// `version:` 5, 6 or 7; 7 where not said.
    pub version: Option<Located<u16>>,
    /// `preview:` preview features to switch on.
    pub preview: Vec<Located<String>>,
}
