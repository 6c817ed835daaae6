//! Columns, and what fills them.

use std::collections::{BTreeSet, HashMap};

use postgres::{Row, Transaction};
use underpin_schema::{BaseType, Column, ColumnType, DefaultValue, Expr, Identity, IdentityKind, Name, ScalarKind};

use super::{
    UnmanagedKind, defaults,
    draft::{Draft, KnownColumn},
    sequences::{Sequence, Sequences},
    types,
    types::{KnownType, TypeKey},
};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    let mut sequences = Sequences::read(transaction, draft)?;
    let rows = transaction.query(include_str!("queries/columns.sql"), &[])?;
    let mut keys = BTreeSet::new();
    for row in &rows {
        keys.insert(type_key(row)?);
    }
    let types = types::types(transaction, keys, &draft.schema)?;
    let mut collations = Vec::new();
    for row in &rows {
        collations.extend(collation(row, &types)?);
    }
    let collations = types::collations(transaction, collations.into_iter())?;
    for row in &rows {
        let (table, number): (u32, i16) = (row.try_get("table")?, row.try_get("number")?);
        let name = Name::new(row.try_get::<_, &str>("name")?);
        let table_name = draft.table_name(table).map_or_else(String::new, |table| table.name.to_string());
        // Whatever a column has is a type; one that was dropped meanwhile takes its columns along.
        let Some(known) = types.get(&type_key(row)?) else { continue };
        let column = Column {
            ty: known.ty.clone(),
            nullable: row.try_get("is_nullable")?,
            default: filling(row, known, (&table_name, sequences.of_column((table, number))))?,
            collation: collation(row, &types)?.and_then(|oid| collations.get(&oid).cloned()),
            comment: row.try_get("comment")?,
        };
        if column.default.as_ref().and_then(DefaultValue::sequence).is_some() {
            sequences.number((table, number));
        }
        for why in notes(row, known)? {
            draft.leave_part(UnmanagedKind::Column, table, &name, why);
        }
        let of_column = KnownColumn { name: name.clone(), base: known.base, collation: row.try_get("collation")? };
        draft.columns.insert((table, number), of_column);
        if let Some(found) = draft.table(table) {
            found.columns.insert(name, column);
        }
    }
    sequences.finish(draft);
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

fn filling(row: &Row, known: &KnownType, (table, owned): (&str, &[Sequence])) -> Result<Option<DefaultValue>, Error> {
    let column = Name::new(row.try_get::<_, &str>("name")?);
    let identity = |kind| {
        let sequence = owned.iter().find(|sequence| sequence.is_of_identity);
        let sequence = sequence.map(|sequence| sequence.of_identity(table, &column, &known.ty)).unwrap_or_default();
        Ok(Some(DefaultValue::Identity(Identity { kind, sequence })))
    };
    match row.try_get("identity")? {
        "a" => return identity(IdentityKind::Always),
        "d" => return identity(IdentityKind::ByDefault),
        _ => {}
    }
    let Some(text) = row.try_get::<_, Option<&str>>("filling")? else { return Ok(None) };
    if !row.try_get::<_, &str>("generated")?.is_empty() {
        return Ok(Some(DefaultValue::Generated(Expr::new(text))));
    }
    // `serial` is a whole number that is NOT NULL, and its sequence is its own.
    // https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL
    if let [sequence] = owned
        && sequence.draws == text
        && is_whole_number(&known.ty)
        && !row.try_get::<_, bool>("is_nullable")?
    {
        return Ok(Some(DefaultValue::Serial(sequence.of_serial(table, &column, &known.ty))));
    }
    Ok(Some(defaults::default(text, &known.stored, &known.bare)))
}

fn is_whole_number(ty: &ColumnType) -> bool {
    match &ty.base {
        BaseType::Scalar(scalar) => {
            !ty.list && matches!(scalar.kind, ScalarKind::SmallInt | ScalarKind::Int | ScalarKind::BigInt)
        }
        BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => false,
    }
}

/// What a [`Column`] cannot hold.
fn notes(row: &Row, known: &KnownType) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
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
