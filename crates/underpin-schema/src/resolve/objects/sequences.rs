//! Sequences that stand for themselves.

use super::super::draft::Draft;
use super::super::sequences::Written;
use super::super::{doc, fields, names, registry::Registry, report::Report, scope};
use super::depends::Known;
use crate::spec::SequenceSpec;
use crate::{DiagnosticId, Located, Name, ObjectId, QName, Schema, Sequence, SequenceType};

/// Puts a sequence into the schema.
pub(super) fn build(
    spec: &SequenceSpec,
    (known, drafts): (&Known<'_>, &[Draft<'_>]),
    (schema, registry): (&mut Schema, &mut Registry),
    report: &mut Report,
) {
    let SequenceSpec { name, schema: space, ty, start, increment, min, max, cache, cycle, owner, was: _, doc: words } =
        spec;
    let id = QName::new(scope::namespace(space.as_ref(), report), names::database_name(name, report));
    registry.add(ObjectId::Sequence(id.clone()), name.span);
    let written = Written { kind: ty, start, increment, min, max, cache, cycle };
    let options = written.options(SequenceType::BigInt, name.span, report);
    let owner = owner.as_ref().and_then(|owner| owned_by(owner, (known, drafts), &id, report));
    schema.sequences.entry(id).or_insert(Sequence { options, owner, comment: doc(words.as_ref()) });
}

/// The column of `Model.field`. It has to be in the schema of the sequence.
/// <https://www.postgresql.org/docs/current/sql-createsequence.html>
fn owned_by(
    owner: &Located<String>,
    (known, drafts): (&Known<'_>, &[Draft<'_>]),
    id: &QName,
    report: &mut Report,
) -> Option<(QName, Name)> {
    let Some((model, field)) = owner.rsplit_once('.') else {
        let message = format!("`{}` is no field", owner.value);
        report.error(
            DiagnosticId::BadSequence,
            message,
            owner.span,
            "write a model and a field of it, as `Invoice.number`",
        );
        return None;
    };
    let model = known.model(&Located::new(model.to_owned(), owner.span), "sequence", report)?;
    let draft = drafts.get(model)?;
    let (_, column) = fields::column_of(draft, &Located::new(field.to_owned(), owner.span), report)?;
    if draft.table.namespace != id.namespace {
        let message =
            format!("the sequence is in the schema `{}`, and its owner in `{}`", id.namespace, draft.table.namespace);
        report.error(
            DiagnosticId::BadSequence,
            message,
            owner.span,
            "put both in one `schema:`, or take `owned_by:` out",
        );
        return None;
    }
    Some((draft.table.clone(), column))
}
