//! `enum:` documents.

use super::Entries;
use crate::{Located, Span};

/// An enum type.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumSpec {
    /// `enum:` its name.
    pub name: Located<String>,
    /// `map:` the type's name in the database, where it differs.
    pub map: Option<Located<String>>,
    /// `schema:` the PostgreSQL schema that holds it; `public` where not said.
    pub schema: Option<Located<String>>,
    /// `doc:` what the enum is.
    pub doc: Option<Located<String>>,
    /// `was:` its former names.
    pub was: Vec<Located<String>>,
    /// `values:` a list of names, or a map with more on each.
    pub values: Entries<EnumValueSpec>,
    /// `removed:` values dropped on purpose, each with the value that its rows take: `{ OLD: NEW }`.
    pub removed: Entries<Option<Located<String>>>,
}

/// A value of an enum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnumValueSpec {
    /// Where the value's name stands.
    pub span: Span,
    /// `map:` its label in the database, where it differs.
    pub map: Option<Located<String>>,
    /// `doc:` what it means.
    pub doc: Option<Located<String>>,
    /// `was:` the labels it carried before; several where values were merged.
    pub was: Vec<Located<String>>,
}
