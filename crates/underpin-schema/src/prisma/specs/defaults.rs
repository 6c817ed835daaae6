//! Defaults: `@default(...)` in the words of specs.

use super::args::Args;
use super::book::Meaning;
use super::report::Report;
use super::{base64, moments};
use crate::prisma::{Argument, Attribute, FieldArity, Value, ValueKind};
use crate::spec::DefaultSpec;
use crate::{Located, Span};

/// The field that a default is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    /// What its type is.
    pub meaning: Meaning,
    /// Its type in the words of specs, without what says how many.
    pub base: &'a str,
    /// How many values it holds.
    pub arity: FieldArity,
}

/// The default of a field; nothing where there is none, or where it is wrong, which is reported.
pub(super) fn read(attribute: &Attribute<'_>, target: Target<'_>, report: &mut Report) -> Option<Located<DefaultSpec>> {
    let args = Args::of(attribute, &["value"], report);
    let Some(value) = args.get("value") else {
        report.mistake(attribute.span, "`@default` takes a value", "write `@default(0)`");
        return None;
    };
    let spec = match (&value.kind, target.arity) {
        (ValueKind::Call(name, arguments), _) => call(name, arguments, (value.span, target), report)?,
        (ValueKind::List(items), FieldArity::List) => {
            let items = items.iter().map(|item| Some(Located::new(literal(item, target, report)?, item.span)));
            DefaultSpec::List(items.collect::<Option<_>>()?)
        }
        (ValueKind::List(_), FieldArity::Required | FieldArity::Optional) => {
            report.mistake(value.span, "the default is a list, and the field is none", "write one value");
            return None;
        }
        (_, FieldArity::List) => {
            report.mistake(value.span, "the field is a list, and the default is none", "write `[]`");
            return None;
        }
        (_, FieldArity::Required | FieldArity::Optional) => literal(value, target, report)?,
    };
    Some(Located::new(spec, value.span))
}

