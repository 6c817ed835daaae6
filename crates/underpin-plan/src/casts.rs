//! How a value of one type becomes one of another: the conversions that lose nothing, those that have to ask the rows
//! first, and those that the specs must spell.
//! <https://www.postgresql.org/docs/current/sql-createcast.html>

use underpin_schema::{Args, BaseType, ColumnType, EnumType, Name, QName, Scalar, ScalarKind, Schema};

use crate::{Pair, Using, user_types::rules};

/// What is known of a conversion.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Conversion {
    /// Every value has its counterpart.
    Safe(Using),
    /// A value may have none; the rows are asked before.
    Asked(Using),
    /// Something would be lost or guessed: why, and an expression that would do.
    Unsafe {
        /// Why, to follow "because".
        why: String,
        /// What `using` could be, with `{}` where the column stands.
        suggestion: String,
    },
}

impl Conversion {
    fn lossy(why: &str, suggestion: impl Into<String>) -> Self {
        Conversion::Unsafe { why: why.to_owned(), suggestion: suggestion.into() }
    }
}

/// The conversion between two types that needs no word of the specs, if there is one.
pub(crate) fn natural(ty: Pair<&ColumnType>, enums: Pair<&Schema>) -> Conversion {
    let (old, new) = (&*enums.old.below(ty.old), &*enums.new.below(ty.new));
    if old == new && ty.old != ty.new {
        return ruled(ty.new, enums.new).unwrap_or(Conversion::Safe(Using::Assignment));
    }
    if let Some(refused) = ruled(ty.new, enums.new) {
        return refused;
    }
    match (old.list, new.list) {
        (false, false) => one(Pair { old: &old.base, new: &new.base }, enums),
        (true, true) => match one(Pair { old: &old.base, new: &new.base }, enums) {
            safe @ Conversion::Safe(_) => safe,
            // No question is asked of the elements of an array.
            Conversion::Asked(_) | Conversion::Unsafe { why: _, suggestion: _ } => {
                Conversion::lossy("an element of the array may not fit", format!("{{}}::{}", spelled(new)))
            }
        },
        (false, true) => Conversion::lossy("a value is no array", format!("ARRAY[{{}}]::{}", spelled(new))),
        (true, false) => Conversion::lossy("an array may hold several values", "({})[1]"),
    }
}

/// What is open about an array of a domain with rules: no question is asked of the elements of an array.
fn ruled(new: &ColumnType, schema: &Schema) -> Option<Conversion> {
    let element = ColumnType { base: new.base.clone(), list: false };
    let has_rules = new.list && !rules(schema, &element).is_empty();
    has_rules.then(|| {
        Conversion::lossy("an element of the array may break a rule of the domain", format!("{{}}::{}", spelled(new)))
    })
}

/// The conversion back, for values that came from the old type.
pub(crate) fn back(ty: Pair<&ColumnType>, enums: Pair<&Schema>) -> Result<Using, String> {
    let there = natural(ty, enums);
    match (there, natural(ty.swapped(), enums.swapped())) {
        (Conversion::Safe(_) | Conversion::Asked(_), Conversion::Safe(using) | Conversion::Asked(using)) => Ok(using),
        // What came from a narrower type goes back into it as it was.
        (Conversion::Safe(_), Conversion::Unsafe { why: _, suggestion: _ }) => Ok(Using::Cast),
        (Conversion::Asked(_), Conversion::Unsafe { why, suggestion: _ }) => Err(why),
        (Conversion::Unsafe { why: _, suggestion: _ }, _) => {
            Err("the expression that converted it cannot be run backwards".to_owned())
        }
    }
}

