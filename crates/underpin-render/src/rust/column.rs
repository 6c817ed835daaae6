//! Columns as fields of an entity: the Rust type, and what SeaORM must know beside it.

use underpin_schema::{Args, BaseType, Column, DefaultValue, Field, Pii, QName, Scalar, ScalarKind, Schema};

use super::text::literal;

/// The wrapper that hides a field's value in `Debug`: the names of the markers in `hidden::kind`.
pub const KINDS: &[(&str, &str, &str)] = &[
    ("Name", "name", "The name of a person."),
    ("Email", "email", "An e-mail address."),
    ("Phone", "phone", "A telephone number."),
    ("Address", "address", "A postal address."),
    ("Birthday", "birthday", "A date of birth."),
    ("Ip", "ip", "An IP address."),
    ("Health", "health", "Data on health."),
    ("Payment", "payment", "An account or card number."),
    ("Token", "token", "A password, key or access token."),
    ("Personal", "personal", "Anything else that tells of a person."),
    ("Encrypted", "encrypted", "What the program encrypts before it stores it."),
];

/// How a field is hidden, if it is.
pub fn hidden_kind(field: &Field) -> Option<&'static str> {
    match field.pii {
        Some(Pii::Name) => Some("Name"),
        Some(Pii::Email) => Some("Email"),
        Some(Pii::Phone) => Some("Phone"),
        Some(Pii::Address) => Some("Address"),
        Some(Pii::Birthday) => Some("Birthday"),
        Some(Pii::Ip) => Some("Ip"),
        Some(Pii::Health) => Some("Health"),
        Some(Pii::Payment) => Some("Payment"),
        Some(Pii::Token) => Some("Token"),
        Some(Pii::Other) => Some("Personal"),
        None if field.encrypted => Some("Encrypted"),
        None => None,
    }
}

/// What a column is to Rust.
pub struct RustColumn {
    /// The type of a value that is there: `Hidden<Vec<String>, kind::Email>`.
    pub value: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The arguments of `#[sea_orm]` that tell the type.
    pub attributes: Vec<String>,
    /// Whether values equal themselves: floating point numbers do not.
    pub eq: bool,
    /// The scalar type of one value, below domains; of a list or another type none.
    pub scalar: Option<ScalarKind>,
    /// Whether the database computes it from the row.
    pub generated: bool,
}

impl RustColumn {
    /// The column of a field; `enum_name` names the Rust type of an enum type.
    pub fn new(field: &Field, column: &Column, schema: &Schema, enum_name: impl Fn(&QName) -> Option<String>) -> Self {
        let Column { ty, nullable, default, collation: _, comment: _ } = column;
        // PostgreSQL sends the values of a domain as those of the type below it.
        // https://www.postgresql.org/docs/current/protocol-message-formats.html
        let ty = &*schema.below(ty);
        let Element { rust, column_type, cast, eq } = element(&ty.base, enum_name);
        let mut attributes = Vec::new();
        if let Some(column_type) = column_type {
            let text = if ty.list { format!("Array(RcOrArc::new(ColumnType::{column_type}))") } else { column_type };
            attributes.push(format!("column_type = {}", literal(&text)));
        }
        let brackets = if ty.list { "[]" } else { "" };
        match cast {
            Cast::None => {}
            Cast::Save(name) => attributes.push(format!("save_as = {}", literal(&format!("{name}{brackets}")))),
            Cast::Both(name) => {
                attributes.push(format!("select_as = {}", literal(&format!("text{brackets}"))));
                attributes.push(format!("save_as = {}", literal(&format!("{name}{brackets}"))));
            }
        }
        let value = if ty.list { format!("Vec<{rust}>") } else { rust };
        let value = match hidden_kind(field) {
            Some(kind) => format!("Hidden<{value}, kind::{kind}>"),
            None => value,
        };
        let generated = matches!(default, Some(DefaultValue::Generated(_)));
        let scalar = match (&ty.base, ty.list) {
            (BaseType::Scalar(scalar), false) => Some(scalar.kind),
            (BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_), _) => None,
        };
        Self { value, nullable: *nullable, attributes, eq, scalar, generated }
    }

    /// The type of the field: `Option<Uuid>`.
    pub fn ty(&self) -> String {
        if self.nullable { format!("Option<{}>", self.value) } else { self.value.clone() }
    }
}

