//! Fields with their types and defaults.

use super::{Choices, at, text, texts};
use crate::Span;
use crate::spec::{DefaultSpec, EnumSpec, FieldSpec, ModelSpec};

/// Whether a model leaves names to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    NamesSome,
    NamesAll,
}

const NAMES: &[&str] =
    &["email", "code", "displayName", "createdAt", "count", "amount", "tags", "payload", "note", "level"];

/// A default that fits a type.
type Fit = (&'static str, &'static [Given]);

/// A default, plain or quoted, or as one of several forms.
#[derive(Clone, Copy, Debug)]
enum Given {
    Plain(&'static str),
    Quoted(&'static str),
    Json(&'static str),
}

use Given::{Json, Plain, Quoted};

const TYPES: &[Fit] = &[
    (
        "string",
        &[
            Quoted("hello"),
            Quoted("now()"),
            Quoted("it's: \"odd\" # \n\\"),
            Plain("plain"),
            Json(r#"{"sql":"'a: b, c'"}"#),
        ],
    ),
    ("varchar(40)", &[Quoted(""), Plain("uuid()"), Plain("true")]),
    ("char(2)", &[Quoted("DE")]),
    ("uuid", &[Plain("uuid()"), Plain("00000000-0000-4000-8000-00000000000A"), Plain("sql(\"gen_random_uuid()\")")]),
    ("smallint", &[Plain("-32768"), Plain("007")]),
    ("int", &[Plain("0"), Plain("42")]),
    ("bigint", &[Plain("-9223372036854775808")]),
    ("decimal(10,2)", &[Plain("0.10"), Quoted("-12345678.9")]),
    ("decimal", &[Plain("123456789012345678901234567890.123")]),
    ("float", &[Plain("1.5")]),
    ("double", &[Plain("1e-7")]),
    ("bool", &[Plain("true"), Plain("false")]),
    ("datetime", &[Plain("now()"), Quoted("2026-01-31 12:30:00")]),
    ("timestamp", &[Plain("now()")]),
    ("timestamptz(3)", &[Plain("now()"), Quoted("2026-01-31 12:30:00+00"), Plain("sql(\"now() + interval '1 day'\")")]),
    ("date", &[Plain("now()"), Plain("2024-02-29")]),
    ("time(0)", &[Quoted("12:30")]),
    (
        "json",
        &[
            Quoted("{\"a b\": [1, null]}"),
            Json(r#"{"sql":"x"}"#),
            Plain("[]"),
            Quoted("sql(\"jsonb_build_object('a', 1)\")"),
        ],
    ),
    ("bytes", &[Quoted("\\x00FF")]),
    ("pg(citext)", &[Quoted("Some: text")]),
    ("pg(numeric(6, 2))", &[Plain("1.50")]),
    ("string[]", &[]),
    ("int[]", &[]),
    ("json[]", &[]),
];

/// A field of a type with nothing else.
pub(super) fn plain(ty: &str) -> FieldSpec {
    FieldSpec {
        span: Span::default(),
        ty: text(ty),
        primary: None,
        unique: None,
        default: None,
        sequence: None,
        updated: None,
        generated: None,
        collate: None,
        map: None,
        doc: None,
        pii: None,
        encrypted: None,
        was: Vec::new(),
        fill: None,
        using: None,
    }
}

/// Adds fields to a model.
pub(super) fn add(choices: &mut Choices<'_>, model: &mut ModelSpec, enums: &[EnumSpec], owner: Owner) {
    let count = choices.below(NAMES.len());
    for name in &NAMES[..count] {
        let mut field = match choices.maybe(25, |choices| choices.below(2)).filter(|at| *at < enums.len()) {
            Some(at) => of_enum(choices, &enums[at]),
            None => of_scalar(choices),
        };
        if field.generated.is_none() {
            field.map = choices.maybe(20, |_| text(format!("{name} \"☃\".x")));
        }
        field.doc = texts::doc(choices);
        field.pii = choices.maybe(10, |choices| text(*choices.one(&["email", "name", "token", "other"])));
        field.encrypted = choices.maybe(10, |_| at(true));
        if owner == Owner::NamesSome {
            field.unique = choices.maybe(10, |_| at(true));
        }
        model.fields.push((text(*name), field));
    }
}

fn of_enum(choices: &mut Choices<'_>, of: &EnumSpec) -> FieldSpec {
    let mut field = plain(&format!("{}{}", of.name.value, choices.one(&["", "?", "[]", "[]?"])));
    let value = &choices.one(&of.values).0;
    let quoted = at(DefaultSpec::Quoted(value.value.clone()));
    field.default = choices.maybe(50, |_| match field.ty.contains('[') {
        true => at(DefaultSpec::List(vec![quoted.clone(), quoted])),
        false => quoted,
    });
    field
}

fn of_scalar(choices: &mut Choices<'_>) -> FieldSpec {
    let (ty, defaults) = choices.one(TYPES);
    let mut field = plain(&format!("{ty}{}", choices.one(&["", "?"])));
    if ty.ends_with("[]") {
        field.default = choices.maybe(50, |choices| at(list(choices, ty)));
    } else if !defaults.is_empty() {
        field.default = choices.maybe(60, |choices| {
            at(match *choices.one(defaults) {
                Plain(word) => DefaultSpec::Plain(word.to_owned()),
                Quoted(word) => DefaultSpec::Quoted(word.to_owned()),
                Json(json) => DefaultSpec::Json(json.to_owned()),
            })
        });
    }
    if field.default.is_none() {
        field.generated = choices.maybe(10, |_| text("NULL"));
    }
    if ty.starts_with("datetime") && field.generated.is_none() {
        field.updated = choices.maybe(40, |_| at(true));
    }
    if *ty == "string" {
        field.collate = choices.maybe(15, |choices| text(*choices.one(&["C", "POSIX"])));
    }
    field
}

fn list(choices: &mut Choices<'_>, ty: &str) -> DefaultSpec {
    let item = match ty {
        "int[]" => DefaultSpec::Plain("7".to_owned()),
        "json[]" => DefaultSpec::Json(r#"{"a":1}"#.to_owned()),
        _ => DefaultSpec::Quoted(texts::any(choices).to_owned()),
    };
    let count = choices.below(3);
    DefaultSpec::List(vec![at(item); count])
}
