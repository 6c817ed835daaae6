//! Sequences: how they count, checked as PostgreSQL checks it.

use super::{names, report::Report};
use crate::spec::OwnedSequenceSpec;
use crate::{
    ColumnType, DefaultValue, DiagnosticId, Identity, Located, Name, OwnedSequence, SequenceOptions, SequenceType, Span,
};

/// The default of a column whose sequence is said to be another than the usual one.
pub(super) fn owned(
    spec: &OwnedSequenceSpec,
    (ty, default): (&ColumnType, Option<DefaultValue>),
    report: &mut Report,
) -> Option<DefaultValue> {
    let OwnedSequenceSpec { span, name, ty: kind, start, increment, min, max, cache, cycle } = spec;
    let written = Written { kind, start, increment, min, max, cache, cycle };
    let options = written.options(SequenceType::of(ty), *span, report);
    if let Some(name) = name {
        names::check_database_name(name, name.span, report);
    }
    let sequence = || OwnedSequence::new(name.as_ref().map(|name| Name::new(name.as_str())), options);
    if let (Some(DefaultValue::Identity(_)), Some(kind)) = (&default, kind) {
        // https://www.postgresql.org/docs/current/ddl-identity-columns.html
        let help = "take `type:` out: a `max:` bounds it as well; or write `default: serial()`";
        report.error(DiagnosticId::BadSequence, "an identity column counts in its own type", kind.span, help);
    }
    match default {
        Some(DefaultValue::Serial(_)) => Some(DefaultValue::Serial(sequence())),
        Some(DefaultValue::Identity(Identity { kind, sequence: _ })) => {
            Some(DefaultValue::Identity(Identity { kind, sequence: sequence() }))
        }
        other @ (None
        | Some(
            DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Sql(_) | DefaultValue::Generated(_),
        )) => {
            let help = "write `default: autoincrement()`, or take `sequence:` out; a sequence that several fields draw from \
                        is a document of its own, `sequence: <name>`";
            report.error(
                DiagnosticId::BadField,
                "the field has no sequence: its default is none that counts",
                *span,
                help,
            );
            other
        }
    }
}

/// The options of a sequence as they are written.
pub(super) struct Written<'s> {
    pub kind: &'s Option<Located<String>>,
    pub start: &'s Option<Located<i64>>,
    pub increment: &'s Option<Located<i64>>,
    pub min: &'s Option<Located<i64>>,
    pub max: &'s Option<Located<i64>>,
    pub cache: &'s Option<Located<i64>>,
    pub cycle: &'s Option<Located<bool>>,
}

impl Written<'_> {
    /// The options in normal form; what PostgreSQL would refuse is reported, and the usual ones stand for it.
    pub fn options(&self, usual: SequenceType, whole: Span, report: &mut Report) -> SequenceOptions {
        let Self { kind, start, increment, min, max, cache, cycle } = self;
        let number = |number: &Option<Located<i64>>| number.as_ref().map(|number| number.value);
        let options = SequenceOptions {
            // The reader has reported every other word.
            ty: kind.as_ref().and_then(|word| match word.as_str() {
                "smallint" => Some(SequenceType::SmallInt),
                "int" => Some(SequenceType::Int),
                "bigint" => Some(SequenceType::BigInt),
                _ => None,
            }),
            start: number(start),
            increment: number(increment),
            min: number(min),
            max: number(max),
            cache: number(cache),
            cycle: cycle.as_ref().is_some_and(|cycle| cycle.value),
        };
        let counting = options.counting(usual);
        let Some((option, why)) = counting.mistake() else { return counting.options(usual) };
        let place = match option {
            "increment" => increment,
            "max" => max,
            "min" if min.is_none() => max,
            "min" => min,
            "start" => start,
            _ => cache,
        };
        let span = place.as_ref().map_or(whole, |number| number.span);
        let help = format!("write another `{option}:`, or take it out");
        report.error(DiagnosticId::BadSequence, why, span, help);
        SequenceOptions::default()
    }
}
