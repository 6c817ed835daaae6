//! Constants, checked against a type and brought into their one form.

use super::defaults::Mistake;
use super::moments;
use super::report::suggest;
use super::scope::Scope;
use crate::spec::DefaultSpec;
use crate::{Args, BaseType, ColumnType, DiagnosticId, Literal, Scalar, ScalarKind};

/// Reads a constant of a type that is no list.
pub(super) fn read(value: &DefaultSpec, ty: &ColumnType, scope: &Scope<'_>) -> Result<Literal, Mistake> {
    if matches!(value, DefaultSpec::Plain(text) if text == "null" || text == "~") {
        return Err(Mistake::new("`null` is no default", "leave `default:` out: an optional field is empty then"));
    }
    match &ty.base {
        BaseType::Scalar(scalar) if scalar.kind == ScalarKind::Json => json(value),
        BaseType::Scalar(scalar) => of_scalar(value, *scalar),
        BaseType::Enum(name) => {
            let text = text(value, "a value of its enum")?;
            let Some(found) = scope.enum_of(name) else { return Ok(Literal::Enum(text.into())) };
            match found.value(text) {
                Some(value) => Ok(Literal::Enum(value.label.clone())),
                None => {
                    let names = found.values.iter().map(|value| value.name.as_str());
                    let all: Vec<_> = names.clone().map(|name| format!("`{name}`")).collect();
                    let message = format!("the enum `{}` has no value `{text}`", found.spec.name.value);
                    let help = suggest(text, names, format!("its values are {}", all.join(", ")));
                    Err(Mistake { id: DiagnosticId::UnknownEnumValue, ..Mistake::new(message, help) })
                }
            }
        }
        // A composite type: what is below a domain has been looked up.
        BaseType::Type(_) | BaseType::Other(_) => Ok(Literal::Text(text(value, "a text")?.to_owned())),
    }
}

/// The text of a constant that is one word or one text.
fn text<'v>(value: &'v DefaultSpec, wanted: &str) -> Result<&'v str, Mistake> {
    match value {
        DefaultSpec::Plain(text) | DefaultSpec::Quoted(text) => Ok(text),
        DefaultSpec::List(_) => Err(Mistake::new(
            format!("the field takes {wanted}, and the default is a list"),
            "write one value, or make the type a list with `[]`",
        )),
        DefaultSpec::Json(_) => Err(Mistake::new(
            format!("the field takes {wanted}, and the default is a map"),
            "write one value, or `{ sql: \"...\" }`",
        )),
    }
}

fn of_scalar(value: &DefaultSpec, scalar: Scalar) -> Result<Literal, Mistake> {
    let word = scalar.kind.row().yaml[0];
    let text = text(value, &format!("a value of the type `{word}`"))?;
    let bare = |what: &str| match value {
        DefaultSpec::Plain(text) => Ok(text.as_str()),
        DefaultSpec::Quoted(text) => Err(Mistake::new(
            format!("`\"{text}\"` is a text, and the field takes {what}"),
            format!("write `{text}` without quotes"),
        )),
        DefaultSpec::List(_) | DefaultSpec::Json(_) => Ok(""),
    };
    let wrong = |help: &str| Err(Mistake::new(format!("`{text}` is no value of the type `{word}`"), help));
    let checked = |is_right: bool, help: &str| if is_right { Ok(Literal::Text(text.to_owned())) } else { wrong(help) };
    match scalar.kind {
        ScalarKind::Text => Ok(Literal::Text(text.to_owned())),
        ScalarKind::Varchar | ScalarKind::Char => {
            let length = text.chars().count();
            match scalar.args {
                Args::One([most]) if length > most as usize => Err(Mistake::new(
                    format!("the default has {length} characters, and the field holds {most}"),
                    "write a shorter text, or a longer type",
                )),
                Args::One(_) | Args::Two(_, _) | Args::None => Ok(Literal::Text(text.to_owned())),
            }
        }
        ScalarKind::Uuid if is_uuid(text) => Ok(Literal::Text(text.to_lowercase())),
        ScalarKind::Uuid => {
            wrong("write 32 hexadecimal digits as `8-4-4-4-12`, or `uuid()` for a new one at each insert")
        }
        ScalarKind::SmallInt => whole(bare("a number")?, i64::from(i16::MIN), i64::from(i16::MAX)),
        ScalarKind::Int => whole(bare("a number")?, i64::from(i32::MIN), i64::from(i32::MAX)),
        ScalarKind::BigInt => whole(bare("a number")?, i64::MIN, i64::MAX),
        ScalarKind::Decimal => decimal(text, scalar),
        ScalarKind::Float | ScalarKind::Double => match number(bare("a number")?) {
            // PostgreSQL refuses what its type cannot hold: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
            Some(number) if is_held(&number.text, scalar.kind) => Ok(Literal::Number(number.text)),
            _ => wrong("write a number, as `0.5`"),
        },
        ScalarKind::Bool => match bare("`true` or `false`")? {
            "true" | "True" | "TRUE" => Ok(Literal::Bool(true)),
            "false" | "False" | "FALSE" => Ok(Literal::Bool(false)),
            _ => wrong("write `true` or `false`"),
        },
        ScalarKind::Timestamp => checked(moments::is_timestamp(text), "write `2026-01-31 12:30:00`, or `now()`"),
        ScalarKind::Timestamptz => checked(moments::is_timestamptz(text), "write `2026-01-31 12:30:00+00`, or `now()`"),
        ScalarKind::Date => checked(moments::is_date(text), "write `2026-01-31`, or `now()`"),
        ScalarKind::Time => checked(moments::is_time(text), "write `12:30:00`, or `now()`"),
        ScalarKind::Json => json(value),
        ScalarKind::Bytes => {
            let digits = text.strip_prefix("\\x").unwrap_or(text);
            match digits.len() % 2 == 0 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                true => Ok(Literal::Bytes(digits.to_lowercase())),
                false => wrong("write pairs of hexadecimal digits, as `\\x00ff`"),
            }
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn whole(text: &str, least: i64, most: i64) -> Result<Literal, Mistake> {
    match text.parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(Literal::Number(number.to_string())),
        Ok(_) => Err(Mistake::new(
            format!("`{text}` is out of range"),
            format!("write a number from {least} to {most}, or choose a larger type"),
        )),
        Err(_) => {
            Err(Mistake::new(format!("`{text}` is no whole number"), format!("write a number from {least} to {most}")))
        }
    }
}

/// A number in its one form, with the count of its digits.
struct Number {
    text: String,
    before_point: usize,
    after_point: usize,
    has_exponent: bool,
}

/// A number without leading zeros or a plus sign; what stands after the point stays as it is written.
fn number(text: &str) -> Option<Number> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.parse::<i32>().ok()?)),
        None => (digits, None),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (before.is_empty() && after.is_empty()) || !all_digits(before) || !all_digits(after) {
        return None;
    }
    let before = before.trim_start_matches('0');
    let is_zero = before.is_empty() && after.bytes().all(|byte| byte == b'0');
    let mut text = format!("{}{}", if is_zero { "" } else { sign }, if before.is_empty() { "0" } else { before });
    if !after.is_empty() {
        text = format!("{text}.{after}");
    }
    if let Some(exponent) = exponent {
        text = format!("{text}e{exponent}");
    }
    Some(Number { text, before_point: before.len(), after_point: after.len(), has_exponent: exponent.is_some() })
}

