//! Defaults: which of them are constants.
//!
//! Only the spellings that PostgreSQL itself gives to constants are known here, which is a closed list; anything else is
//! an expression, and stays as PostgreSQL spells it. So no constant is ever misread: at worst it remains an expression.
//! <https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG>: `pg_get_expr`

use underpin_schema::{Args, BaseType, ColumnType, DefaultValue, Expr, Literal, Scalar, ScalarKind};

/// What a default is, by its text. `bare` is the type of the column, or of one element, without its arguments.
pub(super) fn default(text: &str, ty: &ColumnType, bare: &str) -> DefaultValue {
    if is_now(text, ty) {
        return DefaultValue::Now;
    }
    let literal = if ty.list { list(text, (&ty.base, bare)) } else { single(text, (&ty.base, bare)) };
    literal.map_or_else(|| DefaultValue::Sql(Expr::new(text)), DefaultValue::Literal)
}

/// Both spellings mean the start of the transaction.
/// <https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT>
fn is_now(text: &str, ty: &ColumnType) -> bool {
    let holds_a_moment = match &ty.base {
        BaseType::Scalar(scalar) => {
            matches!(scalar.kind, ScalarKind::Timestamp | ScalarKind::Timestamptz | ScalarKind::Date | ScalarKind::Time)
        }
        BaseType::Enum(_) | BaseType::Other(_) => false,
    };
    holds_a_moment && !ty.list && matches!(text, "CURRENT_TIMESTAMP" | "now()")
}

fn single(text: &str, ty: (&BaseType, &str)) -> Option<Literal> {
    let (constant, rest) = Constant::read(text)?;
    if rest.is_empty() { constant.literal(ty) } else { None }
}

/// `ARRAY['a'::text, 'b'::text]`, `ARRAY[]::text[]`, `'{}'::text[]`
fn list(text: &str, (base, bare): (&BaseType, &str)) -> Option<Literal> {
    let ends_list =
        |rest: &str| rest.is_empty() || rest.strip_prefix("::").is_some_and(|ty| is_list_of(ty, base, bare));
    if let Some(rest) = text.strip_prefix("'{}'") {
        return ends_list(rest).then(|| Literal::List(Vec::new()));
    }
    let mut rest = text.strip_prefix("ARRAY[")?;
    let mut items = Vec::new();
    while !rest.starts_with(']') {
        let (constant, after) = Constant::read(rest)?;
        items.push(constant.literal((base, bare))?);
        rest = match after.strip_prefix(", ") {
            Some(next) => next,
            None => after.strip_prefix(']').map(|_| after)?,
        };
    }
    ends_list(&rest[1..]).then_some(Literal::List(items))
}

/// The value of an array constant with elements, `'{a,b}'::text[]`.
pub(super) fn array(text: &str, ty: &ColumnType, bare: &str) -> Option<String> {
    let (Constant::Quoted { value, ty: of }, rest) = Constant::read_with(text, str::len)? else { return None };
    let has_known_elements = match &ty.base {
        BaseType::Scalar(_) | BaseType::Enum(_) => true,
        // Its elements may stand between other signs than commas.
        BaseType::Other(_) => false,
    };
    (ty.list && has_known_elements && rest.is_empty() && is_list_of(of, &ty.base, bare)).then_some(value)
}

/// The literal of a list whose elements PostgreSQL has told, each as its type writes it.
pub(super) fn list_of(elements: Vec<Option<String>>, ty: &ColumnType) -> Option<Literal> {
    let element = |text: Option<String>| written(text?, &ty.base);
    elements.into_iter().map(element).collect::<Option<_>>().map(Literal::List)
}

fn written(text: String, base: &BaseType) -> Option<Literal> {
    let scalar = match base {
        BaseType::Scalar(scalar) => *scalar,
        BaseType::Enum(_) => return Some(Literal::Enum(text.into())),
        BaseType::Other(_) => return None,
    };
    match (scalar.kind, text.as_str()) {
        (ScalarKind::Bool, "t") => Some(Literal::Bool(true)),
        (ScalarKind::Bool, "f") => Some(Literal::Bool(false)),
        _ => quoted(text, "", (scalar, "")),
    }
}

fn is_list_of(ty: &str, base: &BaseType, bare: &str) -> bool {
    let element = ty.strip_suffix("[]");
    element.is_some_and(|element| {
        element == bare || matches!(base, BaseType::Scalar(scalar) if scalar.postgres() == element)
    })
}

/// A constant as PostgreSQL spells it.
enum Constant<'t> {
    /// `true`, `42`, `0.10`
    Bare(&'t str),
    /// `'text'::type`
    Quoted { value: String, ty: &'t str },
}

impl<'t> Constant<'t> {
    /// The constant at the start of a text, and what follows it.
    fn read(text: &'t str) -> Option<(Self, &'t str)> {
        Self::read_with(text, type_end)
    }

    /// The same, with a way to find the end of the type.
    fn read_with(text: &'t str, type_end: fn(&str) -> usize) -> Option<(Self, &'t str)> {
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

    fn literal(self, (base, bare): (&BaseType, &str)) -> Option<Literal> {
        match (self, base) {
            (Constant::Bare(text), BaseType::Scalar(scalar)) => match (scalar.kind, text) {
                (ScalarKind::Bool, "true") => Some(Literal::Bool(true)),
                (ScalarKind::Bool, "false") => Some(Literal::Bool(false)),
                _ => number(text, *scalar),
            },
            (Constant::Quoted { value, ty }, BaseType::Scalar(scalar)) => quoted(value, ty, (*scalar, bare)),
            (Constant::Quoted { value, ty }, BaseType::Enum(_)) => (ty == bare).then(|| Literal::Enum(value.into())),
            (Constant::Quoted { value, ty }, BaseType::Other(_)) => (ty == bare).then_some(Literal::Text(value)),
            (Constant::Bare(_), BaseType::Enum(_) | BaseType::Other(_)) => None,
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
