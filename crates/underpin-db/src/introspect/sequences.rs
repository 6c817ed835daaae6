//! Sequences: those that number columns, and those that stand for themselves.

use std::collections::HashMap;

use postgres::{Row, Transaction};
use underpin_plan::is_sequence_name;
use underpin_schema::{ColumnType, Counting, Name, ObjectId, OwnedSequence, QName, SequenceType};

use super::{UnmanagedKind, draft::Draft};
use crate::Error;

/// A sequence that a column owns.
pub(super) struct Sequence {
    /// The default that draws from it.
    pub draws: String,
    /// Whether it is that of an identity column.
    pub is_of_identity: bool,
    name: QName,
    counting: Counting,
    comment: Option<String>,
}

impl Sequence {
    /// What is not as PostgreSQL makes it for a `serial` column.
    pub fn of_serial(&self, table: &str, column: &Name, ty: &ColumnType) -> OwnedSequence {
        let name = (!is_sequence_name(&self.name.name, table, column)).then(|| self.name.name.clone());
        OwnedSequence::new(name, self.counting.options(SequenceType::of(ty)))
    }

    /// What is not as PostgreSQL makes it for an identity column. One that was given another type by hand counts within its bounds,
    /// which are all that is kept of it.
    pub fn of_identity(&self, table: &str, column: &Name, ty: &ColumnType) -> OwnedSequence {
        let counting = Counting { ty: SequenceType::of(ty), ..self.counting };
        let name = (!is_sequence_name(&self.name.name, table, column)).then(|| self.name.name.clone());
        OwnedSequence::new(name, counting.options(counting.ty))
    }

    fn alone(self, owner: Option<(QName, Name)>) -> (QName, underpin_schema::Sequence) {
        let options = self.counting.options(SequenceType::BigInt);
        (self.name, underpin_schema::Sequence { options, owner, comment: self.comment })
    }
}

/// The owned sequences, by table and column.
#[derive(Default)]
pub(super) struct Sequences(HashMap<(u32, i16), Vec<Sequence>>);

impl Sequences {
    /// Reads them all; those that no column owns go into the schema.
    pub fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<Self, Error> {
        let mut owned = Self::default();
        for row in transaction.query(include_str!("queries/sequences.sql"), &[])? {
            let sequence = sequence(&row)?;
            // https://www.postgresql.org/docs/15/sql-createsequence.html: since version 15
            if row.try_get("is_unlogged")? {
                let id = ObjectId::Sequence(sequence.name.clone());
                draft.leave_trait(UnmanagedKind::Sequence, (&sequence.name, id), "it is UNLOGGED");
            }
            match row.try_get::<_, Option<u32>>("table")?.zip(row.try_get::<_, Option<i16>>("number")?) {
                Some(column) => owned.0.entry(column).or_default().push(sequence),
                None => draft.schema.sequences.extend([sequence.alone(None)]),
            }
        }
        Ok(owned)
    }

    /// Those that a column owns.
    pub fn of_column(&self, column: (u32, i16)) -> &[Sequence] {
        self.0.get(&column).map(Vec::as_slice).unwrap_or_default()
    }

    /// Says that a column is numbered by its sequence, which is a part of it then.
    pub fn number(&mut self, column: (u32, i16)) {
        if let Some(owned) = self.0.get_mut(&column) {
            let at = owned.iter().position(|sequence| sequence.is_of_identity).unwrap_or(0);
            owned.remove(at);
        }
    }

    /// Puts the others into the schema. Those of tables that are not managed go with their tables.
    pub fn finish(self, draft: &mut Draft) {
        for ((table, number), sequences) in self.0 {
            let column = draft.columns.get(&(table, number)).map(|column| column.name.clone());
            let Some(owner) = draft.table_name(table).cloned().zip(column) else { continue };
            draft.schema.sequences.extend(sequences.into_iter().map(|sequence| sequence.alone(Some(owner.clone()))));
        }
    }
}

fn sequence(row: &Row) -> Result<Sequence, Error> {
    let spelled: &str = row.try_get("spelled")?;
    Ok(Sequence {
        draws: format!("nextval('{}'::regclass)", spelled.replace('\'', "''")),
        is_of_identity: row.try_get::<_, Option<bool>>("is_of_identity")?.unwrap_or_default(),
        name: QName::new(row.try_get::<_, &str>("namespace")?, row.try_get::<_, &str>("name")?),
        counting: Counting {
            // A sequence is of no other type. https://www.postgresql.org/docs/current/sql-createsequence.html
            ty: SequenceType::named(row.try_get("type")?).unwrap_or_default(),
            start: row.try_get("start")?,
            increment: row.try_get("increment")?,
            min: row.try_get("least")?,
            max: row.try_get("most")?,
            cache: row.try_get("cache")?,
            cycle: row.try_get("cycles")?,
        },
        comment: row.try_get("comment")?,
    })
}
