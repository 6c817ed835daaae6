//! Columns, and the sequences that fill some of them.

use std::collections::HashMap;

use postgres::{Row, Transaction};
use underpin_schema::{BaseType, Column, ColumnType, DefaultValue, Expr, Identity, Name, QName};

use super::{UnmanagedKind, defaults, draft::Draft, types};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    let sequences = sequences(transaction, draft)?;
    let mut arrays = Vec::new();
    for row in transaction.query(include_str!("queries/columns.sql"), &[])? {
        let (table, name) = (row.try_get("table")?, row.try_get::<_, &str>("name")?);
        let sequence = sequences.get(&(table, row.try_get("number")?));
        let ty = ty(&row)?;
        let nullable = row.try_get("is_nullable")?;
        let default = filling(&row, (&ty, nullable), sequence)?;
        for why in notes(&row, (&ty, default.as_ref()), sequence)? {
            draft.leave_part(UnmanagedKind::Column, table, name, why);
        }
        if let Some(DefaultValue::Sql(expr)) = &default
            && let Some(constant) = defaults::array(expr.as_str(), &ty, row.try_get("bare")?)
        {
            arrays.push((table, Name::new(name), constant));
        }
        let column = Column {
            ty,
            nullable,
            default,
            collation: qname(&row, "collation_namespace", "collation_name")?,
            comment: row.try_get("comment")?,
        };
        if let Some((_, found)) = draft.table(table) {
            found.columns.insert(name.into(), column);
        }
    }
    read_arrays(transaction, arrays, draft)
}

/// Makes literals of array constants, `'{a,b}'::text[]`, whose elements PostgreSQL tells.
fn read_arrays(
    transaction: &mut Transaction<'_>,
    arrays: Vec<(u32, Name, String)>,
    draft: &mut Draft,
) -> Result<(), Error> {
    if arrays.is_empty() {
        return Ok(());
    }
    let texts: Vec<&str> = arrays.iter().map(|(_, _, text)| text.as_str()).collect();
    let rows = transaction.query(include_str!("queries/arrays.sql"), &[&texts])?;
    for ((number, name, _), row) in arrays.into_iter().zip(rows) {
        let elements: Option<Vec<Option<String>>> = row.try_get("elements")?;
        let Some((_, table)) = draft.table(number) else { continue };
        let (Some(elements), Some(column)) = (elements, table.columns.get_mut(&name)) else { continue };
        if let Some(literal) = defaults::list_of(elements, &column.ty) {
            column.default = Some(DefaultValue::Literal(literal));
        }
    }
    Ok(())
}

/// A name of two columns, either of which may be NULL.
pub(super) fn qname(row: &Row, namespace: &str, name: &str) -> Result<Option<QName>, Error> {
    let namespace: Option<&str> = row.try_get(namespace)?;
    let name: Option<&str> = row.try_get(name)?;
    Ok(namespace.zip(name).map(|(namespace, name)| QName::new(namespace, name)))
}

fn ty(row: &Row) -> Result<ColumnType, Error> {
    let base = match qname(row, "enum_namespace", "enum_name")? {
        Some(name) => BaseType::Enum(name),
        None => types::base_type(row.try_get("type")?),
    };
    Ok(ColumnType { base, list: row.try_get("is_list")? })
}

/// A sequence that a column owns.
struct Sequence {
    /// The default that draws from it.
    draws: String,
    /// The type of its numbers.
    ty: String,
    /// What is not as PostgreSQL sets it up for `serial` and identity columns.
    options: Vec<String>,
}

