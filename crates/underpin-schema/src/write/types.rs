//! The text of a type.

use crate::{Args, BaseType, ColumnType, DATETIME, DATETIME_SECONDS, QName, Scalar, ScalarKind};

/// A type as the language writes it, without `?`: `varchar(20)`, `Status[]`, `pg(citext)`. `of_type` gives the name of an enum or another
/// type of the schema.
pub(crate) fn type_text(ty: &ColumnType, of_type: impl Fn(&QName) -> String) -> String {
    let base = match &ty.base {
        BaseType::Scalar(scalar) => scalar_text(*scalar),
        BaseType::Enum(name) | BaseType::Type(name) => of_type(name),
        BaseType::Other(name) => format!("pg({name})"),
    };
    if ty.list { format!("{base}[]") } else { base }
}

fn scalar_text(scalar: Scalar) -> String {
    let row = scalar.kind.row();
    match (scalar.kind, scalar.args) {
        (ScalarKind::Timestamp, Args::One([DATETIME_SECONDS])) => DATETIME.to_owned(),
        (_, args) => format!("{}{args}", row.yaml[0]),
    }
}
