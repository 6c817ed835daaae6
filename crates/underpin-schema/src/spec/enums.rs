//! `enum:` documents.

use super::Entries;
use super::decode::spec_struct;
use crate::Located;

spec_struct! {
    /// An enum type.
    #[derive(Clone, Debug, PartialEq)]
    pub struct EnumSpec as "Enum" {
        /// `enum:` its name.
        "enum" => name: Located<String>,
        /// `map:` the type's name in the database, where it differs.
        "map" => map: Option<Located<String>>,
        /// `schema:` the PostgreSQL schema that holds it; `public` where not said.
        "schema" => schema: Option<Located<String>>,
        /// `doc:` what the enum is.
        "doc" => doc: Option<Located<String>>,
        /// `was:` its former names.
        "was" => was: Vec<Located<String>>,
        /// `values:` a list of names, or a map with more on each.
        "values" required => values: Entries<EnumValueSpec>,
        /// `removed:` values dropped on purpose, each with the value that its rows take: `{ OLD: NEW }`.
        "removed" => removed: Entries<Option<Located<String>>>,
    }
}

spec_struct! {
    /// A value of an enum.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EnumValueSpec as "EnumValue", bare {
        place span;
        /// `map:` its label in the database, where it differs.
        "map" => map: Option<Located<String>>,
        /// `was:` the labels it carried before; several where values were merged.
        "was" => was: Vec<Located<String>>,
        /// `doc:` what it means.
        "doc" => doc: Option<Located<String>>,
    }
}
