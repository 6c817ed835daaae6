//! Functions and their signatures.

use std::collections::btree_map::Entry;

use super::super::names;
use super::super::registry::Registry;
use super::super::report::Report;
use super::super::{doc, scope, types};
use super::depends::Known;
use crate::spec::FunctionSpec;
use crate::{
    DiagnosticId, Estimate, Expr, Function, FunctionTraits, Located, Margins, Name, ObjectId, Parallel, QName, Schema,
    Security, Signature, Volatility,
};

/// Puts a function into the schema.
pub(super) fn build(
    spec: &FunctionSpec,
    known: &Known<'_>,
    (schema, registry): (&mut Schema, &mut Registry),
    report: &mut Report,
) {
    let name = QName::new(scope::namespace(spec.schema.as_ref(), report), names::database_name(&spec.name, report));
    let signature = signature(spec, name);
    let language = spec.language.as_ref().map_or("sql", |language| language.as_str());
    let made = Function {
        arguments: spec.args.as_ref().map(|args| args.trim().to_owned()).unwrap_or_default(),
        returns: spec.returns.trim().to_owned(),
        language: Name::new(language.trim()),
        volatility: match spec.volatility.as_ref().map(|word| word.as_str()) {
            Some("stable") => Volatility::Stable,
            Some("immutable") => Volatility::Immutable,
            _ => Volatility::Volatile,
        },
        security: match spec.security.as_ref().map(|word| word.as_str()) {
            Some("definer") => Security::Definer,
            _ => Security::Invoker,
        },
        traits: traits(spec, report),
        settings: spec.set.iter().map(|setting| setting.trim().to_owned()).collect(),
        body: Expr::new(spec.body.as_str()),
        margins: margins(&spec.margins, report),
        depends: known.all(&spec.depends, report),
        comment: doc(spec.doc.as_ref()),
    };
    registry.origins.record(ObjectId::Function(signature.clone()), spec.name.span);
    match schema.functions.entry(signature) {
        Entry::Vacant(free) => {
            free.insert(made);
        }
        Entry::Occupied(taken) => {
            let message = format!("the function `{}` is there twice", taken.key());
            let help = "remove one of the two, or give it other arguments";
            report.error(DiagnosticId::DuplicateName, message, spec.name.span, help);
        }
    }
}

fn margins(texts: &[Located<String>], report: &mut Report) -> Margins {
    let Some(first) = texts.first() else { return Margins::default() };
    match texts {
        [before, after] if [before, after].iter().all(|text| text.trim().is_empty()) => {
            Margins { before: before.value.clone(), after: after.value.clone() }
        }
        _ => {
            let message = "the margins of a body are two texts of white space";
            let help = "write what stands before the body and after it, as `[\" \", \"\"]`, or remove `margins:`";
            report.error(DiagnosticId::BadObject, message, first.span, help);
            Margins::default()
        }
    }
}

fn traits(spec: &FunctionSpec, report: &mut Report) -> FunctionTraits {
    let estimate = |word: Option<&Located<String>>, usual: &str, report: &mut Report| {
        let word = word?;
        let estimate = Estimate::parse(word.as_str());
        if estimate.is_none() {
            let message = format!("`{}` is no positive number", word.value);
            report.error(DiagnosticId::BadObject, message, word.span, "write a number, as `500`");
        }
        estimate.filter(|estimate| estimate.as_str() != usual)
    };
    let returns = spec.returns.trim().to_lowercase();
    let is_set = returns.starts_with("setof ") || returns.starts_with("table");
    if let Some(rows) = spec.rows.as_ref().filter(|_| !is_set) {
        let message = "only a function that returns a set gives rows";
        report.error(DiagnosticId::BadObject, message, rows.span, "remove `rows:`");
    }
    FunctionTraits {
        strict: spec.strict.as_ref().is_some_and(|strict| strict.value),
        leakproof: spec.leakproof.as_ref().is_some_and(|leakproof| leakproof.value),
        parallel: match spec.parallel.as_ref().map(|word| word.as_str()) {
            Some("safe") => Parallel::Safe,
            Some("restricted") => Parallel::Restricted,
            _ => Parallel::Unsafe,
        },
        // https://www.postgresql.org/docs/current/sql-createfunction.html
        cost: estimate(spec.cost.as_ref(), "100", report),
        rows: estimate(spec.rows.as_ref(), "1000", report),
    }
}

/// What tells the function from others of its name.
pub(super) fn signature(spec: &FunctionSpec, name: QName) -> Signature {
    let args = spec.args.as_ref().map(|args| argument_types(args)).unwrap_or_default();
    Signature { name, args }
}

/// The types of the arguments that count for a signature: those that go in.
/// <https://www.postgresql.org/docs/current/sql-createfunction.html>
pub(crate) fn argument_types(list: &str) -> String {
    let types: Vec<String> = split(list).into_iter().filter_map(argument_type).collect();
    types.join(", ")
}

/// A list at its commas, but for those in brackets and quotes.
fn split(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in list.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(&list[start..]);
    parts
}

/// The first words of types that have several, after which a second word is no type of its own.
const LONG_TYPES: &[&str] = &["double", "character", "bit", "national", "timestamp", "time", "interval"];

fn argument_type(argument: &str) -> Option<String> {
    let argument = argument.split('=').next().unwrap_or_default().trim();
    let lower = argument.to_ascii_lowercase();
    // ASCII lower case keeps every byte in its place.
    let argument = lower.find(" default ").map_or(argument, |at| &argument[..at]).trim_end();
    let argument = argument.strip_suffix(':').unwrap_or(argument).trim_end();
    let mut rest = argument;
    if let Some((mode, tail)) = argument.split_once(char::is_whitespace) {
        match mode.to_ascii_lowercase().as_str() {
            "out" => return None,
            "in" | "inout" | "variadic" => rest = tail.trim_start(),
            _ => {}
        }
    }
    if rest.is_empty() {
        return None;
    }
    let ty = match name_and_rest(rest) {
        Some((name, tail)) if !LONG_TYPES.contains(&name.to_ascii_lowercase().as_str()) => tail,
        Some(_) | None => rest,
    };
    Some(types::canonical(ty))
}

/// The first word and what follows it; `None` where there is one word. A quoted name may hold blanks.
fn name_and_rest(text: &str) -> Option<(&str, &str)> {
    let end = match text.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => text.find(char::is_whitespace)?,
    };
    let (name, rest) = text.split_at(end);
    let tail = rest.trim_start();
    // `numeric (10, 2)` is one type, and so is `"billing"."Status"`.
    (!tail.is_empty() && !tail.starts_with(['(', '[', '.'])).then_some((name, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_the_types_that_go_in() {
        for (arguments, types) in [
            ("", ""),
            ("user_id uuid, days integer DEFAULT 30", "uuid, integer"),
            ("uuid, int", "uuid, integer"),
            ("a double precision, b numeric(10, 2) = 1.5", "double precision, numeric"),
            ("double precision", "double precision"),
            ("IN a text, OUT b text, VARIADIC c int[]", "text, integer[]"),
            ("at timestamptz, label varchar(20) default 'a, b'", "timestamp with time zone, character varying"),
            ("\"my arg\" \"PlanType\"", "\"PlanType\""),
            ("s text := 'x'", "text"),
        ] {
            assert_eq!(argument_types(arguments), types, "{arguments}");
        }
    }
}
