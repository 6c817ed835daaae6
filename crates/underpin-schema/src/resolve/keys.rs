//! Primary keys and what else tells the rows of a model apart.

use super::draft::Draft;
use super::registry::Objects;
use super::report::Report;
use super::{fields, names};
use crate::{Diagnostic, DiagnosticId, PrimaryKey, Span, Table, naming};

/// Puts the primary key into the table.
pub(super) fn primary(draft: &mut Draft<'_>, table: &mut Table, objects: &mut Objects, report: &mut Report) {
    let flagged: Vec<(usize, Span)> = draft
        .fields
        .iter()
        .enumerate()
        .filter_map(|(at, field)| {
            let primary = field.spec?.primary.as_ref().filter(|primary| primary.value)?;
            Some((at, primary.span))
        })
        .collect();
    let listed = &draft.spec.primary;
    let (positions, place) = match (listed.first(), flagged.as_slice()) {
        (None, []) => {
            if let Some(name) = &draft.spec.primary_name {
                let message = format!("the model `{}` has no primary key to name", draft.name);
                let help = "write `primary:`, or remove `primary_name:`";
                report.error(DiagnosticId::BadKey, message, name.span, help);
            }
            if let Some(word) = &draft.spec.primary_deferrable {
                let message = format!("the model `{}` has no primary key to check later", draft.name);
                report.error(DiagnosticId::BadKey, message, word.span, "remove `primary_deferrable:`");
            }
            return;
        }
        (None, [(at, _)]) => (vec![*at], draft.fields[*at].span),
        (None, [(_, first), (_, second), ..]) => {
            let names: Vec<_> = flagged.iter().map(|(at, _)| draft.fields[*at].name.as_str()).collect();
            let message = format!("the model `{}` has several fields with `primary: true`", draft.name);
            let help = format!("for one key of them all, write `primary: [{}]` in the model instead", names.join(", "));
            report.add(Diagnostic::error(DiagnosticId::BadKey, message).at(*second, "").at(*first, "").help(help));
            return;
        }
        (Some(first), []) => {
            let mut positions = Vec::with_capacity(listed.len());
            for name in listed {
                let Some((at, _)) = fields::column_of(draft, name, report) else { return };
                if positions.contains(&at) {
                    let message = format!("`{}` is in the primary key twice", name.value);
                    report.error(DiagnosticId::BadKey, message, name.span, "remove one of the two");
                    return;
                }
                positions.push(at);
            }
            (positions, first.span)
        }
        (Some(first), [(_, flag), ..]) => {
            let message = "a primary key is either `primary: true` of a field or `primary:` of the model";
            let finding = Diagnostic::error(DiagnosticId::BadKey, message).at(*flag, "").at(first.span, "");
            report.add(finding.help("remove one of the two"));
            return;
        }
    };
    for at in &positions {
        let field = &draft.fields[*at];
        let generated = field.spec.and_then(|spec| spec.generated.as_ref());
        // https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS
        if field.optional {
            let message = format!("`{}` is part of the primary key and may be empty", field.name);
            let place = field.spec.map_or(field.span, |spec| spec.ty.span);
            report.error(DiagnosticId::BadKey, message, place, "take the `?` off its type");
        } else if field.ty.as_ref().is_some_and(|ty| ty.list) || generated.is_some() {
            let what = if generated.is_some() { "generated" } else { "a list" };
            let message = format!("`{}` is part of the primary key and is {what}", field.name);
            report.error(DiagnosticId::BadKey, message, field.span, "choose another field as the key");
        }
    }
    let columns = positions.iter().map(|at| draft.fields[*at].column.clone()).collect();
    let name = match &draft.spec.primary_name {
        Some(name) => names::database_name(name, report),
        None => naming::primary_key(&draft.table.name),
    };
    let deferral = super::relations::deferral(draft.spec.primary_deferrable.as_ref());
    objects.add_primary_key(&draft.table, &name, place);
    table.primary_key = Some(PrimaryKey { name, columns, deferral });
    let mut key = positions.clone();
    key.sort_unstable();
    draft.keys.push(key);
    draft.primary = positions;
}

/// Prisma carries a model only if required fields tell its rows apart.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/models#defining-an-id-field>
pub(super) fn check(draft: &Draft<'_>, report: &mut Report) {
    let is_required = |key: &Vec<usize>| key.iter().all(|at| !draft.fields[*at].optional);
    let has_primary = !draft.spec.primary.is_empty()
        || draft
            .fields
            .iter()
            .any(|field| field.spec.and_then(|spec| spec.primary.as_ref()).is_some_and(|primary| primary.value));
    let meant = draft.spec.keyless.as_ref().is_some_and(|keyless| keyless.value);
    if !meant && !has_primary && !draft.keys.iter().any(is_required) {
        let message = format!(
            "nothing tells the rows of `{}` apart: it has no primary key and no unique of required fields",
            draft.name
        );
        let help = "write `id: { type: uuid, primary: true, default: uuid() }` under `fields:`; or `keyless: true`, if \
                    it is meant";
        report.error(DiagnosticId::NoKey, message, draft.spec.name.span, help);
    }
}
