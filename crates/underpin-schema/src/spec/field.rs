//! Fields, relations and indexes of a model.

use super::decode::spec_struct;
use super::{Entries, words};
use crate::{Located, Span};

spec_struct! {
    /// A field: one column. Written as a type (`code: string?`) or as a map.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FieldSpec as "Field", short {
        place span;
        /// `type:` a type of the language: `string`, `varchar(20)`, `uuid?`, `Status[]`, `pg(citext)`.
        "type" => ty: Located<String>,
        /// `primary:` whether it is the primary key alone.
        "primary" => primary: Option<Located<bool>>,
        /// `unique:` whether no two rows may hold the same value.
        "unique" => unique: Option<Located<bool>>,
        /// `default:` a literal, or `now()`, `uuid()`, `uuid(7)`, `cuid()`, `cuid(2)`, `nanoid()`, `ulid()`,
        /// `autoincrement()`, `serial()`, `identity()`, `sql("...")`.
        "default" => default: Option<Located<DefaultSpec>>,
        /// `sequence:` how its sequence counts, where it has one by its default and PostgreSQL would not make it so by itself.
        "sequence" => sequence: Option<OwnedSequenceSpec>,
        /// `updated:` whether the program writes the current time at each save.
        "updated" => updated: Option<Located<bool>>,
        /// `generated:` the SQL expression that always computes the value (STORED).
        "generated" => generated: Option<Located<String>>,
        /// `collate:` a collation.
        "collate" => collate: Option<Located<String>>,
        /// `map:` the column's name in the database, where it differs.
        "map" => map: Option<Located<String>>,
        /// `pii:` what personal data it holds.
        "pii" [words::PII] => pii: Option<Located<String>>,
        /// `encrypted:` whether the program encrypts it before it stores it.
        "encrypted" => encrypted: Option<Located<bool>>,
        /// `was:` its former names.
        "was" => was: Vec<Located<String>>,
        /// `fill:` an SQL expression for rows that would hold NULL where it is now forbidden.
        "fill" => fill: Option<Located<String>>,
        /// `using:` an SQL expression that converts the old value.
        "using" => using: Option<Located<String>>,
        /// `doc:` what the field is.
        "doc" => doc: Option<Located<String>>,
    }
}

spec_struct! {
    /// The sequence of a field with the default `autoincrement()`, `identity(always)` or `serial()`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct OwnedSequenceSpec as "FieldSequence" {
        place span;
        /// `name:` what it is called, where that is not `<table>_<column>_seq`.
        "name" => name: Option<Located<String>>,
        /// `type:` smallint, int or bigint; that of the field where not said.
        "type" [words::SEQUENCE_TYPES] => ty: Option<Located<String>>,
        /// `start:` its first number. Where it has counted already, it goes on from there.
        "start" => start: Option<Located<i64>>,
        /// `increment:` what is added for the next number; 1 where not said, less than 0 to count down.
        "increment" => increment: Option<Located<i64>>,
        /// `min:` its least number; 1 where not said.
        "min" => min: Option<Located<i64>>,
        /// `max:` its largest number; the largest of its type where not said.
        "max" => max: Option<Located<i64>>,
        /// `cache:` how many numbers a session takes at once; 1 where not said.
        "cache" => cache: Option<Located<i64>>,
        /// `cycle:` whether it begins anew at its end.
        "cycle" => cycle: Option<Located<bool>>,
    }
}

/// A default as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultSpec {
    /// A plain word, number, `true`, `now()`, `sql("...")`: its text as written.
    Plain(String),
    /// A quoted string: always text, never a call.
    Quoted(String),
    /// A list.
    List(Vec<Located<DefaultSpec>>),
    /// A map, for JSON: compact JSON text.
    Json(String),
}

