//! Intents: what two states of a schema cannot say, and the spec therefore must.

use crate::{Expr, Located, Name, ObjectId, QName};

/// What the specs say about how to get from the old schema to this one. Harmless once done, so they may stay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intents {
    /// `was:` on a model, field, enum, or value: the new object and its old names.
    pub renames: Vec<Rename>,
    /// `fill:` an expression for rows that would hold NULL where it is forbidden.
    pub fills: Vec<ColumnIntent>,
    /// `using:` an expression that converts a column to its new type.
    pub usings: Vec<ColumnIntent>,
    /// `removed:` objects dropped on purpose.
    pub removals: Vec<Removal>,
    /// `steps:` named data steps.
    pub steps: Vec<DataStep>,
}

/// An object and the names that it had.
#[derive(Clone, Debug, PartialEq)]
pub struct Rename {
    /// The object under its new name.
    pub object: ObjectId,
    /// Its old names; of an enum value several, where values were merged.
    pub was: Vec<Located<Name>>,
}

/// An expression for a column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnIntent {
    /// The table, under its new name.
    pub table: QName,
    /// The column, under its new name.
    pub column: Name,
    /// The expression.
    pub expr: Located<Expr>,
}

/// An object that is dropped on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Removal {
    /// The object under its old name.
    pub object: Located<ObjectId>,
    /// Of an enum value: the value that its rows take.
    pub target: Option<Located<Name>>,
}

/// A named data step.
#[derive(Clone, Debug, PartialEq)]
pub struct DataStep {
    /// Its name; a step of a name runs once.
    pub name: Located<Name>,
    /// The phase it runs in: `data` where not said.
    pub phase: Option<Located<String>>,
    /// What it runs.
    pub sql: Located<Expr>,
}
