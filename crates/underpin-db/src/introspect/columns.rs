//! Columns, and the sequences that fill some of them.

use std::collections::{BTreeSet, HashMap};

use postgres::{Row, Transaction};
use underpin_schema::{BaseType, Column, ColumnType, DefaultValue, Expr, Identity, Name, QName};

use super::{
    UnmanagedKind, defaults,
    draft::{Draft, KnownColumn},
    types,
    types::{KnownType, TypeKey},
};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    let sequences = sequences(transaction, draft)?;
    let rows = transaction.query(include_str!("queries/columns.sql"), &[])?;
    let mut keys = BTreeSet::new();
    for row in &rows {
        keys.insert(type_key(row)?);
    }
    let types = types::types(transaction, keys, &draft.schema.enums)?;
    let mut collations = Vec::new();
    for row in &rows {
        collations.extend(collation(row, &types)?);
    }
    let collations = types::collations(transaction, collations.into_iter())?;
    for row in &rows {
        let (table, number): (u32, i16) = (row.try_get("table")?, row.try_get("number")?);
        let name = Name::new(row.try_get::<_, &str>("name")?);
        // Whatever a column has is a type; one that was dropped meanwhile takes its columns along.
        let Some(known) = types.get(&type_key(row)?) else { continue };
        let column = Column {
            ty: known.ty.clone(),
            nullable: row.try_get("is_nullable")?,
            default: filling(row, known, sequences.get(&(table, number)))?,
            collation: collation(row, &types)?.and_then(|oid| collations.get(&oid).cloned()),
            comment: row.try_get("comment")?,
        };
        for why in notes(row, (known, column.default.as_ref()), sequences.get(&(table, number)))? {
            draft.leave_part(UnmanagedKind::Column, table, &name, why);
        }
        let of_column = KnownColumn { name: name.clone(), base: known.base, collation: row.try_get("collation")? };
        draft.columns.insert((table, number), of_column);
        if let Some(found) = draft.table(table) {
            found.columns.insert(name, column);
        }
    }
    Ok(())
}

fn type_key(row: &Row) -> Result<TypeKey, Error> {
    Ok((row.try_get("type")?, row.try_get("type_arguments")?))
}

/// The number of the collation, where it is not that of the type.
fn collation(row: &Row, types: &HashMap<TypeKey, KnownType>) -> Result<Option<u32>, Error> {
    let collation: u32 = row.try_get("collation")?;
    Ok(types.get(&type_key(row)?).filter(|known| known.collation != collation).map(|_| collation))
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
            draft.leave(UnmanagedKind::Sequence, (name, None), "no column owns it");
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

fn filling(row: &Row, known: &KnownType, sequence: Option<&Sequence>) -> Result<Option<DefaultValue>, Error> {
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
    let is_serial = sequence.is_some_and(|sequence| sequence.draws == text && sequence.ty == type_name(&known.ty));
    if is_serial && !row.try_get::<_, bool>("is_nullable")? {
        return Ok(Some(DefaultValue::Serial));
    }
    Ok(Some(defaults::default(text, &known.ty, &known.bare)))
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
    (known, default): (&KnownType, Option<&DefaultValue>),
    sequence: Option<&Sequence>,
) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    if let Some(sequence) = sequence {
        match default {
            Some(DefaultValue::Serial | DefaultValue::Identity(_)) => {
                let ty = (sequence.ty != type_name(&known.ty)).then(|| format!("AS {}", sequence.ty));
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
    let storage: &str = row.try_get("storage")?;
    if storage != known.storage {
        notes.push(format!("its storage is {}", storage_word(storage)));
    }
    if let Some(compression) = row.try_get::<_, Option<&str>>("compression")? {
        notes.push(format!("its compression is {compression}"));
    }
    if let Some(target) = row.try_get::<_, Option<i32>>("statistics")? {
        notes.push(format!("its statistics target is {target}"));
    }
    if let Some(options) = row.try_get::<_, Option<Vec<String>>>("options")? {
        notes.push(format!("it has the options {}", options.join(", ")));
    }
    Ok(notes)
}

/// <https://www.postgresql.org/docs/current/storage-toast.html#STORAGE-TOAST-ON-DISK>
fn storage_word(letter: &str) -> &str {
    match letter {
        "p" => "PLAIN",
        "e" => "EXTERNAL",
        "m" => "MAIN",
        "x" => "EXTENDED",
        other => other,
    }
}
