//! Row-level security policies.

use std::collections::BTreeSet;

use super::super::doc;
use super::super::draft::Draft;
use super::super::names;
use super::super::registry::Registry;
use super::super::report::Report;
use super::depends::Known;
use crate::spec::PolicySpec;
use crate::{DiagnosticId, Expr, Name, ObjectId, Policy, PolicyCommand, PolicyMode, RowSecurity, Schema};

/// Puts a policy into its table. One of the name of the policy that the mixin `tenant` adds takes its place.
pub(super) fn build(
    spec: &PolicySpec,
    (known, drafts): (&Known<'_>, &[Draft<'_>]),
    (schema, registry): (&mut Schema, &mut Registry),
    report: &mut Report,
) {
    let name = names::database_name(&spec.name, report);
    let Some(draft) = known.model(&spec.on, "policy", report).map(|model| &drafts[model]) else { return };
    let command = match spec.command.as_ref().map(|word| word.as_str()) {
        Some("select") => PolicyCommand::Select,
        Some("insert") => PolicyCommand::Insert,
        Some("update") => PolicyCommand::Update,
        Some("delete") => PolicyCommand::Delete,
        _ => PolicyCommand::All,
    };
    // https://www.postgresql.org/docs/current/sql-createpolicy.html
    let unfit = match command {
        PolicyCommand::Insert => spec.using.as_ref().map(|using| (using, "insert", "using")),
        PolicyCommand::Select => spec.check.as_ref().map(|check| (check, "select", "check")),
        PolicyCommand::Delete => spec.check.as_ref().map(|check| (check, "delete", "check")),
        PolicyCommand::All | PolicyCommand::Update => None,
    };
    if let Some((text, command, key)) = unfit {
        let message = format!("a policy `for: {command}` takes no `{key}:`");
        let other = if key == "using" { "check" } else { "using" };
        report.error(DiagnosticId::BadObject, message, text.span, format!("write it as `{other}:`"));
    }
    let Some(table) = schema.tables.get_mut(&draft.table) else { return };
    let expr = |text: &crate::Located<String>| Expr::new(text.as_str());
    // `PUBLIC` is everyone, and so is no role at all.
    let roles = spec.roles.iter().filter(|role| !role.eq_ignore_ascii_case("public"));
    // Their order means nothing, nor does one that is there twice.
    let roles: BTreeSet<Name> = roles.map(|role| Name::new(role.as_str())).collect();
    let made = Policy {
        mode: match spec.mode.as_ref().map(|word| word.as_str()) {
            Some("restrictive") => PolicyMode::Restrictive,
            _ => PolicyMode::Permissive,
        },
        command,
        roles: roles.into_iter().collect(),
        using: spec.using.as_ref().map(expr),
        check: spec.check.as_ref().map(expr),
        comment: doc(spec.doc.as_ref()),
    };
    let id = ObjectId::Policy(draft.table.clone(), name.clone());
    let is_tenants = draft.tenant.is_some() && registry.origins.get(&id) == draft.tenant;
    let written = registry.origins.get(&id).filter(|_| !is_tenants);
    registry.origins.record(id, spec.name.span);
    table.policies.insert(name, made);
    if written.is_some() {
        report.add(super::twice("policy", &spec.name));
    }
    // Without row-level security the policy would do nothing; what the model says of it stands.
    if draft.spec.rls.is_none() && table.row_security == RowSecurity::Off {
        table.row_security = RowSecurity::Enabled;
    }
}
