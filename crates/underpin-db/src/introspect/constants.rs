//! Constants in the spellings that PostgreSQL gives them.

use underpin_schema::{Args, BaseType, Literal, Scalar, ScalarKind};

/// A constant as PostgreSQL spells it.
pub(super) enum Constant<'t> {
    /// `true`, `42`, `0.10`
    Bare(&'t str),
    /// `'text'::type`
    Quoted { value: String, ty: &'t str },
}

impl<'t> Constant<'t> {
    /// The constant at the start of a text, and what follows it.
    pub(super) fn read(text: &'t str) -> Option<(Self, &'t str)> {
        Self::read_with(text, type_end)
    }

    /// The same, with a way to find the end of the type.
    pub(super) fn read_with(text: &'t str, type_end: fn(&str) -> usize) -> Option<(Self, &'t str)> {
        let Some(mut rest) = text.strip_prefix('\'') else {
            let end = text.find([',', ']']).unwrap_or(text.len());
            return Some((Constant::Bare(&text[..end]), &text[end..]));
        };
        let mut value = String::new();
        loop {
            let (part, after) = rest.split_once('\'')?;
            value.push_str(part);
            match after.strip_prefix('\'') {
                Some(next) => {
                    value.push('\'');
                    rest = next;
                }
                None => {
                    rest = after;
                    break;
                }
            }
        }
        let rest = rest.strip_prefix("::")?;
        let (ty, rest) = rest.split_at(type_end(rest));
        Some((Constant::Quoted { value, ty }, rest))
    }

    pub(super) fn literal(self, (base, bare): (&BaseType, &str)) -> Option<Literal> {
        match (self, base) {
            (Constant::Bare(text), BaseType::Scalar(scalar)) => match (scalar.kind, text) {
                (ScalarKind::Bool, "true") => Some(Literal::Bool(true)),
                (ScalarKind::Bool, "false") => Some(Literal::Bool(false)),
                _ => number(text, *scalar),
            },
            (Constant::Quoted { value, ty }, BaseType::Scalar(scalar)) => quoted(value, ty, (*scalar, bare)),
            (Constant::Quoted { value, ty }, BaseType::Enum(_)) => (ty == bare).then(|| Literal::Enum(value.into())),
            (Constant::Quoted { value, ty }, BaseType::Type(_) | BaseType::Other(_)) => {
                (ty == bare).then_some(Literal::Text(value))
            }
            (Constant::Bare(_), BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_)) => None,
        }
    }
}

/// Where the name of a type ends: at a comma or bracket that is in no quotes and no parentheses.
fn type_end(text: &str) -> usize {
    let (mut quoted, mut depth) = (false, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth = depth.saturating_sub(1),
            b',' | b']' if !quoted && depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// A quoted constant, if its type is the column's or one that means the same there.
fn quoted(value: String, ty: &str, (scalar, bare): (Scalar, &str)) -> Option<Literal> {
    match scalar.kind {
        ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char => {
            // A constant of `char(2)` is of the type `bpchar`.
            (ty == bare || matches!(ty, "text" | "character varying" | "bpchar")).then_some(Literal::Text(value))
        }
        ScalarKind::Uuid | ScalarKind::Timestamp | ScalarKind::Timestamptz | ScalarKind::Date | ScalarKind::Time => {
            (ty == bare).then_some(Literal::Text(value))
        }
        // Negative numbers stand between quotes.
        ScalarKind::SmallInt
        | ScalarKind::Int
        | ScalarKind::BigInt
        | ScalarKind::Decimal
        | ScalarKind::Float
        | ScalarKind::Double => {
            let is_number = ty == bare || matches!(ty, "integer" | "bigint" | "numeric");
            if is_number { number(&value, scalar) } else { None }
        }
        ScalarKind::Bool => None,
        ScalarKind::Json => (ty == bare).then(|| Literal::Json(compact(&value))),
        ScalarKind::Bytes => {
            let digits = value.strip_prefix("\\x").filter(|_| ty == bare)?;
            Some(Literal::Bytes(digits.to_owned()))
        }
    }
}

/// A number in the form that [`Literal::Number`] has, if the type holds it as it is.
fn number(text: &str, scalar: Scalar) -> Option<Literal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || (whole.starts_with('0') && whole != "0") || !fraction.is_none_or(all_digits) {
        return None;
    }
    let within = |least: i64, most: i64| text.parse().is_ok_and(|number: i64| (least..=most).contains(&number));
    let is_held = match scalar.kind {
        ScalarKind::SmallInt => within(i16::MIN.into(), i16::MAX.into()),
        ScalarKind::Int => within(i32::MIN.into(), i32::MAX.into()),
        ScalarKind::BigInt => within(i64::MIN, i64::MAX),
        ScalarKind::Decimal => match scalar.args {
            Args::Two(digits, scale) => {
                let before = if whole == "0" { 0 } else { whole.len() };
                fraction.map_or(0, str::len) <= scale as usize && before + scale as usize <= digits as usize
            }
            Args::One(_) | Args::None => true,
        },
        ScalarKind::Float | ScalarKind::Double => true,
        ScalarKind::Text
        | ScalarKind::Varchar
        | ScalarKind::Char
        | ScalarKind::Uuid
        | ScalarKind::Bool
        | ScalarKind::Timestamp
        | ScalarKind::Timestamptz
        | ScalarKind::Date
        | ScalarKind::Time
        | ScalarKind::Json
        | ScalarKind::Bytes => false,
    };
    is_held.then(|| Literal::Number(text.to_owned()))
}

/// JSON as [`Literal::Json`] has it: without the space that PostgreSQL puts after commas and colons.
fn compact(json: &str) -> String {
    let mut compact = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in json.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if c == '"' {
            in_string = true;
        } else if c == ' ' {
            continue;
        }
        compact.push(c);
    }
    compact
}