fn call(
    name: &str,
    arguments: &[Argument<'_>],
    (span, target): (Span, Target<'_>),
    report: &mut Report,
) -> Option<DefaultSpec> {
    let plain = |text: &str| Some(DefaultSpec::Plain(text.to_owned()));
    let scalar = match target.meaning {
        Meaning::Scalar(scalar) if target.arity != FieldArity::List => scalar,
        Meaning::Scalar(_)
        | Meaning::Enum
        | Meaning::Model(_)
        | Meaning::Outside
        | Meaning::View
        | Meaning::Composite
        | Meaning::Unsupported
        | Meaning::Unknown => "",
    };
    let number = match arguments {
        [] => None,
        [Argument { name: None, value: Value { kind: ValueKind::Number(number), span: _ } }] => Some(*number),
        _ if name == "dbgenerated" => None,
        _ => {
            report.mistake(span, format!("`{name}` does not take this"), format!("write `{name}()`"));
            return None;
        }
    };
    match (name, number) {
        ("dbgenerated", None) => return database(arguments, (span, target), report),
        // Prisma makes a sequence that the column owns, as `serial` does.
        ("autoincrement", None) if matches!(scalar, "Int" | "BigInt") => return plain("serial()"),
        ("now", None) if scalar == "DateTime" => match target.base.starts_with("pg(") {
            true => return plain("sql(\"CURRENT_TIMESTAMP\")"),
            false => return plain("now()"),
        },
        ("uuid", None | Some("4" | "7")) | ("cuid", None | Some("1" | "2")) | ("nanoid", _) | ("ulid", None)
            if scalar == "String" =>
        {
            return plain(&format!("{name}({})", number.unwrap_or_default()));
        }
        ("autoincrement" | "now" | "uuid" | "cuid" | "nanoid" | "ulid", None) => {
            let message = format!("`{name}()` does not go with the type of the field");
            report.mistake(span, message, "write a value of its type, or `dbgenerated(\"...\")`");
        }
        ("autoincrement" | "now" | "uuid" | "cuid" | "nanoid" | "ulid" | "dbgenerated", Some(number)) => {
            report.mistake(span, format!("`{name}` does not take `{number}`"), format!("write `{name}()`"));
        }
        ("auto" | "sequence", _) => {
            report.mistake(span, format!("`{name}()` is for other databases"), "write `autoincrement()`");
        }
        _ => report.unknown(
            span,
            format!("there is no default `{name}()`"),
            "for a function of PostgreSQL write `dbgenerated(\"...\")`",
        ),
    }
    None
}

fn database(
    arguments: &[Argument<'_>],
    (span, target): (Span, Target<'_>),
    report: &mut Report,
) -> Option<DefaultSpec> {
    match arguments {
        [] => {
            let message = "`dbgenerated()` does not say what the database does, so no default is known";
            let help = "write the expression between the brackets, as `dbgenerated(\"gen_random_uuid()\")`";
            report.unmanaged(span, message, help);
            None
        }
        [Argument { name: None, value }] => match value.as_text().filter(|text| !text.trim().is_empty()) {
            Some(text) => Some(DefaultSpec::Plain(format!("sql(\"{}\")", text.trim()))),
            None => {
                let help = "write `dbgenerated(\"gen_random_uuid()\")`";
                report.mistake(value.span, "`dbgenerated` takes an SQL expression as a text", help);
                None
            }
        },
        _ => {
            let help = format!("the field is {}; write `dbgenerated(\"...\")`", target.base);
            report.mistake(span, "`dbgenerated` takes one text", help);
            None
        }
    }
}

/// A constant in the words of specs, checked as Prisma does; the resolver checks it against the database's type.
fn literal(value: &Value<'_>, target: Target<'_>, report: &mut Report) -> Option<DefaultSpec> {
    let quoted = |text: &str| Some(DefaultSpec::Quoted(text.to_owned()));
    let plain = |text: &str| Some(DefaultSpec::Plain(text.to_owned()));
    let mut wrong = |wanted: &str, help: &str| {
        report.mistake(value.span, format!("the default is not {wanted}"), help);
        None
    };
    let scalar = match target.meaning {
        Meaning::Scalar(scalar) => scalar,
        // A value of an enum may have the name of anything, so it is never read as a call or a null.
        Meaning::Enum => match &value.kind {
            ValueKind::Word(word) => return quoted(word),
            _ => return wrong("a value of the enum", "write one of its values, without quotes"),
        },
        Meaning::Unsupported
        | Meaning::Model(_)
        | Meaning::Outside
        | Meaning::View
        | Meaning::Composite
        | Meaning::Unknown => return wrong("possible for this type", "write `dbgenerated(\"...\")`"),
    };
    // Numbers of types that specs have no word for are texts to the resolver.
    let number = |text: &str| if target.base.starts_with("pg(") { quoted(text) } else { plain(text) };
    match (scalar, &value.kind) {
        ("String", ValueKind::Text(text)) => quoted(text),
        ("Int" | "BigInt", ValueKind::Number(text)) if text.parse::<i64>().is_ok() => number(text),
        ("Float", ValueKind::Number(text)) => number(text),
        ("Decimal", ValueKind::Number(text)) => number(text),
        ("Decimal", ValueKind::Text(text)) if text.parse::<f64>().is_ok_and(f64::is_finite) => number(text),
        ("Boolean", ValueKind::Word(word @ ("true" | "false"))) => plain(word),
        ("Json", ValueKind::Text(text)) => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => quoted(text),
            Err(_) => wrong("JSON", "write JSON between quotes, as `\"{}\"`"),
        },
        ("Bytes", ValueKind::Text(text)) => match base64::hex(text) {
            Some(hex) => quoted(&format!("\\x{hex}")),
            None => wrong("Base64", "write bytes in Base64, as `\"AQI=\"`"),
        },
        ("DateTime", ValueKind::Text(text)) => match moments::of_column(text, target.base) {
            Some(text) => quoted(&text),
            None => wrong("a date and time of RFC 3339", "write `\"2026-01-31T12:30:00Z\"`"),
        },
        ("String" | "Json" | "Bytes" | "DateTime", _) => wrong("a text", "write it between quotes"),
        ("Boolean", _) => wrong("`true` or `false`", "write one of them, without quotes"),
        _ => wrong("a number of that type", "write a number, without quotes"),
    }
}
