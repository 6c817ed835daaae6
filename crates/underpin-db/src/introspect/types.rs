//! Types of columns.

use underpin_schema::{Args, BaseType, Params, SCALARS, Scalar, ScalarRow};

/// The type that `format_type` spells: one of the dictionary, or any other by its spelling.
/// <https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG>
pub(super) fn base_type(spelled: &str) -> BaseType {
    match SCALARS.iter().find_map(|row| scalar(row, spelled)) {
        Some(scalar) => BaseType::Scalar(scalar),
        None => BaseType::Other(spelled.to_owned()),
    }
}

fn scalar(row: &ScalarRow, spelled: &str) -> Option<Scalar> {
    let (head, tail) = match row.postgres.split_once("{}") {
        Some(parts) => parts,
        None => return (row.postgres == spelled).then(|| Scalar::plain(row.kind)),
    };
    let inner = spelled.strip_prefix(head)?.strip_suffix(tail)?;
    let numbers: Vec<u32> = match inner {
        "" => Vec::new(),
        _ => {
            let list = inner.strip_prefix('(')?.strip_suffix(')')?;
            list.split(',').map(|number| number.parse().ok()).collect::<Option<_>>()?
        }
    };
    let args = match (row.params, numbers.as_slice()) {
        (Params::Seconds(_) | Params::OptionalLength | Params::Decimal, []) => return Some(Scalar::plain(row.kind)),
        (Params::Length | Params::OptionalLength | Params::Seconds(_), [one]) => Args::One([*one]),
        (Params::Decimal, [digits, scale]) => Args::Two(*digits, *scale),
        // `character` without a length, and a `numeric` with a negative scale, are none of the dictionary.
        _ => return None,
    };
    Some(Scalar { kind: row.kind, args })
}

#[cfg(test)]
mod tests {
    use underpin_schema::ScalarKind;

    use super::*;

    #[test]
    fn every_row_of_the_dictionary_is_read_back() {
        for row in SCALARS {
            let args: &[Args] = match row.params {
                Params::None => &[Args::None],
                Params::Length => &[Args::One([7])],
                Params::OptionalLength => &[Args::None, Args::One([7])],
                Params::Seconds(_) => &[Args::One([0]), Args::One([6])],
                Params::Decimal => &[Args::None, Args::Two(10, 0)],
            };
            for args in args {
                let scalar = Scalar { kind: row.kind, args: *args };
                assert_eq!(base_type(&scalar.postgres()), BaseType::Scalar(scalar));
            }
        }
    }

    #[test]
    fn other_types_keep_their_spelling() {
        for spelled in [
            "citext",
            "bpchar",
            "\"char\"",
            "numeric(3,-2)",
            "timestamp(3) with  time zone",
            "time with time zone",
            "bit(3)",
            "text_x",
        ] {
            assert_eq!(base_type(spelled), BaseType::Other(spelled.to_owned()));
        }
        let timestamp = Scalar { kind: ScalarKind::Timestamp, args: Args::One([6]) };
        assert_eq!(base_type("timestamp without time zone"), BaseType::Scalar(timestamp));
    }
}
