//! Keys, constraints and indexes.

use serde::{Deserialize, Serialize};

use crate::{Expr, Name, Options, QName};

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryKey {
    /// The constraint's name.
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Name>,
    /// Whether the check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Deferral::is_never")]
    pub deferral: Deferral,
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unique {
    /// Its columns, in order.
    pub columns: Vec<Name>,
    /// Columns stored beside the key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// Whether NULLs equal one another.
    #[serde(default)]
    pub nulls: NullsEqual,
    /// Whether the check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Deferral::is_never")]
    pub deferral: Deferral,
    /// The options of its index.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

/// Whether two NULLs count as equal in a unique index. `Equal` needs PostgreSQL 15.
/// <https://www.postgresql.org/docs/current/sql-createtable.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NullsEqual {
    /// Any number of NULLs (NULLS DISTINCT).
    #[default]
    Distinct,
    /// One NULL at most (NULLS NOT DISTINCT).
    Equal,
}

/// An index that belongs to no constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// What the index forbids.
    #[serde(default)]
    pub uniqueness: Uniqueness,
    /// The access method.
    #[serde(default)]
    pub method: IndexMethod,
    /// What it sorts or hashes by.
    pub keys: Vec<IndexKey>,
    /// Columns stored beside the keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// The rows it holds, where it is partial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expr>,
    /// Its storage parameters: `fillfactor`, `pages_per_range`.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

/// What an index forbids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Uniqueness {
    /// Nothing.
    #[default]
    Any,
    /// Two rows with equal keys, NULLs as said.
    Unique(NullsEqual),
}

/// An index access method.
/// <https://www.postgresql.org/docs/current/indexes-types.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexMethod {
    /// For equality and ranges.
    #[default]
    Btree,
    /// For equality alone.
    Hash,
    /// For what is inside a value: arrays, jsonb, text search.
    Gin,
    /// For geometry, ranges, nearness.
    Gist,
    /// For partitioned search trees.
    Spgist,
    /// For large tables in physical order.
    Brin,
    /// One that an extension brings.
    Other(Name),
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexKey {
    /// A column or an expression.
    pub target: KeyTarget,
    /// The direction.
    #[serde(default)]
    pub order: SortOrder,
    /// Where NULLs go; normal form holds the effective place.
    pub nulls: NullsPlace,
    /// The operator class, where it is not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<Name>,
    /// The collation, where it is not that of the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
}

/// What a key of an index is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyTarget {
    /// A column.
    Column(Name),
    /// An expression over the row.
    Expr(Expr),
}

/// The direction of an index key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// Smallest first.
    #[default]
    Asc,
    /// Largest first.
    Desc,
}

impl SortOrder {
    /// Where PostgreSQL puts NULLs when the index does not say.
    pub fn default_nulls(self) -> NullsPlace {
        match self {
            SortOrder::Asc => NullsPlace::Last,
            SortOrder::Desc => NullsPlace::First,
        }
    }
}

/// Where an index key puts NULLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NullsPlace {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The referring columns, in order.
    pub columns: Vec<Name>,
    /// The table referred to.
    pub table: QName,
    /// The columns referred to, in the same order.
    pub references: Vec<Name>,
    /// What happens here when the row there is deleted.
    pub on_delete: Action,
    /// What happens here when the key there changes.
    pub on_update: Action,
    /// Which rows with NULLs in the key pass.
    #[serde(default, skip_serializing_if = "MatchType::is_simple")]
    pub matching: MatchType,
    /// Whether the check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Deferral::is_never")]
    pub deferral: Deferral,
    /// Whether the rows that were there before it fulfil it.
    #[serde(default, skip_serializing_if = "Validity::is_valid")]
    pub validity: Validity,
}

/// Which rows with NULLs in a foreign key of several columns pass.
/// <https://www.postgresql.org/docs/current/sql-createtable.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchType {
    /// Those with a NULL in any column.
    #[default]
    Simple,
    /// Those with NULL in all of them.
    Full,
}

impl MatchType {
    /// Whether it is what a foreign key has where nothing is said.
    pub fn is_simple(&self) -> bool {
        *self == MatchType::Simple
    }
}

/// A referential action.
/// <https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Fail at the end of the statement.
    NoAction,
    /// Fail at once.
    Restrict,
    /// Do the same here.
    Cascade,
    /// Write NULL here.
    SetNull,
    /// Write the default here.
    SetDefault,
}

/// When a constraint is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferral {
    /// After each statement, always (NOT DEFERRABLE).
    #[default]
    Never,
    /// After each statement, unless a transaction asks otherwise (DEFERRABLE).
    Allowed,
    /// At the end of the transaction (DEFERRABLE INITIALLY DEFERRED).
    Initially,
}

impl Deferral {
    /// Whether the check never waits.
    pub fn is_never(&self) -> bool {
        *self == Deferral::Never
    }
}

/// A check constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What must not be false of any row.
    pub expr: Expr,
    /// Whether the rows that were there before it fulfil it.
    #[serde(default, skip_serializing_if = "Validity::is_valid")]
    pub validity: Validity,
}

impl Check {
    /// A check that all rows fulfil.
    pub fn new(expr: Expr) -> Self {
        Self { expr, validity: Validity::Valid }
    }
}

/// Whether the rows that were there before a foreign key or check fulfil it. Rows that are written do in any case.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// They do: PostgreSQL has looked at each.
    #[default]
    Valid,
    /// Nobody knows (NOT VALID).
    NotValid,
}

impl Validity {
    /// Whether all rows fulfil the constraint.
    pub fn is_valid(&self) -> bool {
        *self == Validity::Valid
    }
}
