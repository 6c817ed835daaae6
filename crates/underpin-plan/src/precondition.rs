//! Preconditions: what only the rows can decide, asked before anything has changed.

use serde::{Deserialize, Serialize};
use underpin_schema::{
    ColumnType, Counting, Exclusion, Expr, ForeignKey, KeyTarget, Name, NullsEqual, ObjectId, QName,
};

use crate::{Counter, Pair};

use crate::FillRows;

/// Something that must be true of the rows, or the migration stops with a message that names the table, the column and
/// how many rows are in the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precondition {
    /// No row holds NULL in the column.
    NoNulls {
        /// The table.
        table: QName,
        /// The column.
        column: Name,
    },
    /// No two rows have equal keys.
    NoDuplicates {
        /// The table.
        table: QName,
        /// The unique constraint, unique index or primary key that is to forbid them.
        key: ObjectId,
        /// What the rows are compared by.
        targets: Vec<KeyTarget>,
        /// Whether NULLs equal one another.
        nulls: NullsEqual,
        /// The rows that count, where not all do.
        predicate: Option<Expr>,
    },
    /// Each row refers to a row that is there.
    NoOrphans {
        /// The table.
        table: QName,
        /// The foreign key's name.
        name: Name,
        /// The foreign key.
        key: ForeignKey,
    },
    /// The expression is false of no row.
    Passes {
        /// The table.
        table: QName,
        /// The check's name.
        name: Name,
        /// The expression.
        expr: Expr,
    },
    /// No two rows are such that each operator holds between their keys.
    NoConflicts {
        /// The table.
        table: QName,
        /// The exclusion constraint's name.
        name: Name,
        /// The exclusion constraint.
        exclusion: Box<Exclusion>,
    },
    /// Each value of the column can become one of the other type as it is: a number within its range, a text within its
    /// length, a text that spells a UUID.
    Fits {
        /// The table.
        table: QName,
        /// The column.
        column: Name,
        /// Its type now.
        from: ColumnType,
        /// The type to be.
        to: ColumnType,
    },
    /// The expression gives each row a value that the column is able to hold: a number within the range of its type, a text within
    /// its length.
    Yields {
        /// The table.
        table: QName,
        /// The column that gets the values.
        column: Name,
        /// The expression over a row.
        value: Expr,
        /// The type that the column is to have.
        to: ColumnType,
        /// Whether the value may be NULL.
        nullable: bool,
        /// The rows that get one.
        rows: FillRows,
    },
    /// Each value of the column, as one of the type below a domain, fulfils a check of the domain, in which it is called VALUE.
    IsValue {
        /// The table.
        table: QName,
        /// The column.
        column: Name,
        /// The type below the domain.
        to: ColumnType,
        /// The check's name.
        name: Name,
        /// The check.
        expr: Expr,
    },
    /// Each value of the column, as text, is one of these labels.
    IsLabel {
        /// The table.
        table: QName,
        /// The column.
        column: Name,
        /// Its type now.
        from: ColumnType,
        /// The labels of the enum type to be.
        labels: Vec<Name>,
    },
    /// The number that a sequence has given last is one that it may still give, or it has given none.
    Counts {
        /// The sequence.
        counter: Counter,
        /// How it counts, and how it is to.
        counting: Pair<Counting>,
    },
}

impl Precondition {
    /// The table whose rows are asked; of a sequence, the one that it numbers, or it by itself.
    pub fn table(&self) -> &QName {
        match self {
            Precondition::Counts { counter: Counter::OfColumn(table, _) | Counter::Alone(table), counting: _ } => table,
            Precondition::NoNulls { table, column: _ }
            | Precondition::NoDuplicates { table, key: _, targets: _, nulls: _, predicate: _ }
            | Precondition::NoOrphans { table, name: _, key: _ }
            | Precondition::Passes { table, name: _, expr: _ }
            | Precondition::NoConflicts { table, name: _, exclusion: _ }
            | Precondition::Fits { table, column: _, from: _, to: _ }
            | Precondition::Yields { table, column: _, value: _, to: _, nullable: _, rows: _ }
            | Precondition::IsValue { table, column: _, to: _, name: _, expr: _ }
            | Precondition::IsLabel { table, column: _, from: _, labels: _ } => table,
        }
    }

    /// What it is about: the column, or the constraint that is to be.
    pub fn object(&self) -> ObjectId {
        match self {
            Precondition::NoNulls { table, column }
            | Precondition::Fits { table, column, from: _, to: _ }
            | Precondition::Yields { table, column, value: _, to: _, nullable: _, rows: _ }
            | Precondition::IsValue { table, column, to: _, name: _, expr: _ }
            | Precondition::IsLabel { table, column, from: _, labels: _ } => {
                ObjectId::Column(table.clone(), column.clone())
            }
            Precondition::Counts { counter: Counter::OfColumn(table, column), counting: _ } => {
                ObjectId::Column(table.clone(), column.clone())
            }
            Precondition::Counts { counter: Counter::Alone(name), counting: _ } => ObjectId::Sequence(name.clone()),
            Precondition::NoDuplicates { table: _, key, targets: _, nulls: _, predicate: _ } => key.clone(),
            Precondition::NoOrphans { table, name, key: _ } => ObjectId::ForeignKey(table.clone(), name.clone()),
            Precondition::NoConflicts { table, name, exclusion: _ } => ObjectId::Exclusion(table.clone(), name.clone()),
            Precondition::Passes { table, name, expr: _ } => ObjectId::Check(table.clone(), name.clone()),
        }
    }
}
