//! Column types in Prisma's words.

use std::borrow::Cow;

use underpin_schema::{Args, BaseType, ColumnType, DATETIME_SECONDS, Params, Scalar, ScalarKind};

use super::{book::Book, text::Quoted};

/// The digits of a second that PostgreSQL keeps where the type does not say.
const MOST_SECONDS: u32 = 6;

/// What Prisma makes of a column type.
pub(super) struct PrismaType<'a> {
    /// The kind of value, which decides how defaults are written.
    pub family: Family,
    /// The name of the type without `?` or `[]`: `String`, `PlanType`, `Unsupported("tsvector")`.
    pub name: Cow<'a, str>,
    /// The native type with its arguments: `VarChar(20)`. Nothing where it is what Prisma takes by itself.
    pub native: Option<Cow<'static, str>>,
}

/// The kinds of value that Prisma knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Family {
    String,
    Int,
    BigInt,
    Float,
    Decimal,
    Boolean,
    DateTime,
    Json,
    Bytes,
    Enum,
    Unsupported,
}

/// The Prisma type of one element of a column.
pub(super) fn prisma_type<'a>(book: &Book<'a>, ty: &ColumnType) -> PrismaType<'a> {
    // Prisma reads a column of a domain as one of the type below it.
    let ColumnType { base, list: _ } = &*book.schema.below(ty);
    match base {
        BaseType::Scalar(scalar) => scalar_type(*scalar),
        BaseType::Enum(name) => match book.code_enum(name) {
            Some(item) => PrismaType { family: Family::Enum, name: Cow::from(item.name.as_str()), native: None },
            None => unsupported(&name.to_string()),
        },
        BaseType::Type(name) => unsupported(&name.to_string()),
        BaseType::Other(text) => other_type(text),
    }
}

fn scalar_type(scalar: Scalar) -> PrismaType<'static> {
    let Scalar { kind, args } = scalar;
    let row = kind.row();
    let native = match (kind, row.params, args) {
        (ScalarKind::Timestamp, _, Args::One([DATETIME_SECONDS])) => None,
        // Prisma reads a database's `timestamptz` as one of six digits.
        (_, Params::Seconds, Args::None) => row.prisma_native.map(|name| with_args(name, Args::One([MOST_SECONDS]))),
        (_, _, args) => row.prisma_native.map(|name| with_args(name, args)),
    };
    PrismaType { family: family(kind), name: Cow::from(row.prisma), native }
}

fn with_args(name: &'static str, args: Args) -> Cow<'static, str> {
    match args {
        Args::None => name.into(),
        Args::One([a]) => format!("{name}({a})").into(),
        Args::Two(a, b) => format!("{name}({a}, {b})").into(),
    }
}

fn family(kind: ScalarKind) -> Family {
    match kind {
        ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char | ScalarKind::Uuid => Family::String,
        ScalarKind::SmallInt | ScalarKind::Int => Family::Int,
        ScalarKind::BigInt => Family::BigInt,
        ScalarKind::Decimal => Family::Decimal,
        ScalarKind::Float | ScalarKind::Double => Family::Float,
        ScalarKind::Bool => Family::Boolean,
        ScalarKind::Timestamp | ScalarKind::Timestamptz | ScalarKind::Date | ScalarKind::Time => Family::DateTime,
        ScalarKind::Json => Family::Json,
        ScalarKind::Bytes => Family::Bytes,
    }
}

/// A type that is no word of the spec language. Prisma has native types for some of them.
/// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#postgresql>
fn other_type(text: &str) -> PrismaType<'static> {
    // `bit varying(8)` is `bit varying` and 8; `time(3) with time zone` is `time with time zone` and 3.
    let (word, argument) = match text.split_once('(').and_then(|(head, rest)| Some((head, rest.split_once(')')?))) {
        Some((head, (argument, tail))) => (format!("{head}{tail}"), Some(argument)),
        None => (text.to_owned(), None),
    };
    let (family, name, native, takes) = match word.to_ascii_lowercase().as_str() {
        "citext" => (Family::String, "String", "Citext", Takes::Nothing),
        "inet" => (Family::String, "String", "Inet", Takes::Nothing),
        "xml" => (Family::String, "String", "Xml", Takes::Nothing),
        "bit" => (Family::String, "String", "Bit", Takes::One),
        "bit varying" | "varbit" => (Family::String, "String", "VarBit", Takes::One),
        "oid" => (Family::Int, "Int", "Oid", Takes::Nothing),
        "money" => (Family::Decimal, "Decimal", "Money", Takes::Nothing),
        "json" => (Family::Json, "Json", "Json", Takes::Nothing),
        "time with time zone" | "timetz" => (Family::DateTime, "DateTime", "Timetz", Takes::One),
        _ => return unsupported(text),
    };
    let native = match (argument, takes) {
        (None, _) => Cow::from(native),
        (Some(argument), Takes::One) if argument.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{native}({argument})").into()
        }
        (Some(_), _) => return unsupported(text),
    };
    PrismaType { family, name: name.into(), native: Some(native) }
}

enum Takes {
    Nothing,
    One,
}

fn unsupported(text: &str) -> PrismaType<'static> {
    PrismaType { family: Family::Unsupported, name: format!("Unsupported({})", Quoted(text)).into(), native: None }
}
