//! The types of columns: Prisma's scalar types with `@db`, in the words of specs.

use super::args::listed;
use super::book::Meaning;
use super::report::Report;
use crate::prisma::{Attribute, Field, TypeName, ValueKind};

/// What a native type takes between brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Nothing,
    /// A length or precision, or nothing, which then means this.
    One(&'static str),
    /// Digits and scale, or nothing.
    Two,
}

/// A native type: its name, the scalar type it goes with, its word in specs with `{}` where the arguments go.
type Native = (&'static str, &'static str, &'static str, Takes);

/// The native types of PostgreSQL. What one means without arguments was asked of Prisma's engine.
/// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#postgresql>
const NATIVE: &[Native] = &[
    ("Text", "String", "string", Takes::Nothing),
    ("VarChar", "String", "varchar{}", Takes::One("")),
    ("Char", "String", "char{}", Takes::One("(1)")),
    ("Uuid", "String", "uuid", Takes::Nothing),
    ("Citext", "String", "pg(citext)", Takes::Nothing),
    ("Inet", "String", "pg(inet)", Takes::Nothing),
    ("Xml", "String", "pg(xml)", Takes::Nothing),
    ("Bit", "String", "pg(bit{})", Takes::One("(1)")),
    ("VarBit", "String", "pg(bit varying{})", Takes::One("")),
    ("Integer", "Int", "int", Takes::Nothing),
    ("SmallInt", "Int", "smallint", Takes::Nothing),
    ("Oid", "Int", "pg(oid)", Takes::Nothing),
    ("BigInt", "BigInt", "bigint", Takes::Nothing),
    ("DoublePrecision", "Float", "double", Takes::Nothing),
    ("Real", "Float", "float", Takes::Nothing),
    ("Decimal", "Decimal", "decimal{}", Takes::Two),
    ("Money", "Decimal", "pg(money)", Takes::Nothing),
    ("Boolean", "Boolean", "bool", Takes::Nothing),
    ("Timestamp", "DateTime", "timestamp{}", Takes::One("(6)")),
    ("Timestamptz", "DateTime", "timestamptz{}", Takes::One("(6)")),
    ("Date", "DateTime", "date", Takes::Nothing),
    ("Time", "DateTime", "time{}", Takes::One("(6)")),
    ("Timetz", "DateTime", "pg(time{} with time zone)", Takes::One("")),
    ("Json", "Json", "pg(json)", Takes::Nothing),
    ("JsonB", "Json", "json", Takes::Nothing),
    ("ByteA", "Bytes", "bytes", Takes::Nothing),
];

/// The word in specs of a scalar type without a native one.
/// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#model-field-scalar-types>
fn plain(scalar: &str) -> &'static str {
    match scalar {
        "Boolean" => "bool",
        "Int" => "int",
        "BigInt" => "bigint",
        "Float" => "double",
        "Decimal" => "decimal(65,30)",
        "DateTime" => "datetime",
        "Json" => "json",
        "Bytes" => "bytes",
        _ => "string",
    }
}

/// The type of one element of a column, in the words of specs; nothing where it is wrong, which is reported.
pub(super) fn base(
    field: &Field<'_>,
    meaning: Meaning,
    native: Option<&Attribute<'_>>,
    report: &mut Report,
) -> Option<String> {
    let scalar = match (meaning, &field.ty) {
        (Meaning::Scalar(scalar), _) => scalar,
        (_, TypeName::Unsupported(text)) => return Some(format!("pg({text})")),
        (_, TypeName::Named(name)) => {
            if let Some(native) = native {
                let message = format!("`{name}` takes no native type");
                report.mistake(native.span, message, "remove it");
            }
            return Some((*name).to_owned());
        }
    };
    let Some(attribute) = native else { return Some(plain(scalar).to_owned()) };
    let word = attribute.name.value.split_once('.').map_or("", |(_, word)| word);
    let Some((_, goes_with, text, takes)) = NATIVE.iter().find(|(name, _, _, _)| *name == word) else {
        let fitting: Vec<&str> =
            NATIVE.iter().filter(|(_, goes_with, _, _)| *goes_with == scalar).map(|(name, _, _, _)| *name).collect();
        let message = format!("PostgreSQL has no native type `{word}` in Prisma");
        report.unknown(attribute.name.span, message, format!("for `{scalar}` write one of {}", listed(&fitting)));
        return None;
    };
    if *goes_with != scalar {
        let message = format!("`{word}` goes with `{goes_with}`, and the field is `{scalar}`");
        report.mistake(attribute.span, message, format!("make the field `{goes_with}`, or choose another native type"));
        return None;
    }
    let mut numbers = Vec::new();
    for argument in &attribute.arguments {
        match &argument.value.kind {
            ValueKind::Number(number) if number.parse::<u32>().is_ok() && argument.name.is_none() => {
                numbers.push(*number)
            }
            ValueKind::Number(_)
            | ValueKind::Word(_)
            | ValueKind::Text(_)
            | ValueKind::Call(_, _)
            | ValueKind::List(_)
            | ValueKind::Map(_) => {
                report.mistake(argument.value.span, format!("`{word}` takes whole numbers"), "write `20`");
                return None;
            }
        }
    }
    let arguments = match (takes, numbers.as_slice()) {
        (Takes::Nothing | Takes::Two, []) => String::new(),
        (Takes::One(default), []) => (*default).to_owned(),
        (Takes::One(_), [one]) => format!("({one})"),
        (Takes::Two, [one, two]) => format!("({one},{two})"),
        (Takes::Nothing | Takes::One(_) | Takes::Two, _) => {
            let message = format!("`{word}` does not take {} numbers", numbers.len());
            report.mistake(attribute.span, message, "remove them, or look the type up in Prisma's reference");
            return None;
        }
    };
    Some(text.replace("{}", &arguments))
}