/// One element of a column.
struct Element {
    rust: String,
    /// The variant of SeaORM's `ColumnType`, where it is not that which the Rust type stands for.
    column_type: Option<String>,
    cast: Cast,
    eq: bool,
}

/// How values go in and out.
enum Cast {
    /// As they are.
    None,
    /// Cast to that type on the way in; SeaORM itself sees to the way out.
    Save(String),
    /// Cast to that type on the way in and to text on the way out.
    Both(String),
}

fn element(base: &BaseType, enum_name: impl Fn(&QName) -> Option<String>) -> Element {
    match base {
        BaseType::Scalar(scalar) => Element {
            rust: scalar.kind.row().rust.to_owned(),
            column_type: scalar_column_type(*scalar),
            cast: Cast::None,
            eq: !matches!(scalar.kind, ScalarKind::Float | ScalarKind::Double),
        },
        BaseType::Enum(name) => match enum_name(name) {
            // SeaORM casts to the bare name of the type, which is not found outside of `public`.
            Some(rust) => {
                let cast = if name.is_public() { Cast::None } else { Cast::Save(qualified(name)) };
                Element { rust: format!("enums::{rust}"), column_type: None, cast, eq: true }
            }
            None => as_text(&qualified(name)),
        },
        BaseType::Type(name) => as_text(&qualified(name)),
        BaseType::Other(text) => as_text(text),
    }
}

/// A type that neither SeaORM nor this crate knows is read and written as text.
fn as_text(name: &str) -> Element {
    Element {
        rust: "String".to_owned(),
        column_type: Some(format!("custom({})", literal(name))),
        cast: Cast::Both(name.to_owned()),
        eq: true,
    }
}

fn qualified(name: &QName) -> String {
    let quote = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    if name.is_public() { quote(&name.name) } else { format!("{}.{}", quote(&name.namespace), quote(&name.name)) }
}

/// The column type, where it is not what SeaORM takes for the Rust type:
/// <https://docs.rs/sea-orm/2.0.4/sea_orm/entity/trait.ColumnTypeTrait.html>
fn scalar_column_type(scalar: Scalar) -> Option<String> {
    let Scalar { kind, args } = scalar;
    match kind {
        ScalarKind::Text => Some("Text".to_owned()),
        ScalarKind::Varchar => match args {
            Args::One([length]) => Some(format!("String(StringLen::N({length}))")),
            Args::None | Args::Two(..) => None,
        },
        ScalarKind::Char => Some(match args {
            Args::One([length]) => format!("Char(Some({length}))"),
            Args::None | Args::Two(..) => "Char(None)".to_owned(),
        }),
        ScalarKind::Decimal => match args {
            Args::Two(digits, scale) => Some(format!("Decimal(Some(({digits}, {scale})))")),
            Args::One([digits]) => Some(format!("Decimal(Some(({digits}, 0)))")),
            Args::None => None,
        },
        ScalarKind::Float => Some("Float".to_owned()),
        ScalarKind::Double => Some("Double".to_owned()),
        ScalarKind::Json => Some("JsonBinary".to_owned()),
        ScalarKind::Bytes => Some("VarBinary(StringLen::None)".to_owned()),
        ScalarKind::Uuid
        | ScalarKind::SmallInt
        | ScalarKind::Int
        | ScalarKind::BigInt
        | ScalarKind::Bool
        | ScalarKind::Timestamp
        | ScalarKind::Timestamptz
        | ScalarKind::Date
        | ScalarKind::Time => None,
    }
}
