//! Intents: what two states of a schema cannot say, and the spec therefore must.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Expr, Located, Name, ObjectId, QName};

/// What the specs say about how to get from the old schema to this one. Harmless once done, so they may stay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intents {
    /// Where they are written, so that messages can say what to write there.
    pub form: IntentForm,
    /// `was:` on a model, field, enum, or value: the new object and its old names.
    pub renames: Vec<Rename>,
    /// `fill:` an expression for rows that would hold NULL where it is forbidden.
    pub fills: Vec<ColumnIntent>,
    /// `using:` an expression that converts a column to its new type.
    pub usings: Vec<ColumnIntent>,
    /// `rekey:` an expression that gives a key other values; of answers alone, since two states do not show that it is done.
    pub rekeys: Vec<ColumnIntent>,
    /// `removed:` objects dropped on purpose.
    pub removals: Vec<Removal>,
    /// `steps:` named data steps.
    pub steps: Vec<DataStep>,
}

/// Where intents are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IntentForm {
    /// In the specs.
    #[default]
    Specs,
    /// In an answers file, which speaks of tables and columns as the database calls them.
    Answers,
}

/// What has been carried out already. Most intents show in the schema that they are done: a name of old is not there any
/// more. A data step never shows, nor do names that were swapped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Done {
    /// The data steps that have run, in any migration so far.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub steps: BTreeSet<Name>,
    /// The names that were swapped while the specs said so: the object under its new name, and its old name.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub swaps: BTreeSet<(ObjectId, Name)>,
}

impl Done {
    /// Whether nothing has to be remembered.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.swaps.is_empty()
    }
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
