//! The spec language as it is written: one struct per kind of document, every value with its place, nothing resolved.
//!
//! A value that must be there but is missing or wrong is an empty text: the reader has reported it, and a second report
//! about it helps nobody.

mod decode;
mod fmt;
mod read;
mod schema;
mod short;
mod words;
mod yaml;

mod answers;
mod database;
mod enums;
mod field;
mod model;
mod system;
mod types;

pub use answers::{AnswersSpec, Label, MapAnswer, RenameAnswers, StepAnswer, answers_schema, read_answers};
pub use database::*;
pub use enums::*;
pub use field::*;
pub use fmt::{FileKind, format};
pub use model::*;
pub use read::{read_documents, read_system};
pub use schema::json_schema;
pub use system::*;
pub use types::*;

pub(crate) use decode::nearest;
pub(crate) use read::document_kinds;

use crate::Located;

/// A map of the spec in its written order. Keys are unique: the reader reports the second of two and drops it.
pub type Entries<V> = Vec<(Located<String>, V)>;

/// A whole system as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spec {
    /// `underpin.yaml`
    pub system: SystemSpec,
    /// The documents of the model files, in the order of paths and then of lines.
    pub documents: Vec<Document>,
}

/// One document of a model file. Its first key tells which.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// `model:`
    Model(ModelSpec),
    /// `enum:`
    Enum(EnumSpec),
    /// `domain:`
    Domain(DomainSpec),
    /// `composite:`
    Composite(CompositeSpec),
    /// `extension:`
    Extension(ExtensionSpec),
    /// `sequence:`
    Sequence(SequenceSpec),
    /// `view:`
    View(ViewSpec),
    /// `function:`
    Function(FunctionSpec),
    /// `trigger:`
    Trigger(TriggerSpec),
    /// `policy:`
    Policy(PolicySpec),
}
