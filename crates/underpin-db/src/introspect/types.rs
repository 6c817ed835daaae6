//! Types and collations of columns.

use std::collections::{BTreeSet, HashMap};

use postgres::{Row, Transaction};
use underpin_schema::{Args, BaseType, ColumnType, Params, QName, SCALARS, Scalar, ScalarRow, Schema};

use crate::Error;

/// A type with its arguments, by the numbers of the catalog.
pub(super) type TypeKey = (u32, i32);

/// What the catalog knows of a type.
pub(super) struct KnownType {
    pub ty: ColumnType,
    /// What its values are stored as: the type below domains.
    pub stored: ColumnType,
    /// The type of one stored element without its arguments.
    pub bare: String,
    /// The number of the type; where that is a domain, of the one that it is over.
    pub base: u32,
    /// The collation that a column of it has where nothing is said.
    pub collation: u32,
    /// The storage that a column of it has where nothing is said.
    pub storage: String,
}

/// The types of those numbers, where the types that the schema makes are known.
pub(super) fn types(
    transaction: &mut Transaction<'_>,
    keys: BTreeSet<TypeKey>,
    schema: &Schema,
) -> Result<HashMap<TypeKey, KnownType>, Error> {
    let (oids, arguments): (Vec<u32>, Vec<i32>) = keys.iter().copied().unzip();
    let rows = transaction.query(include_str!("queries/types.sql"), &[&oids, &arguments])?;
    let known = |(key, row): (TypeKey, &Row)| {
        let base = match qname(row, "own_namespace", "own_name")? {
            Some(name) if schema.enums.contains_key(&name) => BaseType::Enum(name),
            Some(name) if schema.types.contains_key(&name) => BaseType::Type(name),
            // One that comes with an extension is none of the schema's own.
            Some(_) | None => base_type(row.try_get("type")?),
        };
        let ty = ColumnType { base, list: row.try_get("is_list")? };
        let stored = schema.below(&ty).into_owned();
        let bare: &str = row.try_get("bare")?;
        let known = KnownType {
            bare: if ty.list { bare } else { bare.strip_suffix("[]").unwrap_or(bare) }.to_owned(),
            ty,
            stored,
            base: row.try_get("base")?,
            collation: row.try_get("collation")?,
            storage: row.try_get("storage")?,
        };
        Ok((key, known))
    };
    keys.into_iter().zip(&rows).map(known).collect()
}

/// The collations of those numbers.
pub(super) fn collations(
    transaction: &mut Transaction<'_>,
    oids: impl Iterator<Item = u32>,
) -> Result<HashMap<u32, QName>, Error> {
    let oids: BTreeSet<u32> = oids.filter(|oid| *oid != 0).collect();
    if oids.is_empty() {
        return Ok(HashMap::new());
    }
    let oids: Vec<u32> = oids.into_iter().collect();
    let rows = transaction.query(include_str!("queries/collations.sql"), &[&oids])?;
    let name = |row: &Row| Ok((row.try_get("oid")?, required(row, "namespace", "name")?));
    rows.iter().map(name).collect()
}

/// A name of two columns.
pub(super) fn required(row: &Row, namespace: &str, name: &str) -> Result<QName, Error> {
    Ok(QName::new(row.try_get::<_, &str>(namespace)?, row.try_get::<_, &str>(name)?))
}

/// A name of two columns, either of which may be NULL.
pub(super) fn qname(row: &Row, namespace: &str, name: &str) -> Result<Option<QName>, Error> {
    let namespace: Option<&str> = row.try_get(namespace)?;
    let name: Option<&str> = row.try_get(name)?;
    Ok(namespace.zip(name).map(|(namespace, name)| QName::new(namespace, name)))
}

/// The type that `format_type` spells: one of the dictionary, or any other by its spelling.
/// <https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG>
fn base_type(spelled: &str) -> BaseType {
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
        (Params::Seconds | Params::OptionalLength | Params::Decimal, []) => return Some(Scalar::plain(row.kind)),
        (Params::Length | Params::OptionalLength | Params::Seconds, [one]) => Args::One([*one]),
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
                Params::Seconds => &[Args::None, Args::One([0]), Args::One([6])],
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
        let timestamp = Scalar { kind: ScalarKind::Timestamp, args: Args::None };
        assert_eq!(base_type("timestamp without time zone"), BaseType::Scalar(timestamp));
    }
}
