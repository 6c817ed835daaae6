//! The scalar types: one row each, with its spelling in every language that underpin reads or writes.
//!
//! The table is a dictionary, read as a table: it is the one place where this crate knows words of other languages.
//! A new scalar type is a new row.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a scalar type takes between parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Params {
    /// Nothing: `uuid`.
    None,
    /// A length in characters, required: `char(2)`.
    Length,
    /// A length in characters, or nothing for unbounded: `varchar(20)`.
    OptionalLength,
    /// Digits of a second after the point, 0 to 6, or nothing: PostgreSQL then keeps all six, but tells the two apart.
    /// `timestamptz(3)`. <https://www.postgresql.org/docs/current/datatype-datetime.html>
    Seconds,
    /// Total digits and digits after the point, or nothing for any: `decimal(10,2)`.
    Decimal,
}

/// The arguments that a column gave: normalised, so that equal types compare equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Args {
    /// `decimal(10,2)`
    Two(u32, u32),
    /// `varchar(20)`
    One([u32; 1]),
    /// `text`
    #[default]
    None,
}

impl fmt::Display for Args {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Args::None => Ok(()),
            Args::One([a]) => write!(f, "({a})"),
            Args::Two(a, b) => write!(f, "({a},{b})"),
        }
    }
}

/// One row of the dictionary of scalar types.
#[derive(Clone, Copy, Debug)]
pub struct ScalarRow {
    /// The type that the row describes.
    pub kind: ScalarKind,
    /// Its names in specs; the first is canonical.
    pub yaml: &'static [&'static str],
    /// Its parameters.
    pub params: Params,
    /// Its PostgreSQL name as `format_type` spells it, without parameters and with `{}` where they stand.
    pub postgres: &'static str,
    /// Prisma's scalar type.
    pub prisma: &'static str,
    /// Prisma's native type attribute (`@db.Uuid`), or nothing where it is that scalar's default.
    pub prisma_native: Option<&'static str>,
    /// The Rust type of an entity's field.
    pub rust: &'static str,
    /// What the type is, in one sentence for the manual.
    pub doc: &'static str,
}

macro_rules! scalars {
    ($($kind:ident { $($yaml:literal)|+, $params:expr, $postgres:literal, $prisma:literal, $native:expr, $rust:literal, $doc:literal })*) => {
        /// A scalar type of PostgreSQL that specs name with a word. Every other type is written `pg(...)`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ScalarKind {
            $(#[doc = $doc] $kind,)*
        }

        /// Every scalar type, in the order of the manual.
        pub const SCALARS: &[ScalarRow] = &[
            $(ScalarRow {
                kind: ScalarKind::$kind, yaml: &[$($yaml),+], params: $params, postgres: $postgres,
                prisma: $prisma, prisma_native: $native, rust: $rust, doc: $doc,
            },)*
        ];
    };
}

// Sources: https://www.postgresql.org/docs/current/datatype.html,
// https://www.prisma.io/docs/orm/reference/prisma-schema-reference#model-field-scalar-types
scalars! {
    Text        { "string" | "text", Params::None, "text", "String", None, "String", "Text of any length." }
    Varchar     { "varchar", Params::OptionalLength, "character varying{}", "String", Some("VarChar"), "String", "Text of at most n characters." }
    Char        { "char", Params::Length, "character{}", "String", Some("Char"), "String", "Text of exactly n characters, padded with spaces." }
    Uuid        { "uuid", Params::None, "uuid", "String", Some("Uuid"), "Uuid", "A UUID, 16 bytes." }
    SmallInt    { "smallint", Params::None, "smallint", "Int", Some("SmallInt"), "i16", "A whole number of 2 bytes." }
    Int         { "int", Params::None, "integer", "Int", None, "i32", "A whole number of 4 bytes." }
    BigInt      { "bigint", Params::None, "bigint", "BigInt", None, "i64", "A whole number of 8 bytes." }
    Decimal     { "decimal", Params::Decimal, "numeric{}", "Decimal", Some("Decimal"), "Decimal", "An exact number with p digits, s of them after the point." }
    Float       { "float", Params::None, "real", "Float", Some("Real"), "f32", "A floating point number of 4 bytes." }
    Double      { "double", Params::None, "double precision", "Float", None, "f64", "A floating point number of 8 bytes." }
    Bool        { "bool", Params::None, "boolean", "Boolean", None, "bool", "True or false." }
    Timestamp   { "timestamp", Params::Seconds, "timestamp{} without time zone", "DateTime", Some("Timestamp"), "DateTime", "A date and time of day without a zone; `datetime` is `timestamp(3)`, as Prisma writes it." }
    Timestamptz { "timestamptz", Params::Seconds, "timestamp{} with time zone", "DateTime", Some("Timestamptz"), "DateTimeWithTimeZone", "A point in time." }
    Date        { "date", Params::None, "date", "DateTime", Some("Date"), "Date", "A calendar date." }
    Time        { "time", Params::Seconds, "time{} without time zone", "DateTime", Some("Time"), "Time", "A time of day without a zone." }
    Json        { "json", Params::None, "jsonb", "Json", None, "Json", "A JSON document, stored as jsonb." }
    Bytes       { "bytes", Params::None, "bytea", "Bytes", None, "Vec<u8>", "A string of bytes." }
}

/// The digits of a second that `datetime` keeps: Prisma's `DateTime` is `timestamp(3)`.
pub const DATETIME_SECONDS: u32 = 3;

/// The canonical word for `timestamp(3)` in specs.
pub const DATETIME: &str = "datetime";

impl ScalarKind {
    /// The row of the dictionary that describes this type.
    pub fn row(self) -> &'static ScalarRow {
        // The macro writes enum and table from one list, so the discriminant is the row's index.
        &SCALARS[self as usize]
    }
}

/// A scalar type with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Scalar {
    /// Which type.
    pub kind: ScalarKind,
    /// Its arguments, where they are given.
    #[serde(default, skip_serializing_if = "is_none")]
    pub args: Args,
}

fn is_none(args: &Args) -> bool {
    *args == Args::None
}

impl Scalar {
    /// A scalar type without arguments.
    pub fn plain(kind: ScalarKind) -> Self {
        Self { kind, args: Args::None }
    }

    /// The type as PostgreSQL's `format_type` spells it: `timestamp(3) without time zone`.
    pub fn postgres(self) -> String {
        self.kind.row().postgres.replace("{}", &self.args.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_finds_its_own_row() {
        for row in SCALARS {
            assert_eq!(row.kind.row().yaml, row.yaml);
        }
    }
}
