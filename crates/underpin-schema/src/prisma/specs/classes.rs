//! Operator classes: Prisma's words for them, and PostgreSQL's names.

/// Prisma's words, each with its class. Of an access method's own default class it is not to be said, since a class that is
/// said and one that is implied are the same to PostgreSQL.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/indexes#configuring-the-access-type-of-indexes-with-type-postgresql>
pub(super) enum Class {
    /// The class that the method takes where none is named.
    Default,
    /// This one.
    Named(String),
}

/// What the class is that a word means in an index of that method (`gin`); nothing where Prisma has no such word.
pub(super) fn of(word: &str, method: &str) -> Option<Class> {
    let named = |name: &str| Some(Class::Named(name.to_owned()));
    match (method, word) {
        ("gin", "JsonbOps" | "ArrayOps") | ("spgist", "InetOps" | "TextOps") => Some(Class::Default),
        ("gin", "JsonbPathOps") => named("jsonb_path_ops"),
        ("gist", "InetOps") => named("inet_ops"),
        ("brin", word) => brin(word),
        _ => None,
    }
}

/// Types as Prisma writes them in the classes of BRIN, and as PostgreSQL does.
const BRIN_TYPES: &[(&str, &str)] = &[
    ("VarBit", "varbit"),
    ("Bit", "bit"),
    ("Bpchar", "bpchar"),
    ("Bytea", "bytea"),
    ("Date", "date"),
    ("Float4", "float4"),
    ("Float8", "float8"),
    ("Inet", "inet"),
    ("Int2", "int2"),
    ("Int4", "int4"),
    ("Int8", "int8"),
    ("Numeric", "numeric"),
    ("Oid", "oid"),
    ("Text", "text"),
    ("TimestampTz", "timestamptz"),
    ("Timestamp", "timestamp"),
    ("TimeTz", "timetz"),
    ("Time", "time"),
    ("Uuid", "uuid"),
];

/// <https://www.postgresql.org/docs/current/brin-builtin-opclasses.html>
fn brin(word: &str) -> Option<Class> {
    let (ty, kind) = BRIN_TYPES.iter().find_map(|(prisma, ty)| Some((*ty, word.strip_prefix(prisma)?)))?;
    match (ty, kind) {
        ("inet", "InclusionOps") => Some(Class::Default),
        ("inet", "MinMaxOps") => Some(Class::Named("inet_minmax_ops".to_owned())),
        (_, "MinMaxOps") => Some(Class::Default),
        (_, "BloomOps") => Some(Class::Named(format!("{ty}_bloom_ops"))),
        (_, "MinMaxMultiOps") => Some(Class::Named(format!("{ty}_minmax_multi_ops"))),
        _ => None,
    }
}