spec_struct! {
    /// A relation. Many-to-one where `to: Model`, implicit many-to-many where `to: Model[]`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct RelationSpec as "Relation", short {
        place span;
        /// `to:` the other model; `Model?` where a new foreign key field is to be optional, `Model[]` for many-to-many.
        "to" => to: Located<String>,
        /// `field:` or `fields:` the fields that refer; `<relation>Id` where not said, made where no field has that name.
        "fields" | "field" => fields: Vec<Located<String>>,
        /// `references:` the fields referred to; the primary key where not said.
        "references" => references: Vec<Located<String>>,
        /// `on_delete:` cascade, restrict, set_null, set_default or no_action. As Prisma: restrict where the field is
        /// required, set_null where it is optional.
        "on_delete" [words::ACTIONS] => on_delete: Option<Located<String>>,
        /// `on_update:` likewise; `cascade` where not said, as Prisma.
        "on_update" [words::ACTIONS] => on_update: Option<Located<String>>,
        /// `deferrable:` `allowed` or `initially`; checked after each statement where not said.
        "deferrable" [words::DEFERRABLE] => deferrable: Option<Located<String>>,
        /// `match:` simple (where not said) or full: of a key of several fields, whether all or none may be NULL.
        "match" [words::MATCHES] => matching: Option<Located<String>>,
        /// `back:` the name of the relation field on the other side.
        "back" => back: Option<Located<String>>,
        /// `name:` the relation's name, where several lead from one model to another.
        "name" => name: Option<Located<String>>,
        /// `map:` the foreign key's name in the database; of a many-to-many, the join table's.
        "map" => map: Option<Located<String>>,
        /// `doc:` what the relation is.
        "doc" => doc: Option<Located<String>>,
    }
}

spec_struct! {
    /// An index or a unique. Written as a list of keys (`[tenantId, createdAt desc]`) or as a map.
    #[derive(Clone, Debug, PartialEq)]
    pub struct IndexSpec as "Index", short {
        place span;
        /// `fields:` the keys.
        "fields" | "field" required => keys: Vec<IndexKeySpec>,
        /// `where:` the rows it holds.
        "where" => predicate: Option<Located<String>>,
        /// `using:` the access method: btree, hash, gin, gist, spgist, brin, or one that an extension brings.
        "using" => method: Option<Located<String>>,
        /// `ops:` the operator class of every key that names none.
        "ops" => ops: Option<Located<String>>,
        /// `include:` fields stored beside the keys.
        "include" => include: Vec<Located<String>>,
        /// `nulls:` `equal` or `distinct`; of uniques alone.
        "nulls" [words::UNIQUE_NULLS] => nulls: Option<Located<String>>,
        /// `as:` what a unique becomes, where it is not what `uniques:` of the system says: `index` or `constraint`.
        "as" [words::UNIQUE_FORMS] => form: Option<Located<String>>,
        /// `options:` its storage parameters: `fillfactor: 70`.
        "options" => options: Entries<Located<String>>,
        /// `deferrable:` `allowed` or `initially`; of uniques alone, which are then constraints.
        "deferrable" [words::DEFERRABLE] => deferrable: Option<Located<String>>,
        /// `name:` (or `map:`) its name in the database.
        "name" | "map" => name: Option<Located<String>>,
    }
}

/// A key of an index. Written `createdAt`, `createdAt desc nulls last`, or as a map.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexKeySpec {
    /// Where the key stands.
    pub span: Span,
    /// `field:` or `expr:`
    pub target: KeyTargetSpec,
    /// `order:` asc or desc.
    pub order: Option<Located<String>>,
    /// `nulls:` first or last.
    pub nulls: Option<Located<String>>,
    /// `ops:` an operator class.
    pub ops: Option<Located<String>>,
    /// `collate:` a collation.
    pub collate: Option<Located<String>>,
}

spec_struct! {
    /// An exclusion constraint: no two rows for which each operator holds between their keys. Its keys alone will do.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ExclusionSpec as "Exclusion", short {
        place span;
        /// `fields:` the keys, each with the operator that compares it.
        "fields" | "field" required => keys: Vec<ExclusionKeySpec>,
        /// `where:` the rows it is about.
        "where" => predicate: Option<Located<String>>,
        /// `using:` the access method of its index: gist (where not said), spgist, btree, hash, or one of an extension.
        "using" => method: Option<Located<String>>,
        /// `include:` fields stored beside the keys.
        "include" => include: Vec<Located<String>>,
        /// `options:` the storage parameters of its index: `fillfactor: 70`.
        "options" => options: Entries<Located<String>>,
        /// `deferrable:` `allowed` or `initially`; checked after each statement where not said.
        "deferrable" [words::DEFERRABLE] => deferrable: Option<Located<String>>,
    }
}

/// A key of an exclusion constraint. Written `during with &&`, or as a map.
#[derive(Clone, Debug, PartialEq)]
pub struct ExclusionKeySpec {
    /// The key, as of an index.
    pub key: IndexKeySpec,
    /// `with:` the operator.
    pub with: Located<String>,
}

/// What a key is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyTargetSpec {
    /// A field.
    Field(Located<String>),
    /// An SQL expression over columns.
    Expr(Located<String>),
}