/// The owned sequences by table and column. The others are not managed.
fn sequences(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<HashMap<(u32, i16), Sequence>, Error> {
    let mut owned = HashMap::new();
    for row in transaction.query(include_str!("queries/sequences.sql"), &[])? {
        let (table, number) = (row.try_get::<_, Option<u32>>("table")?, row.try_get::<_, Option<i16>>("number")?);
        let Some((table, number)) = table.zip(number) else {
            let name = QName::new(row.try_get::<_, &str>("namespace")?, row.try_get::<_, &str>("name")?);
            draft.leave(UnmanagedKind::Sequence, name, "no column owns it");
            continue;
        };
        let spelled: &str = row.try_get("spelled")?;
        let ty: String = row.try_get("type")?;
        let sequence = Sequence {
            draws: format!("nextval('{}'::regclass)", spelled.replace('\'', "''")),
            options: options(&row, &ty)?,
            ty,
        };
        owned.insert((table, number), sequence);
    }
    Ok(owned)
}

/// The options of a sequence that differ from <https://www.postgresql.org/docs/current/sql-createsequence.html>.
fn options(row: &Row, ty: &str) -> Result<Vec<String>, Error> {
    let most = match ty {
        "smallint" => i64::from(i16::MAX),
        "integer" => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    let mut options = Vec::new();
    for (column, words, usual) in [
        ("start", "START WITH", 1),
        ("increment", "INCREMENT BY", 1),
        ("least", "MINVALUE", 1),
        ("most", "MAXVALUE", most),
        ("cache", "CACHE", 1),
    ] {
        let value: i64 = row.try_get(column)?;
        if value != usual {
            options.push(format!("{words} {value}"));
        }
    }
    if row.try_get("cycles")? {
        options.push("CYCLE".to_owned());
    }
    Ok(options)
}

fn filling(
    row: &Row,
    (ty, nullable): (&ColumnType, bool),
    sequence: Option<&Sequence>,
) -> Result<Option<DefaultValue>, Error> {
    match row.try_get("identity")? {
        "a" => return Ok(Some(DefaultValue::Identity(Identity::Always))),
        "d" => return Ok(Some(DefaultValue::Identity(Identity::ByDefault))),
        _ => {}
    }
    let Some(text) = row.try_get::<_, Option<&str>>("filling")? else { return Ok(None) };
    if !row.try_get::<_, &str>("generated")?.is_empty() {
        return Ok(Some(DefaultValue::Generated(Expr::new(text))));
    }
    // `serial` is a whole number, its sequence counts in the same type, and the column is NOT NULL.
    // https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL
    let is_serial = sequence.is_some_and(|sequence| sequence.draws == text && sequence.ty == type_name(ty));
    if is_serial && !nullable {
        return Ok(Some(DefaultValue::Serial));
    }
    Ok(Some(defaults::default(text, ty, row.try_get("bare")?)))
}

fn type_name(ty: &ColumnType) -> String {
    match &ty.base {
        BaseType::Scalar(scalar) if !ty.list => scalar.postgres(),
        BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Other(_) => String::new(),
    }
}

/// What a [`Column`] cannot hold.
fn notes(
    row: &Row,
    (ty, default): (&ColumnType, Option<&DefaultValue>),
    sequence: Option<&Sequence>,
) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    if let Some(sequence) = sequence {
        match default {
            Some(DefaultValue::Serial | DefaultValue::Identity(_)) => {
                let ty = (sequence.ty != type_name(ty)).then(|| format!("AS {}", sequence.ty));
                let options: Vec<&str> = ty.iter().chain(&sequence.options).map(String::as_str).collect();
                if !options.is_empty() {
                    notes.push(format!("its sequence has the options {}", options.join(", ")));
                }
            }
            Some(DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Sql(_) | DefaultValue::Generated(_))
            | None => notes.push("it owns a sequence that is not that of a serial column".to_owned()),
        }
    }
    // https://www.postgresql.org/docs/18/ddl-generated-columns.html
    if row.try_get::<_, &str>("generated")? == "v" {
        notes.push("it is VIRTUAL".to_owned());
    }
    for (column, words) in [("storage", "its storage is"), ("compression", "its compression is")] {
        if let Some(value) = row.try_get::<_, Option<&str>>(column)? {
            notes.push(format!("{words} {value}"));
        }
    }
    if let Some(target) = row.try_get::<_, Option<i32>>("statistics")? {
        notes.push(format!("its statistics target is {target}"));
    }
    if let Some(options) = row.try_get::<_, Option<Vec<String>>>("options")? {
        notes.push(format!("it has the options {}", options.join(", ")));
    }
    Ok(notes)
}
