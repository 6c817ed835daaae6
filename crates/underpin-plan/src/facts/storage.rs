//! Whether the stored rows stay as they are.

use underpin_schema::{Args, BaseType, Column, ColumnType, DefaultValue, Expr, Scalar, ScalarKind};

use crate::{Pair, TypeChange, Using, casts::seconds, mentions::calls};

/// Whether a column gets its new type without its rows being written anew: only where the old values, bit by bit, are
/// values of the new type and no length has to be checked. <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>
pub(super) fn kept(change: &TypeChange) -> bool {
    let TypeChange { column: _, ty, collation: _, using, back: _ } = change;
    match using {
        Using::Assignment => same_bits(ty.as_ref()),
        Using::Cast | Using::Text | Using::Labels(_) | Using::Expr(_) => false,
    }
}

fn same_bits(Pair { old, new }: Pair<&ColumnType>) -> bool {
    if old == new {
        return true;
    }
    let (BaseType::Scalar(from), BaseType::Scalar(to)) = (&old.base, &new.base) else { return false };
    // The elements of an array are converted one by one.
    if old.list || new.list {
        return false;
    }
    use ScalarKind::{Decimal, Text, Time, Timestamp, Timestamptz, Varchar};
    let Scalar { kind, args } = to;
    match (from.kind, *kind) {
        // Measured: `type-varchar-widen`, `type-varchar-text`, `type-varchar-narrow`.
        (Text | Varchar, Text) => true,
        (Text | Varchar, Varchar) => match (from.args, *args) {
            (_, Args::None) => true,
            (Args::One([old]), Args::One([new])) => old <= new,
            (Args::None | Args::Two(_, _), Args::One(_)) | (_, Args::Two(_, _)) => false,
        },
        // Measured: `type-numeric-widen-precision`, `type-numeric-change-scale`, `type-numeric-unconstrained`.
        (Decimal, Decimal) => match (from.args, *args) {
            (_, Args::None) => true,
            (Args::Two(old, scale), Args::Two(new, other)) => old <= new && scale == other,
            (Args::None | Args::One(_), _) | (Args::Two(_, _), Args::One(_)) => false,
        },
        // More digits of a second change no value.
        (Timestamp, Timestamp) | (Timestamptz, Timestamptz) | (Time, Time) => seconds(*from) <= seconds(*to),
        (_, _) => false,
    }
}

/// Whether each row that is there already needs a value of its own, so that the table is rewritten. (What
/// `pg(...)` names is not looked into.)
/// <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>
pub(super) fn fills_each_row(column: &Column) -> bool {
    // Measured: a column of a domain with rules is checked row by row, which writes the table anew; one of another type or domain
    // is not, but an operation knows the name of the type alone.
    if matches!(column.ty.base, BaseType::Type(_)) {
        return true;
    }
    match &column.default {
        // Measured: `add-col-nullable`, `add-col-const-default`: the catalog holds the one value.
        None | Some(DefaultValue::Literal(_)) => false,
        // Measured: `add-col-stable-default-now`: the start of the transaction is one value too.
        Some(DefaultValue::Now) => false,
        // Measured: `add-col-volatile-default`, `add-col-clock-default`.
        Some(DefaultValue::Sql(expr)) => may_be_volatile(expr),
        // Measured: `add-col-serial`, `add-col-identity`, `add-col-generated-stored`.
        Some(DefaultValue::Serial(_) | DefaultValue::Identity(_) | DefaultValue::Generated(_)) => true,
    }
}

/// Functions that give one value throughout a statement.
/// <https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT>
const STABLE: &[&str] = &["now", "transaction_timestamp", "statement_timestamp", "current_setting"];

/// Whether two rows may get two values: true of every call that is not known to be stable.
fn may_be_volatile(expr: &Expr) -> bool {
    calls(expr.as_str()).any(|function| !STABLE.contains(&function.as_str()))
}
