//! Tenancy: the mixin `tenant`, which gives a model its tenant field, the relation to the tenant, and the policy
//! that keeps the rows of tenants apart.

use std::borrow::Cow;

use super::draft;
use super::draft::Draft;
use super::mixins::{Expanded, Part, RelationUse, TENANT};
use super::registry::Objects;
use super::report::Report;
use super::scope::Scope;
use super::settings::{Isolation, TenancySettings};
use crate::spec::{ModelSpec, RelationSpec};
use crate::{
    BaseType, ColumnType, DiagnosticId, Expr, Located, Name, ObjectId, Policy, PolicyCommand, PolicyMode, RowSecurity,
    ScalarKind, Table,
};

/// The policy of each tenant model.
pub(crate) const POLICY: &str = "tenant_isolation";

/// Checks that `tenancy:` names a model.
pub(super) fn check(scope: &Scope<'_>, report: &mut Report) {
    if let Some(tenancy) = &scope.settings.tenancy
        && !tenancy.model.is_empty()
        && !scope.models.contains_key(tenancy.model.as_str())
    {
        report.add(draft::unknown_model(&tenancy.model, tenancy.model_span, scope));
    }
}

/// Adds the relation to the tenant, unless the model has one of its own.
pub(super) fn add_relation<'a>(model: &ModelSpec, parts: &mut Expanded<'a>, scope: &Scope<'a>, report: &mut Report) {
    let (Some(tenancy), Some(span)) = (&scope.settings.tenancy, parts.tenant) else { return };
    if model.name.as_str() == tenancy.model.as_str() {
        let message = format!("`{}` is the model of the tenants, and cannot belong to one", tenancy.model);
        report.error(DiagnosticId::BadTenancy, message, span, format!("take `{TENANT}` out of `use:`"));
        parts.tenant = None;
        return;
    }
    let Some(name) = scope.tenant_relation else { return };
    let declared = parts.parts.iter().flat_map(|part| &part.relations).any(|other| {
        other.name.as_str() == name.as_str()
            || matches!(other.spec.fields.as_slice(), [field] if field.as_str() == tenancy.field.as_str())
            || other.spec.fields.is_empty() && format!("{}Id", other.name.value) == tenancy.field.as_str()
    });
    if declared || !scope.models.contains_key(tenancy.model.as_str()) {
        return;
    }
    let made = |text: &str| Located::new(text.to_owned(), span);
    let relation = RelationSpec {
        span,
        to: Located::new(tenancy.model.to_string(), span),
        fields: vec![made(&tenancy.field)],
        references: Vec::new(),
        on_delete: Some(made("cascade")),
        on_update: None,
        deferrable: None,
        matching: None,
        back: None,
        name: None,
        map: None,
        doc: None,
    };
    parts.parts.push(Part {
        fields: Vec::new(),
        relations: vec![RelationUse { name, spec: Cow::Owned(relation), makes: Some(tenancy.field.clone()) }],
        uniques: &[],
        indexes: &[],
        checks: Vec::new(),
    });
}

/// What the relation to the tenant is called: the field without its `Id`.
pub(super) fn relation_name(tenancy: &TenancySettings) -> Located<String> {
    let field = tenancy.field.as_str();
    let stem = ["_id", "Id", "ID"].iter().find_map(|end| field.strip_suffix(end)).filter(|stem| !stem.is_empty());
    Located::new(stem.map_or_else(|| format!("{field}Row"), str::to_owned), tenancy.model_span)
}

/// Puts the tenant field right after the primary key, unless the model declares it itself.
pub(super) fn place_field(draft: &mut Draft<'_>, scope: &Scope<'_>) {
    let Some(tenancy) = &scope.settings.tenancy else { return };
    let Some(at) = draft.fields.iter().position(|field| field.name == tenancy.field && field.spec.is_none()) else {
        return;
    };
    let field = draft.fields.remove(at);
    let is_key = |spec: &crate::spec::FieldSpec| spec.primary.as_ref().is_some_and(|primary| primary.value);
    let key = draft.fields.iter().position(|field| field.spec.is_some_and(is_key));
    draft.fields.insert(key.map_or(0, |at| at + 1), field);
}

/// Adds the policy and switches row-level security on, for the owner of the table too: programs commonly connect as the owner.
/// <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>
pub(super) fn isolate(draft: &Draft<'_>, table: &mut Table, scope: &Scope<'_>, objects: &mut Objects) {
    let (Some(tenancy), Some(span)) = (&scope.settings.tenancy, draft.tenant) else { return };
    let Some(field) = draft.field(&tenancy.field) else { return };
    let (Isolation::Rows, Some(ty)) = (tenancy.isolation, &field.ty) else { return };
    table.row_security = RowSecurity::Forced;
    let policy = policy(&field.column, ty, &tenancy.setting);
    objects.add(ObjectId::Policy(draft.table.clone(), Name::new(POLICY)), span);
    table.policies.insert(Name::new(POLICY), policy);
}

/// The policy: a row is of the current tenant. Where the setting is absent or empty the comparison is with NULL, so that
/// nothing is seen and nothing can be written.
/// <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SET>
pub(crate) fn policy(column: &str, ty: &ColumnType, setting: &str) -> Policy {
    let cast = match &ty.base {
        BaseType::Scalar(scalar) => match scalar.kind {
            ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char => String::new(),
            ScalarKind::Uuid
            | ScalarKind::SmallInt
            | ScalarKind::Int
            | ScalarKind::BigInt
            | ScalarKind::Decimal
            | ScalarKind::Float
            | ScalarKind::Double
            | ScalarKind::Bool
            | ScalarKind::Timestamp
            | ScalarKind::Timestamptz
            | ScalarKind::Date
            | ScalarKind::Time
            | ScalarKind::Json
            | ScalarKind::Bytes => format!("::{}", scalar.postgres()),
        },
        BaseType::Enum(name) | BaseType::Type(name) => format!("::{}.{}", quoted(&name.namespace), quoted(&name.name)),
        BaseType::Other(name) => format!("::{name}"),
    };
    let expr = Expr(format!("{} = NULLIF(current_setting('{setting}', true), ''){cast}", quoted(column)));
    Policy {
        mode: PolicyMode::Permissive,
        command: PolicyCommand::All,
        roles: Vec::new(),
        using: Some(expr.clone()),
        check: Some(expr),
        comment: None,
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
