//! The code side: what programs call things, and what they do that the database does not know.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Action, Name, ObjectId, QName};

/// What Prisma and the Rust entities need beyond the [`crate::Schema`], in the order of the specs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Code {
    /// The system's name (`project:`).
    pub project: String,
    /// How Prisma text is written.
    pub prisma: Prisma,
    /// The tenancy of the system, if it has one.
    pub tenancy: Option<Tenancy>,
    /// The models, in the order of the specs.
    pub models: Vec<Model>,
    /// The enums, in the order of the specs.
    pub enums: Vec<CodeEnum>,
    /// The relations; each once, with both of its ends.
    pub relations: Vec<Relation>,
    /// What is there and belongs to others: tables, enum types, extensions and PostgreSQL schemas that the managed part
    /// refers to and that no migration touches.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub external: BTreeSet<ObjectId>,
}

/// How Prisma text is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prisma {
    /// The major version of Prisma: 5, 6 or 7.
    pub version: u8,
    /// Preview features to switch on (`partialIndexes`, `views`).
    pub preview: Vec<String>,
    /// Where Prisma's client is generated, seen from the schema file; nothing where nobody said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

impl Prisma {
    /// Where Prisma's client is generated where nobody said it, seen from the schema file: version 7 has no default.
    pub const OUTPUT: &str = "./generated/prisma";
}

impl Default for Prisma {
    fn default() -> Self {
        Self { version: 7, preview: Vec::new(), output: None }
    }
}

/// How tenants are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenancy {
    /// The model whose rows are the tenants.
    pub model: Name,
    /// The field of every tenant model that names its tenant.
    pub field: Name,
    /// The setting that holds the current tenant (`app.current_tenant_id`).
    pub setting: String,
}

/// A model: what code calls a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Its name in code.
    pub name: Name,
    /// The table it stands for.
    pub table: QName,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Its fields, in the order of the spec. Relations are in [`Code::relations`].
    pub fields: Vec<Field>,
    /// The field that names the tenant, where the model belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Name>,
}

/// A field: what code calls a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name in code.
    pub name: Name,
    /// The column it stands for.
    pub column: Name,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// A value that the program makes on insert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_default: Option<ClientDefault>,
    /// Whether the program writes the current time at each save (Prisma's `@updatedAt`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub updated: bool,
    /// What personal data it holds, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pii: Option<Pii>,
    /// Whether the program encrypts it before it stores it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub encrypted: bool,
}

/// A value that the program makes on insert; the database has no default for it.
/// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#attribute-functions>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientDefault {
    /// A random UUID (Prisma's `uuid()`).
    Uuid,
    /// A UUID that begins with the time (Prisma's `uuid(7)`).
    Uuid7,
    /// A collision-resistant id (Prisma's `cuid()`).
    Cuid,
    /// One of the second version (Prisma's `cuid(2)`).
    Cuid2,
    /// A short random id (Prisma's `nanoid()`), of so many characters where a length is given.
    Nanoid(Option<u8>),
    /// An id that sorts by its time (Prisma's `ulid()`).
    Ulid,
}

impl std::fmt::Display for ClientDefault {
    /// As specs and Prisma write it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ClientDefault::Uuid => f.write_str("uuid()"),
            ClientDefault::Uuid7 => f.write_str("uuid(7)"),
            ClientDefault::Cuid => f.write_str("cuid()"),
            ClientDefault::Cuid2 => f.write_str("cuid(2)"),
            ClientDefault::Nanoid(None) => f.write_str("nanoid()"),
            ClientDefault::Nanoid(Some(length)) => write!(f, "nanoid({length})"),
            ClientDefault::Ulid => f.write_str("ulid()"),
        }
    }
}

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pii {
    /// The name of a person.
    Name,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A postal address.
    Address,
    /// A date of birth.
    Birthday,
    /// An IP address.
    Ip,
    /// Data on health.
    Health,
    /// An account or card number.
    Payment,
    /// A password, key or access token.
    Token,
    /// Anything else that tells of a person.
    Other,
}

/// An enum: what code calls an enum type and its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeEnum {
    /// Its name in code.
    pub name: Name,
    /// The type it stands for.
    pub ty: QName,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Its values, in order.
    pub values: Vec<CodeEnumValue>,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeEnumValue {
    /// Its name in code.
    pub name: Name,
    /// Its label in the database.
    pub label: Name,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// A relation between two models (or of one with itself).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The name that tells it from others between the same two models; given, or made where it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The end that refers: the model with the foreign key; of a many-to-many, the model whose spec declares it.
    pub from: RelationEnd,
    /// The end referred to.
    pub to: RelationEnd,
    /// How the rows are tied.
    pub kind: RelationKind,
}

/// One end of a relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationEnd {
    /// The model at this end.
    pub model: Name,
    /// The relation field of that model which leads to the other end.
    pub field: Name,
    /// What the field is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// How the rows of a relation are tied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// By a foreign key on the `from` side: many rows there, or at most one where its fields are unique.
    ForeignKey {
        /// The fields of the `from` model, in order.
        fields: Vec<Name>,
        /// The fields of the `to` model, in order.
        references: Vec<Name>,
        /// The foreign key's name in the database.
        constraint: Name,
        /// As in the foreign key, kept here so that renderers need not look it up.
        on_delete: Action,
        /// As in the foreign key.
        on_update: Action,
        /// How many `from` rows may refer to one `to` row.
        arity: Arity,
        /// Whether the `from` row must refer to one.
        optional: bool,
    },
    /// By an implicit join table, as Prisma makes it.
    ManyToMany {
        /// The join table.
        table: QName,
    },
}

/// How many rows may refer to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arity {
    /// At most one.
    One,
    /// Any number.
    Many,
}

impl Code {
    /// Whether a model belongs to others.
    pub fn is_external(&self, model: &Model) -> bool {
        !self.external.is_empty() && self.external.contains(&ObjectId::Table(model.table.clone()))
    }

    /// Whether an enum belongs to others.
    pub fn is_external_enum(&self, found: &CodeEnum) -> bool {
        !self.external.is_empty() && self.external.contains(&ObjectId::Enum(found.ty.clone()))
    }

    /// The model of that name.
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.name.as_str() == name)
    }
}

impl Model {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.as_str() == name)
    }
}
