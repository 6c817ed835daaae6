//! Columns: their types and what fills them.

use serde::{Deserialize, Serialize};

use crate::{Expr, Name, OwnedSequence, QName, Scalar, filling};

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ColumnType {
    /// The type of one element.
    pub base: BaseType,
    /// Whether the column is an array. PostgreSQL does not enforce the number of dimensions, so it is not kept.
    /// <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-DECLARATION>
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub list: bool,
}

/// The type of one element.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaseType {
    /// A type of the dictionary.
    Scalar(Scalar),
    /// An enum type of this schema.
    Enum(QName),
    /// A domain or composite type of this schema.
    Type(QName),
    /// Any other type, as `format_type` spells it: `citext`, `inet`, `tsvector`.
    Other(String),
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What it holds.
    pub ty: ColumnType,
    /// Whether it may hold NULL.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// What fills it when an INSERT leaves it out; NULL where there is nothing here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// The collation, where it is not that of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
    /// The comment that the database keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What fills a column when an INSERT leaves it out. PostgreSQL allows one of these at most.
/// <https://www.postgresql.org/docs/current/sql-createtable.html>
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "filling::Read")]
pub enum DefaultValue {
    /// A constant.
    Literal(Literal),
    /// `CURRENT_TIMESTAMP`: the start of the transaction.
    Now,
    /// An SQL expression.
    Sql(Expr),
    /// `serial`: a sequence that the column owns.
    Serial(OwnedSequence),
    /// `GENERATED ... AS IDENTITY`: what `autoincrement()` means.
    Identity(Identity),
    /// `GENERATED ALWAYS AS (...) STORED`: always computed from the row.
    Generated(Expr),
}

/// An identity column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Whether an INSERT may give a number of its own.
    pub kind: IdentityKind,
    /// The sequence that numbers it.
    pub sequence: OwnedSequence,
}

impl Identity {
    /// The usual sequence; an INSERT may not give a number of its own.
    pub const ALWAYS: Self = Self { kind: IdentityKind::Always, sequence: OwnedSequence::USUAL };
    /// The usual sequence; an INSERT may give a number of its own.
    pub const BY_DEFAULT: Self = Self { kind: IdentityKind::ByDefault, sequence: OwnedSequence::USUAL };
}

impl DefaultValue {
    /// A sequence that the column owns, as PostgreSQL makes it.
    pub const SERIAL: Self = DefaultValue::Serial(OwnedSequence::USUAL);

    /// The sequence that numbers the column, where one does.
    pub fn sequence(&self) -> Option<&OwnedSequence> {
        match self {
            DefaultValue::Serial(sequence) | DefaultValue::Identity(Identity { kind: _, sequence }) => Some(sequence),
            DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Sql(_) | DefaultValue::Generated(_) => None,
        }
    }
}

/// Whether an INSERT may give an identity column a value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// Only with OVERRIDING SYSTEM VALUE.
    Always,
    /// It may.
    ByDefault,
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A number, canonical: no leading zeros or plus sign, trailing zeros of a fraction kept as written.
    Number(String),
    /// A string, a date, a time, a UUID: what stands between quotes.
    Text(String),
    /// A value of the column's enum type.
    Enum(Name),
    /// A JSON document, canonical: compact, keys in the order given.
    Json(String),
    /// A string of bytes, in lower-case hexadecimal.
    Bytes(String),
    /// An array.
    List(Vec<Literal>),
}
