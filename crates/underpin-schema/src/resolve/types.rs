//! The text of a type: `varchar(20)?`, `Status[]`, `pg(citext)`.

use super::report::{Report, suggest};
use super::scope::Scope;
use crate::{
    Args, BaseType, ColumnType, DATETIME, DATETIME_SECONDS, Diagnostic, DiagnosticId, Located, Params, SCALARS, Scalar,
    ScalarKind,
};

/// A type as a field gives it.
#[derive(Clone, Debug)]
pub(super) struct FieldType {
    /// The type; nothing where its text is wrong, which has then been reported.
    pub ty: Option<ColumnType>,
    /// Whether the text ends with `?`.
    pub optional: bool,
}

/// The longest `varchar` and `char` that PostgreSQL makes.
/// <https://www.postgresql.org/docs/current/datatype-character.html>
const LONGEST: u32 = 10_485_760;

/// The most digits that a declared `numeric` holds.
/// <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL>
const MOST_DIGITS: u32 = 1000;

/// Reads the text of a type.
pub(super) fn parse(text: &Located<String>, scope: &Scope<'_>, report: &mut Report) -> FieldType {
    let whole = text.trim();
    let (rest, optional) = strip(whole, "?");
    let (base, list) = strip(rest, "[]");
    // The reader has reported a type that is not there.
    if whole.is_empty() {
        return FieldType { ty: None, optional };
    }
    let base = match base.ends_with(['?', ']']) {
        true => {
            let message = format!("`{whole}` is no type");
            let help = "write `T`, `T?`, `T[]` or `T[]?`; PostgreSQL does not tell nested lists from flat ones";
            report.error(DiagnosticId::BadType, message, text.span, help);
            None
        }
        false => base_type(base, text, scope, report),
    };
    FieldType { ty: base.map(|base| ColumnType { base, list }), optional }
}

fn strip<'t>(text: &'t str, end: &str) -> (&'t str, bool) {
    match text.strip_suffix(end) {
        Some(rest) => (rest.trim_end(), true),
        None => (text, false),
    }
}

fn base_type(text: &str, place: &Located<String>, scope: &Scope<'_>, report: &mut Report) -> Option<BaseType> {
    let (word, arguments) = match text.split_once('(').map(|(word, rest)| (word.trim_end(), rest.strip_suffix(')'))) {
        None => (text, None),
        Some((word, Some(arguments))) => (word, Some(arguments.trim())),
        Some((_, None)) => {
            let message = format!("`{text}` lacks its closing bracket");
            report.error(DiagnosticId::BadType, message, place.span, format!("write `{text})`"));
            return None;
        }
    };
    if word == "pg" {
        return foreign(arguments.unwrap_or_default(), place, report);
    }
    if word == DATETIME && arguments.is_none() {
        return Some(BaseType::Scalar(Scalar { kind: ScalarKind::Timestamp, args: Args::One([DATETIME_SECONDS]) }));
    }
    if let Some(row) = SCALARS.iter().find(|row| row.yaml.contains(&word)) {
        return match args(row.kind, arguments) {
            Ok(args) => Some(BaseType::Scalar(Scalar { kind: row.kind, args })),
            Err(help) => {
                let message = format!("`{text}` does not give `{word}` what it takes");
                report.error(DiagnosticId::BadType, message, place.span, help);
                None
            }
        };
    }
    if let Some(found) = scope.enums.get(word) {
        if arguments.is_none() {
            return Some(BaseType::Enum(found.ty.clone()));
        }
        let message = format!("the enum `{word}` takes nothing in brackets");
        report.error(DiagnosticId::BadType, message, place.span, format!("write `{word}`"));
        return None;
    }
    if let Some(found) = scope.types.get(word) {
        if arguments.is_none() {
            return Some(BaseType::Type(found.ty.clone()));
        }
        let message = format!("the type `{word}` takes nothing in brackets");
        report.error(DiagnosticId::BadType, message, place.span, format!("write `{word}`"));
        return None;
    }
    report.add(unknown(word, place, scope));
    None
}

fn unknown(word: &str, place: &Located<String>, scope: &Scope<'_>) -> Diagnostic {
    let finding = Diagnostic::error(DiagnosticId::UnknownType, format!("there is no type `{word}`")).at(place.span, "");
    if scope.models.contains_key(word) {
        return finding.help(format!("`{word}` is a model: write it under `relations:`, as `to: {word}`"));
    }
    if word == DATETIME {
        return finding.help("write `datetime`, which keeps milliseconds, or `timestamp(6)`");
    }
    let scalars = SCALARS.iter().flat_map(|row| row.yaml.iter().copied()).chain([DATETIME, "pg"]);
    let words = scalars.chain(scope.enums.keys().copied()).chain(scope.types.keys().copied());
    finding.help(suggest(word, words, format!("for a type that only PostgreSQL knows, write `pg({word})`")))
}

