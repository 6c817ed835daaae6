//! The schema: what the database knows, as a value in normal form.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use crate::{EnumType, Extension, Function, Name, QName, Sequence, Signature, Table, UserType, View};

/// Everything that a PostgreSQL database knows of one system, in normal form: two schemas mean the same exactly when
/// they are equal. Names of models, client-side defaults and the like are not in here: see [`crate::Code`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Schema {
    /// PostgreSQL schemas beside `public`.
    pub namespaces: BTreeSet<Name>,
    /// Extensions.
    pub extensions: BTreeMap<Name, Extension>,
    /// Enum types.
    pub enums: BTreeMap<QName, EnumType>,
    /// Domains and composite types. They came after the first snapshots, which are written as before where there is none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<QName, UserType>,
    /// Sequences beside those that number `serial` and identity columns.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sequences: BTreeMap<QName, Sequence>,
    /// Tables.
    pub tables: BTreeMap<QName, Table>,
    /// Views and materialized views.
    pub views: BTreeMap<QName, View>,
    /// Functions.
    pub functions: BTreeMap<Signature, Function>,
}

/// SQL text that underpin does not look into: an expression, a query, a body. Normal form is the text as written,
/// without white space around it; what PostgreSQL makes of it is asked of PostgreSQL, never of a parser of ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expr(pub String);

impl Expr {
    /// An expression from its text, trimmed.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().trim().to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address of one object of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectId {
    /// A PostgreSQL schema.
    Namespace(Name),
    /// An extension.
    Extension(Name),
    /// An enum type.
    Enum(QName),
    /// A label of an enum type.
    EnumValue(QName, Name),
    /// A domain or a composite type.
    Type(QName),
    /// An attribute of a composite type.
    Attribute(QName, Name),
    /// A sequence that is not that of a `serial` or identity column.
    Sequence(QName),
    /// A table.
    Table(QName),
    /// A column of a table.
    Column(QName, Name),
    /// The primary key of a table.
    PrimaryKey(QName),
    /// A unique constraint of a table.
    Unique(QName, Name),
    /// An index of a table.
    Index(QName, Name),
    /// A foreign key of a table.
    ForeignKey(QName, Name),
    /// A check constraint of a table.
    Check(QName, Name),
    /// An exclusion constraint of a table.
    Exclusion(QName, Name),
    /// A trigger of a table or view.
    Trigger(QName, Name),
    /// A policy of a table.
    Policy(QName, Name),
    /// A view.
    View(QName),
    /// A function.
    Function(Signature),
    /// A data step: nothing that the database holds, but something that a migration does.
    Step(Name),
}

impl ObjectId {
    /// The table that it is, or is a part of.
    pub fn table(&self) -> Option<&QName> {
        match self {
            ObjectId::Table(table)
            | ObjectId::Column(table, _)
            | ObjectId::PrimaryKey(table)
            | ObjectId::Unique(table, _)
            | ObjectId::Index(table, _)
            | ObjectId::ForeignKey(table, _)
            | ObjectId::Check(table, _)
            | ObjectId::Exclusion(table, _)
            | ObjectId::Trigger(table, _)
            | ObjectId::Policy(table, _) => Some(table),
            ObjectId::Namespace(_)
            | ObjectId::Extension(_)
            | ObjectId::Enum(_)
            | ObjectId::Type(_)
            | ObjectId::Attribute(_, _)
            | ObjectId::EnumValue(_, _)
            | ObjectId::Sequence(_)
            | ObjectId::View(_)
            | ObjectId::Function(_)
            | ObjectId::Step(_) => None,
        }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ObjectId::Namespace(name) => write!(f, "schema {name}"),
            ObjectId::Extension(name) => write!(f, "extension {name}"),
            ObjectId::Enum(name) => write!(f, "enum {name}"),
            ObjectId::EnumValue(name, value) => write!(f, "value {name}.{value}"),
            ObjectId::Type(name) => write!(f, "type {name}"),
            ObjectId::Attribute(ty, name) => write!(f, "attribute {ty}.{name}"),
            ObjectId::Sequence(name) => write!(f, "sequence {name}"),
            ObjectId::Table(name) => write!(f, "table {name}"),
            ObjectId::Column(table, name) => write!(f, "column {table}.{name}"),
            ObjectId::PrimaryKey(table) => write!(f, "primary key of {table}"),
            ObjectId::Unique(table, name) => write!(f, "unique constraint {name} of {table}"),
            ObjectId::Index(table, name) => write!(f, "index {name} of {table}"),
            ObjectId::ForeignKey(table, name) => write!(f, "foreign key {name} of {table}"),
            ObjectId::Check(table, name) => write!(f, "check {name} of {table}"),
            ObjectId::Exclusion(table, name) => write!(f, "exclusion constraint {name} of {table}"),
            ObjectId::Trigger(table, name) => write!(f, "trigger {name} of {table}"),
            ObjectId::Policy(table, name) => write!(f, "policy {name} of {table}"),
            ObjectId::View(name) => write!(f, "view {name}"),
            ObjectId::Function(signature) => write!(f, "function {signature}"),
            ObjectId::Step(name) => write!(f, "step {name}"),
        }
    }
}
