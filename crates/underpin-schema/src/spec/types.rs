//! `domain:` and `composite:` documents.

use super::decode::spec_struct;
use super::{DefaultSpec, Entries};
use crate::Located;

spec_struct! {
    /// A domain: a type with rules, for the fields of several models.
    #[derive(Clone, Debug, PartialEq)]
    pub struct DomainSpec as "Domain" {
        /// `domain:` its name, which fields have as their type.
        "domain" => name: Located<String>,
        /// `map:` its name in the database, where it differs.
        "map" => map: Option<Located<String>>,
        /// `schema:` the PostgreSQL schema that holds it; `public` where not said.
        "schema" => schema: Option<Located<String>>,
        /// `doc:` what the domain is.
        "doc" => doc: Option<Located<String>>,
        /// `was:` its former names.
        "was" => was: Vec<Located<String>>,
        /// `type:` the type below: `string`, `decimal(10,2)`, `Status[]`, another domain.
        "type" => ty: Located<String>,
        /// `required:` whether no field of it holds NULL, even one that ends with `?`.
        "required" => required: Option<Located<bool>>,
        /// `default:` what fills a field of it that has no default of its own: a literal, `now()`, `sql("...")`.
        "default" => default: Option<Located<DefaultSpec>>,
        /// `collate:` a collation.
        "collate" => collate: Option<Located<String>>,
        /// `checks:` name and SQL expression, over `VALUE`.
        "checks" => checks: Entries<Located<String>>,
        /// `not_valid:` checks that only values written from now on fulfil.
        "not_valid" => not_valid: Vec<Located<String>>,
    }
}

spec_struct! {
    /// A composite type: a row of attributes, for functions and fields.
    #[derive(Clone, Debug, PartialEq)]
    pub struct CompositeSpec as "Composite" {
        /// `composite:` its name, which fields have as their type.
        "composite" => name: Located<String>,
        /// `map:` its name in the database, where it differs.
        "map" => map: Option<Located<String>>,
        /// `schema:` the PostgreSQL schema that holds it; `public` where not said.
        "schema" => schema: Option<Located<String>>,
        /// `doc:` what the type is.
        "doc" => doc: Option<Located<String>>,
        /// `was:` its former names.
        "was" => was: Vec<Located<String>>,
        /// `attributes:` what it consists of, in this order.
        "attributes" => attributes: Entries<AttributeSpec>,
        /// `removed:` attributes dropped on purpose.
        "removed" => removed: Vec<Located<String>>,
    }
}

spec_struct! {
    /// An attribute of a composite type. Written as a type (`city: string`) or as a map.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AttributeSpec as "Attribute", short {
        place span;
        /// `type:` a type of the language. Each attribute may be NULL, so there is no `?`.
        "type" => ty: Located<String>,
        /// `collate:` a collation.
        "collate" => collate: Option<Located<String>>,
        /// `map:` its name in the database, where it differs.
        "map" => map: Option<Located<String>>,
        /// `was:` its former names.
        "was" => was: Vec<Located<String>>,
    }
}