/// The arguments of a scalar type, or what to write.
fn args(kind: ScalarKind, text: Option<&str>) -> Result<Args, String> {
    let word = kind.row().yaml[0];
    let numbers = match text {
        None => Vec::new(),
        Some(text) => text
            .split(',')
            .map(|number| number.trim().parse::<u32>())
            .collect::<Result<_, _>>()
            .map_err(|_| format!("`{word}` takes numbers in its brackets"))?,
    };
    match (kind.row().params, numbers.as_slice()) {
        (Params::None, []) if text.is_none() => Ok(Args::None),
        (Params::None, _) => Err(format!("write `{word}`")),
        (Params::OptionalLength | Params::Decimal | Params::Seconds, []) => Ok(Args::None),
        (Params::Length | Params::OptionalLength, [length @ 1..=LONGEST]) => Ok(Args::One([*length])),
        (Params::Length | Params::OptionalLength, _) => {
            Err(format!("write a length from 1 to {LONGEST}, as `{word}(20)`"))
        }
        (Params::Seconds, [digits @ 0..=6]) => Ok(Args::One([*digits])),
        (Params::Seconds, _) => Err(format!("write the digits of a second that are kept, 0 to 6, as `{word}(3)`")),
        (Params::Decimal, [digits @ 1..=MOST_DIGITS]) => Ok(Args::Two(*digits, 0)),
        (Params::Decimal, [digits @ 1..=MOST_DIGITS, scale]) if scale <= digits => Ok(Args::Two(*digits, *scale)),
        (Params::Decimal, _) => {
            Err("write all digits (1 to 1000) and those after the point, as `decimal(10,2)`".to_owned())
        }
    }
}

/// The type between the brackets of `pg(...)`. One that has a word in the language becomes that, so that a type has one
/// form however it is written.
fn foreign(text: &str, place: &Located<String>, report: &mut Report) -> Option<BaseType> {
    let text = text.trim();
    if text.is_empty() || text.ends_with(']') {
        let message = format!("`{}` names no type of PostgreSQL", place.trim());
        report.error(DiagnosticId::BadType, message, place.span, "write `pg(citext)`, of a list `pg(citext)[]`");
        return None;
    }
    if text.contains('"') {
        return Some(BaseType::Other(text.to_owned()));
    }
    let (name, arguments, tail) =
        match text.split_once('(').and_then(|(name, rest)| Some((name, rest.split_once(')')?))) {
            Some((name, (arguments, tail))) => (name.trim(), Some(arguments.trim()), tail.trim()),
            None => (text, None, ""),
        };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let full = words(&format!("{name} {tail}"));
    if let Some(kind) = scalar_of(&full) {
        // PostgreSQL reads a bare `character` as `character(1)`.
        let arguments = arguments.or((kind == ScalarKind::Char).then_some("1"));
        if let Ok(args) = args(kind, arguments) {
            return Some(BaseType::Scalar(Scalar { kind, args }));
        }
    }
    let tail = if tail.is_empty() { String::new() } else { format!(" {}", words(tail)) };
    let arguments = arguments.map(|arguments| format!("({arguments})")).unwrap_or_default();
    Some(BaseType::Other(format!("{}{arguments}{tail}", words(name))))
}

/// The scalar type that PostgreSQL knows by a name, short or long.
/// <https://www.postgresql.org/docs/current/datatype.html#DATATYPE-TABLE>
fn scalar_of(name: &str) -> Option<ScalarKind> {
    let alias = match name {
        "int2" => ScalarKind::SmallInt,
        "int" | "int4" => ScalarKind::Int,
        "int8" => ScalarKind::BigInt,
        "float4" => ScalarKind::Float,
        "float" | "float8" => ScalarKind::Double,
        "decimal" => ScalarKind::Decimal,
        "bool" => ScalarKind::Bool,
        "varchar" => ScalarKind::Varchar,
        "char" => ScalarKind::Char,
        "timestamp" => ScalarKind::Timestamp,
        "timestamptz" => ScalarKind::Timestamptz,
        "time" => ScalarKind::Time,
        _ => return SCALARS.iter().find(|row| row.postgres.replace("{}", "") == name).map(|row| row.kind),
    };
    Some(alias)
}

/// A type name in the spelling of `format_type`, for the signatures of functions.
pub(super) fn canonical(text: &str) -> String {
    let (base, list) = strip(text.trim(), "[]");
    let base = match base.contains('"') {
        true => base.to_owned(),
        false => {
            let words = base.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            // Arguments of a type are no part of a signature: https://www.postgresql.org/docs/current/sql-createfunction.html
            let bare = match words.split_once('(').and_then(|(name, rest)| Some((name, rest.split_once(')')?.1))) {
                Some((name, tail)) => format!("{}{tail}", name.trim_end()),
                None => words,
            };
            match scalar_of(&bare) {
                Some(kind) => kind.row().postgres.replace("{}", ""),
                None => bare,
            }
        }
    };
    if list { format!("{base}[]") } else { base }
}