fn is_held(text: &str, kind: ScalarKind) -> bool {
    let is_zero =
        text.split('e').next().is_some_and(|mantissa| mantissa.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-')));
    match kind {
        ScalarKind::Float => text.parse::<f32>().is_ok_and(|held| held.is_finite() && (held != 0.0 || is_zero)),
        _ => text.parse::<f64>().is_ok_and(|held| held.is_finite() && (held != 0.0 || is_zero)),
    }
}

/// A decimal is kept as it is written: a float would not hold `0.1`.
fn decimal(text: &str, scalar: Scalar) -> Result<Literal, Mistake> {
    let Some(number) = number(text).filter(|number| !number.has_exponent) else {
        return Err(Mistake::new(
            format!("`{text}` is no decimal number"),
            "write digits with at most one point, as `0.10`",
        ));
    };
    let digits = match scalar.args {
        Args::Two(digits, scale) => Some((digits as usize, scale as usize)),
        Args::One(_) | Args::None => None,
    };
    match digits {
        Some((digits, scale)) if number.after_point > scale || number.before_point > digits - scale => {
            Err(Mistake::new(
                format!("`{text}` does not fit `decimal({digits},{scale})`"),
                format!("write at most {} digits before the point and {scale} after it", digits - scale),
            ))
        }
        Some(_) | None => Ok(Literal::Number(number.text)),
    }
}

fn json(value: &DefaultSpec) -> Result<Literal, Mistake> {
    let text = match value {
        DefaultSpec::Plain(text) | DefaultSpec::Quoted(text) | DefaultSpec::Json(text) => text.clone(),
        DefaultSpec::List(items) => json_of_list(items),
    };
    match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
        Ok(_) => Ok(Literal::Json(compact(&text))),
        Err(_) => {
            Err(Mistake::new(format!("`{text}` is no JSON"), format!("write JSON; for a JSON string, `'\"{text}\"'`")))
        }
    }
}

fn json_of_list(items: &[crate::Located<DefaultSpec>]) -> String {
    let element = |item: &crate::Located<DefaultSpec>| match &item.value {
        DefaultSpec::Plain(text) if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => text.clone(),
        DefaultSpec::Plain(text) | DefaultSpec::Quoted(text) => serde_json::Value::from(text.as_str()).to_string(),
        DefaultSpec::List(items) => json_of_list(items),
        DefaultSpec::Json(text) => text.clone(),
    };
    format!("[{}]", items.iter().map(element).collect::<Vec<_>>().join(","))
}

/// JSON without white space between its parts. Numbers and keys stay as they are written.
fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in json.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if c == '"' {
            in_string = true;
        } else if c.is_ascii_whitespace() {
            continue;
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_form() {
        for (text, canonical) in
            [("007", "7"), ("+1.50", "1.50"), ("-0", "0"), (".5", "0.5"), ("1E+3", "1e3"), ("-00.10", "-0.10")]
        {
            assert_eq!(number(text).map(|number| number.text).as_deref(), Some(canonical), "{text}");
        }
        for text in ["", ".", "-", "1.2.3", "0x1", "1_000", "e5", "NaN", "１"] {
            assert!(number(text).is_none(), "{text}");
        }
    }

    #[test]
    fn json_is_compacted_outside_strings() {
        assert_eq!(compact(r#"{ "a b" : [ 1, "\" x" ] }"#), r#"{"a b":[1,"\" x"]}"#);
    }
}
