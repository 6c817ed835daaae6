//! Exclusion constraints.

use super::draft::Draft;
use super::indexes::{self, Purpose};
use super::names;
use super::registry::Objects;
use super::relations::deferral;
use super::report::Report;
use crate::spec::{ExclusionSpec, IndexSpec};
use crate::{DiagnosticId, Exclusion, Located, ObjectId, Operator, Table};

/// Puts the exclusion constraints of a model into its table. The key of `excludes:` is the constraint's name as it is, and
/// that of its index.
pub(super) fn build(draft: &Draft<'_>, (table, objects): (&mut Table, &mut Objects), report: &mut Report) {
    for (name, spec) in &draft.spec.exclusions {
        let index = indexes::index(&as_index(spec), Purpose::Exclude, draft, report);
        let operators: Option<Vec<Operator>> = spec.keys.iter().map(|key| operator(&key.with, report)).collect();
        let name_in_database = names::database_name(name, report);
        let Some(((index, _), operators)) = index.zip(operators) else { continue };
        objects.add(ObjectId::Exclusion(draft.table.clone(), name_in_database.clone()), name.span);
        let deferral = deferral(spec.deferrable.as_ref());
        table.exclusions.insert(name_in_database, Exclusion { index, operators, deferral });
    }
}

fn operator(written: &Located<String>, report: &mut Report) -> Option<Operator> {
    let operator = written.parse().ok();
    if operator.is_none() && !written.is_empty() {
        let message = format!("`{}` is no operator", written.value);
        report.error(DiagnosticId::BadIndex, message, written.span, "write one such as `=`, `&&` or `<>`");
    }
    operator
}

/// The index that keeps the constraint. Ranges and geometry, which these are mostly about, are found by GiST alone.
/// <https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-CONSTRAINT>
fn as_index(spec: &ExclusionSpec) -> IndexSpec {
    let ExclusionSpec { span, keys, predicate, method, include, options, deferrable: _ } = spec;
    IndexSpec {
        span: *span,
        keys: keys.iter().map(|key| key.key.clone()).collect(),
        predicate: predicate.clone(),
        method: Some(method.clone().unwrap_or_else(|| Located::new("gist".to_owned(), *span))),
        ops: None,
        include: include.clone(),
        nulls: None,
        form: None,
        options: options.clone(),
        deferrable: None,
        name: None,
    }
}
