//! Operator classes of index keys, in Prisma's words.

use underpin_schema::{BaseType, Column, ColumnType, IndexMethod, Name, Scalar, ScalarKind};

use super::{
    book::Book,
    text::Quoted,
    types::{Family, prisma_type},
};

/// `ops: JsonbPathOps`, or `ops: raw("gin_trgm_ops")` for a class that Prisma has no word for. It reads those that it
/// has one for back from the database under that word, so that `raw` would look like a difference.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/indexes#supported-operators-and-types>
pub(super) fn class_argument(method: &IndexMethod, class: &Name) -> String {
    let words: &[&str] = match method {
        IndexMethod::Gin => &["JsonbOps", "JsonbPathOps", "ArrayOps"],
        IndexMethod::Gist => &["InetOps"],
        IndexMethod::Spgist => &["InetOps", "TextOps"],
        IndexMethod::Brin => BRIN,
        IndexMethod::Btree | IndexMethod::Hash | IndexMethod::Other(_) => &[],
    };
    // `timestamptz_minmax_multi_ops` is `TimestampTzMinMaxMultiOps`.
    let plain = class.replace('_', "");
    match words.iter().find(|word| word.eq_ignore_ascii_case(&plain)) {
        Some(word) => format!("ops: {word}"),
        None => format!("ops: raw({})", Quoted(class)),
    }
}

const BRIN: &[&str] = &[
    "BitMinMaxOps",
    "VarBitMinMaxOps",
    "BpcharBloomOps",
    "BpcharMinMaxOps",
    "ByteaBloomOps",
    "ByteaMinMaxOps",
    "DateBloomOps",
    "DateMinMaxOps",
    "DateMinMaxMultiOps",
    "Float4BloomOps",
    "Float4MinMaxOps",
    "Float4MinMaxMultiOps",
    "Float8BloomOps",
    "Float8MinMaxOps",
    "Float8MinMaxMultiOps",
    "InetInclusionOps",
    "InetBloomOps",
    "InetMinMaxOps",
    "InetMinMaxMultiOps",
    "Int2BloomOps",
    "Int2MinMaxOps",
    "Int2MinMaxMultiOps",
    "Int4BloomOps",
    "Int4MinMaxOps",
    "Int4MinMaxMultiOps",
    "Int8BloomOps",
    "Int8MinMaxOps",
    "Int8MinMaxMultiOps",
    "NumericBloomOps",
    "NumericMinMaxOps",
    "NumericMinMaxMultiOps",
    "OidBloomOps",
    "OidMinMaxOps",
    "OidMinMaxMultiOps",
    "TextBloomOps",
    "TextMinMaxOps",
    "TimestampBloomOps",
    "TimestampMinMaxOps",
    "TimestampMinMaxMultiOps",
    "TimestampTzBloomOps",
    "TimestampTzMinMaxOps",
    "TimestampTzMinMaxMultiOps",
    "TimeBloomOps",
    "TimeMinMaxOps",
    "TimeMinMaxMultiOps",
    "TimeTzBloomOps",
    "TimeTzMinMaxOps",
    "TimeTzMinMaxMultiOps",
    "UuidBloomOps",
    "UuidMinMaxOps",
    "UuidMinMaxMultiOps",
];

/// The operator class to say where the index takes the default one. (For GIN over `text` and `inet` the engine then sees a
/// difference from the database where there is none; of an index that it is not told of, it would see more.) Prisma wants to hear it where it does not know that
/// an extension (btree_gin, btree_gist) brings one. `None`: it cannot be said; `Some(None)`: it need not be.
#[expect(clippy::option_option, reason = "unsayable, unneeded and needed are three answers")]
pub(super) fn default_class_argument(book: &Book<'_>, column: &Column, method: &IndexMethod) -> Option<Option<String>> {
    let ty = prisma_type(book, &column.ty);
    let plain_text = ty.family == Family::String && ty.native.is_none();
    let inet = ty.native.as_deref() == Some("Inet");
    let known = column.ty.list || ty.family == Family::Unsupported;
    let prefix = match method {
        IndexMethod::Gin if known || ty.family == Family::Json => return Some(None),
        IndexMethod::Gist if known || plain_text => return Some(None),
        IndexMethod::Spgist if known || plain_text || inet => return Some(None),
        IndexMethod::Brin => return (known || !matches!(ty.family, Family::Json | Family::Enum)).then_some(None),
        IndexMethod::Btree | IndexMethod::Hash | IndexMethod::Other(_) => return Some(None),
        IndexMethod::Gin => "",
        IndexMethod::Gist => "gist_",
        IndexMethod::Spgist => return None,
    };
    let stem = operator_class_stem(&column.ty)?;
    Some(Some(class_argument(method, &Name::new(format!("{prefix}{stem}_ops")))))
}

/// What the default operator classes of btree_gin (`uuid_ops`) and btree_gist (`gist_uuid_ops`) call a type.
/// <https://www.postgresql.org/docs/current/btree-gin.html>, <https://www.postgresql.org/docs/current/btree-gist.html>
fn operator_class_stem(ty: &ColumnType) -> Option<&'static str> {
    let ColumnType { base, list } = ty;
    if *list {
        return None;
    }
    match base {
        BaseType::Scalar(Scalar { kind, args: _ }) => match kind {
            ScalarKind::Text => Some("text"),
            ScalarKind::Varchar => Some("varchar"),
            ScalarKind::Char => Some("bpchar"),
            ScalarKind::Uuid => Some("uuid"),
            ScalarKind::SmallInt => Some("int2"),
            ScalarKind::Int => Some("int4"),
            ScalarKind::BigInt => Some("int8"),
            ScalarKind::Decimal => Some("numeric"),
            ScalarKind::Float => Some("float4"),
            ScalarKind::Double => Some("float8"),
            ScalarKind::Bool => Some("bool"),
            ScalarKind::Timestamp => Some("timestamp"),
            ScalarKind::Timestamptz => Some("timestamptz"),
            ScalarKind::Date => Some("date"),
            ScalarKind::Time => Some("time"),
            ScalarKind::Bytes => Some("bytea"),
            ScalarKind::Json => None,
        },
        BaseType::Enum(_) => Some("enum"),
        BaseType::Type(_) => None,
        BaseType::Other(text) => (text == "inet").then_some("inet"),
    }
}
