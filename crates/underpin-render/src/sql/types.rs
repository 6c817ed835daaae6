//! Type names, in upper case and as short as PostgreSQL takes them: those that Prisma writes.

use std::fmt;

use underpin_schema::{BaseType, ColumnType, Scalar, ScalarKind};

use super::ident::Path;

/// The type of a column.
pub struct Type<'a>(pub &'a ColumnType);

impl fmt::Display for Type<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.base {
            BaseType::Scalar(scalar) => write_scalar(f, *scalar)?,
            BaseType::Enum(name) | BaseType::Type(name) => Path(name).fmt(f)?,
            // As `format_type` spells it, which is how PostgreSQL reads it too.
            BaseType::Other(text) => f.write_str(text)?,
        }
        f.write_str(if self.0.list { "[]" } else { "" })
    }
}

fn write_scalar(f: &mut fmt::Formatter<'_>, scalar: Scalar) -> fmt::Result {
    // https://www.postgresql.org/docs/current/datatype.html: the names on the left and their aliases.
    let name = match scalar.kind {
        ScalarKind::Text => "TEXT",
        ScalarKind::Varchar => "VARCHAR",
        ScalarKind::Char => "CHAR",
        ScalarKind::Uuid => "UUID",
        ScalarKind::SmallInt => "SMALLINT",
        ScalarKind::Int => "INTEGER",
        ScalarKind::BigInt => "BIGINT",
        ScalarKind::Decimal => "DECIMAL",
        ScalarKind::Float => "REAL",
        ScalarKind::Double => "DOUBLE PRECISION",
        ScalarKind::Bool => "BOOLEAN",
        ScalarKind::Timestamp => "TIMESTAMP",
        ScalarKind::Timestamptz => "TIMESTAMPTZ",
        ScalarKind::Date => "DATE",
        ScalarKind::Time => "TIME",
        ScalarKind::Json => "JSONB",
        ScalarKind::Bytes => "BYTEA",
    };
    write!(f, "{name}{}", scalar.args)
}

/// The word that makes a column of this type count up by itself; nothing where PostgreSQL has none.
/// <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL>
pub(super) fn serial_word(ty: &ColumnType) -> Option<&'static str> {
    match ty {
        ColumnType { base: BaseType::Scalar(Scalar { kind: ScalarKind::SmallInt, args: _ }), list: false } => {
            Some("SMALLSERIAL")
        }
        ColumnType { base: BaseType::Scalar(Scalar { kind: ScalarKind::Int, args: _ }), list: false } => Some("SERIAL"),
        ColumnType { base: BaseType::Scalar(Scalar { kind: ScalarKind::BigInt, args: _ }), list: false } => {
            Some("BIGSERIAL")
        }
        ColumnType { base: _, list: _ } => None,
    }
}

#[cfg(test)]
mod tests {
    use underpin_schema::{Args, QName};

    use super::*;

    #[test]
    fn types_are_spelled_as_prisma_spells_them() {
        let scalar = |kind, args| BaseType::Scalar(Scalar { kind, args });
        for (base, list, expected) in [
            (scalar(ScalarKind::Text, Args::None), true, "TEXT[]"),
            (scalar(ScalarKind::Timestamp, Args::One([3])), false, "TIMESTAMP(3)"),
            (scalar(ScalarKind::Decimal, Args::Two(10, 2)), false, "DECIMAL(10,2)"),
            (scalar(ScalarKind::Varchar, Args::One([20])), true, "VARCHAR(20)[]"),
            (scalar(ScalarKind::Double, Args::None), false, "DOUBLE PRECISION"),
            (BaseType::Enum(QName::new("billing", "State")), true, "\"billing\".\"State\"[]"),
            (BaseType::Other("citext".to_owned()), false, "citext"),
        ] {
            assert_eq!(Type(&ColumnType { base, list }).to_string(), expected);
        }
    }
}