fn one(Pair { old, new }: Pair<&BaseType>, enums: Pair<&Schema>) -> Conversion {
    match (old, new) {
        (BaseType::Scalar(old), BaseType::Scalar(new)) => scalar(*old, *new),
        (BaseType::Enum(old), BaseType::Enum(new)) => labels(enums, old, new),
        // Every type has a text form, which assignment takes. https://www.postgresql.org/docs/current/sql-createcast.html#SQL-CREATECAST-NOTES
        (BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_), BaseType::Scalar(new)) if is_text(*new) => {
            Conversion::Safe(Using::Assignment)
        }
        (BaseType::Scalar(old), BaseType::Enum(_)) if is_stringy(*old) => Conversion::Asked(Using::Cast),
        (BaseType::Scalar(Scalar { kind: ScalarKind::Bool, args: _ }), BaseType::Enum(name)) => {
            Conversion::lossy("which label stands for true is not known", case(name, "{}"))
        }
        (_, BaseType::Enum(name)) => {
            Conversion::lossy("which label a value becomes is not known", case(name, "({})::text"))
        }
        (BaseType::Enum(_), BaseType::Scalar(Scalar { kind: ScalarKind::Bool, args: _ })) => {
            Conversion::lossy("which labels stand for true is not known", "{} = '...'")
        }
        (BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_), BaseType::Scalar(_))
        | (_, BaseType::Type(_) | BaseType::Other(_)) => Conversion::lossy("what a value becomes is not known", ""),
    }
}

fn case(name: &QName, column: &str) -> String {
    format!("(CASE {column} WHEN ... THEN '...' END)::{}", quoted(name))
}

fn labels(enums: Pair<&Schema>, old: &QName, new: &QName) -> Conversion {
    let values = |schema: &Schema, name: &QName| schema.enums.get(name).map(|ty: &EnumType| ty.values.clone());
    let (Some(from), Some(to)) = (values(enums.old, old), values(enums.new, new)) else {
        return Conversion::Safe(Using::Text);
    };
    let missing: Vec<&Name> = from.iter().filter(|value| !to.contains(value)).collect();
    match &missing[..] {
        [] => Conversion::Safe(Using::Text),
        [first, ..] => Conversion::lossy(
            &format!("{new} has no value `{first}`"),
            format!("(CASE {{}}::text WHEN '{first}' THEN '...' ELSE {{}}::text END)::{}", quoted(new)),
        ),
    }
}

