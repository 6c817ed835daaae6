//! Fields, relations and indexes of a model.

use crate::{Located, Span};

/// A field: one column. Written as a type (`code: string?`) or as a map.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldSpec {
    /// Where the field's name stands.
    pub span: Span,
    /// `type:` a type of the language: `string`, `varchar(20)`, `uuid?`, `Status[]`, `pg(citext)`.
    pub ty: Located<String>,
    /// `primary:` whether it is the primary key alone.
    pub primary: Option<Located<bool>>,
    /// `unique:` whether no two rows may hold the same value.
    pub unique: Option<Located<bool>>,
    /// `default:` a literal, or `now()`, `uuid()`, `cuid()`, `autoincrement()`, `serial()`, `identity()`, `sql("...")`.
    pub default: Option<Located<DefaultSpec>>,
    /// `updated:` whether the program writes the current time at each save.
    pub updated: Option<Located<bool>>,
    /// `generated:` the SQL expression that always computes the value (STORED).
    pub generated: Option<Located<String>>,
    /// `collate:` a collation.
    pub collate: Option<Located<String>>,
    /// `map:` the column's name in the database, where it differs.
    pub map: Option<Located<String>>,
    /// `doc:` what the field is.
    pub doc: Option<Located<String>>,
    /// `pii:` what personal data it holds.
    pub pii: Option<Located<String>>,
    /// `encrypted:` whether the program encrypts it before it stores it.
    pub encrypted: Option<Located<bool>>,
    /// `was:` its former names.
    pub was: Vec<Located<String>>,
    /// `fill:` an SQL expression for rows that would hold NULL where it is now forbidden.
    pub fill: Option<Located<String>>,
    /// `using:` an SQL expression that converts the old value.
    pub using: Option<Located<String>>,
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

/// A relation. Many-to-one where `to: Model`, implicit many-to-many where `to: Model[]`.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationSpec {
    /// Where the relation's name stands.
    pub span: Span,
    /// `to:` the other model; `Model?` where a new foreign key field is to be optional, `Model[]` for many-to-many.
    pub to: Located<String>,
    /// `field:` or `fields:` the fields that refer; `<relation>Id` where not said, made where no field has that name.
    pub fields: Vec<Located<String>>,
    /// `references:` the fields referred to; the primary key where not said.
    pub references: Vec<Located<String>>,
    /// `on_delete:` cascade, restrict, set_null, set_default or no_action. As Prisma: restrict where the field is
    /// required, set_null where it is optional.
    pub on_delete: Option<Located<String>>,
    /// `on_update:` likewise; `cascade` where not said, as Prisma.
    pub on_update: Option<Located<String>>,
    /// `deferrable:` `allowed` or `initially`; checked after each statement where not said.
    pub deferrable: Option<Located<String>>,
    /// `back:` the name of the relation field on the other side.
    pub back: Option<Located<String>>,
    /// `name:` the relation's name, where several lead from one model to another.
    pub name: Option<Located<String>>,
    /// `map:` the foreign key's name in the database; of a many-to-many, the join table's.
    pub map: Option<Located<String>>,
    /// `doc:` what the relation is.
    pub doc: Option<Located<String>>,
}

/// An index or a unique. Written as a list of keys (`[tenantId, createdAt desc]`) or as a map.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexSpec {
    /// Where the index stands.
    pub span: Span,
    /// `fields:` the keys.
    pub keys: Vec<IndexKeySpec>,
    /// `where:` the rows it holds.
    pub predicate: Option<Located<String>>,
    /// `using:` the access method: btree, hash, gin, gist, spgist, brin, or one that an extension brings.
    pub method: Option<Located<String>>,
    /// `ops:` the operator class of every key that names none.
    pub ops: Option<Located<String>>,
    /// `include:` fields stored beside the keys.
    pub include: Vec<Located<String>>,
    /// `nulls:` `equal` or `distinct`; of uniques alone.
    pub nulls: Option<Located<String>>,
    /// `name:` (or `map:`) its name in the database.
    pub name: Option<Located<String>>,
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

/// What a key is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyTargetSpec {
    /// A field.
    Field(Located<String>),
    /// An SQL expression over columns.
    Expr(Located<String>),
}
