//! Columns, and the sequences that fill some of them.

use std::collections::{BTreeSet, HashMap};

use postgres::{Row, Transaction};
use underpin_plan::is_sequence_name;
use underpin_schema::{
    BaseType, Column, ColumnType, Counting, DefaultValue, Expr, Identity, IdentityKind, Name, OwnedSequence, QName,
    ScalarKind, SequenceType,
};

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
            default: filling(row, known, (&table_name, sequences.get(&(table, number))))?,
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
    /// Its name.
    name: Name,
    /// How it counts.
    counting: Counting,
}

impl Sequence {
    /// What is not as PostgreSQL makes it for a column.
    fn owned(&self, table: &str, column: &Name, ty: &ColumnType) -> OwnedSequence {
        let name = (!is_sequence_name(&self.name, table, column)).then(|| self.name.clone());
        OwnedSequence::new(name, self.counting.options(SequenceType::of(ty)))
    }
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
        let sequence = Sequence {
            draws: format!("nextval('{}'::regclass)", spelled.replace('\'', "''")),
            name: Name::new(row.try_get::<_, &str>("name")?),
            counting: counting(&row)?,
        };
        owned.insert((table, number), sequence);
    }
    Ok(owned)
}

/// How a sequence counts.
fn counting(row: &Row) -> Result<Counting, Error> {
    Ok(Counting {
        // A sequence is of no other type. https://www.postgresql.org/docs/current/sql-createsequence.html
        ty: SequenceType::named(row.try_get("type")?).unwrap_or_default(),
        start: row.try_get("start")?,
        increment: row.try_get("increment")?,
        min: row.try_get("least")?,
        max: row.try_get("most")?,
        cache: row.try_get("cache")?,
        cycle: row.try_get("cycles")?,
    })
}

fn filling(
    row: &Row,
    known: &KnownType,
    (table, sequence): (&str, Option<&Sequence>),
) -> Result<Option<DefaultValue>, Error> {
    let column = Name::new(row.try_get::<_, &str>("name")?);
    let owned = || sequence.map(|sequence| sequence.owned(table, &column, &known.ty)).unwrap_or_default();
    let identity = |kind| {
        let mut made = owned();
        // One that was given another type counts within its bounds, which are all that is kept of it.
        if let Some(found) = sequence {
            let counting = Counting { ty: SequenceType::of(&known.ty), ..found.counting };
            made = OwnedSequence::new(made.name().cloned(), counting.options(counting.ty));
        }
        Ok(Some(DefaultValue::Identity(Identity { kind, sequence: made })))
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
    let is_serial = is_whole_number(&known.ty) && sequence.is_some_and(|sequence| sequence.draws == text);
    if is_serial && !row.try_get::<_, bool>("is_nullable")? {
        return Ok(Some(DefaultValue::Serial(owned())));
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
fn notes(
    row: &Row,
    (known, default): (&KnownType, Option<&DefaultValue>),
    sequence: Option<&Sequence>,
) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    if sequence.is_some() {
        match default {
            Some(DefaultValue::Serial(_) | DefaultValue::Identity(_)) => {}
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