fn scalar(old: Scalar, new: Scalar) -> Conversion {
    use ScalarKind::{
        BigInt, Bool, Bytes, Char, Date, Decimal, Double, Float, Int, Json, SmallInt, Text, Time, Timestamp,
        Timestamptz, Uuid, Varchar,
    };
    let safe = Conversion::Safe(Using::Assignment);
    let asked = Conversion::Asked(Using::Assignment);
    let ty = new.postgres();
    match (old.kind, new.kind) {
        (_, Text) => safe,
        (Text | Varchar | Char, Varchar | Char) => match (old.args, new.args) {
            (_, Args::None) => safe,
            (Args::One([from]), Args::One([to])) if from <= to && new.kind == Varchar => safe,
            (Args::None | Args::One(_) | Args::Two(_, _), Args::One(_) | Args::Two(_, _)) => asked,
        },
        (_, Varchar) if new.args == Args::None => safe,
        (_, Varchar | Char) => Conversion::Asked(Using::Text),
        (SmallInt, Int | BigInt | Float | Double) | (Int, BigInt | Double) | (Float, Double) => safe,
        (Int | BigInt, SmallInt) | (BigInt, Int) => asked,
        (SmallInt | Int | BigInt, Decimal) => match new.args {
            Args::Two(digits, scale) if digits.saturating_sub(scale) < digits_of(old.kind) => asked,
            Args::None | Args::One(_) | Args::Two(_, _) => safe,
        },
        (Decimal, SmallInt | Int | BigInt) => match old.args {
            Args::Two(_, 0) => asked,
            Args::None | Args::One(_) | Args::Two(_, _) => {
                Conversion::lossy("what stands after the point would be rounded", format!("round({{}})::{ty}"))
            }
        },
        (Decimal, Decimal) => {
            match (old.args, new.args) {
                (_, Args::None) => safe,
                (Args::Two(digits, scale), Args::Two(more, other)) if other >= scale => {
                    if more - other >= digits - scale { safe } else { asked }
                }
                (_, Args::Two(_, scale)) => Conversion::lossy(
                    &format!("values would be rounded to {scale} digits after the point"),
                    format!("round({{}}, {scale})"),
                ),
                (_, Args::One(_)) => Conversion::lossy("values would be rounded", "round({})"),
            }
        }
        (Timestamp, Timestamp) | (Timestamptz, Timestamptz) | (Time, Time) => {
            if seconds(old) <= seconds(new) {
                safe
            } else {
                Conversion::lossy("fractions of a second would be rounded", format!("{{}}::{ty}"))
            }
        }
        (Date, Timestamp) => safe,
        (Timestamp, Timestamptz) => Conversion::lossy(
            "the time zone that the values are meant in is not known",
            "{} AT TIME ZONE 'UTC'".to_owned(),
        ),
        (Timestamptz, Timestamp) => Conversion::lossy(
            "the time zone that the values are to be in is not known",
            "{} AT TIME ZONE 'UTC'".to_owned(),
        ),
        (Date, Timestamptz) => Conversion::lossy(
            "the time zone that the days are meant in is not known",
            "{}::timestamp AT TIME ZONE 'UTC'".to_owned(),
        ),
        (Timestamp, Date | Time) => Conversion::lossy("a part of each value would be lost", format!("{{}}::{ty}")),
        (Timestamptz, Date | Time) => {
            Conversion::lossy("a part of each value would be lost", format!("({{}} AT TIME ZONE 'UTC')::{ty}"))
        }
        (Text | Varchar | Char, Uuid) => Conversion::Asked(Using::Cast),
        (Text | Varchar | Char, _) => Conversion::lossy(
            "texts that look alike may be one value, and some may be none",
            format!("nullif(btrim({{}}), '')::{ty}"),
        ),
        (Bool, SmallInt | Int | BigInt) => {
            Conversion::lossy("which number stands for true is not known", format!("{{}}::integer::{ty}"))
        }
        (SmallInt | Int | BigInt, Bool) => Conversion::lossy("which numbers stand for true is not known", "{} <> 0"),
        (SmallInt | Int | BigInt | Decimal | Float | Double, Float | Double | Decimal | SmallInt | Int | BigInt) => {
            if old.kind == new.kind {
                safe
            } else {
                Conversion::lossy("values would be rounded", format!("{{}}::{ty}"))
            }
        }
        (Bool, Bool) | (Uuid, Uuid) | (Json, Json) | (Bytes, Bytes) | (Date, Date) => safe,
        (
            Bool | Uuid | Json | Bytes | Date | Time | Timestamp | Timestamptz | SmallInt | Int | BigInt | Decimal
            | Float | Double,
            _,
        ) => Conversion::lossy("there is no conversion between the two", ""),
    }
}

/// How many digits of a second the type keeps: all six where it does not say.
pub(crate) fn seconds(scalar: Scalar) -> u32 {
    match scalar.args {
        Args::One([digits]) => digits,
        Args::None | Args::Two(_, _) => 6,
    }
}

/// How many digits the largest number has.
fn digits_of(kind: ScalarKind) -> u32 {
    match kind {
        ScalarKind::SmallInt => 5,
        ScalarKind::Int => 10,
        _ => 19,
    }
}

fn is_text(scalar: Scalar) -> bool {
    matches!(
        scalar,
        Scalar { kind: ScalarKind::Text, args: _ } | Scalar { kind: ScalarKind::Varchar, args: Args::None }
    )
}

fn is_stringy(scalar: Scalar) -> bool {
    matches!(scalar.kind, ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char)
}

/// A type as SQL, for suggestions.
pub(crate) fn spelled(ty: &ColumnType) -> String {
    let base = match &ty.base {
        BaseType::Scalar(scalar) => scalar.postgres(),
        BaseType::Enum(name) | BaseType::Type(name) => quoted(name),
        BaseType::Other(name) => name.clone(),
    };
    if ty.list { base + "[]" } else { base }
}

fn quoted(name: &QName) -> String {
    let ident = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    if name.is_public() { ident(&name.name) } else { format!("{}.{}", ident(&name.namespace), ident(&name.name)) }
}
