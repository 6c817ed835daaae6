use std::fmt;

use underpin_schema::{Name, ObjectId, QName, Schema};

use super::{Drafts, Kind};
use crate::{Op, Pair, renames};

/// Give an object another name. No row is touched, and what uses it follows, but for text that is looked up when it runs.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub enum Rename {
    /// A table, column, type, index or constraint: under its old name, and under its new one.
    Object(Pair<ObjectId>),
    /// The primary key of a table.
    PrimaryKey(QName, Pair<Name>),
    /// The sequence that a column owns: PostgreSQL leaves it its name when the table or the column gets another.
    Sequence(QName, Name, Pair<Name>),
}

impl Kind for Rename {
    fn apply(&self, schema: &mut Schema) {
        match self {
            Rename::Object(names) => renames::rename(schema, names),
            Rename::PrimaryKey(table, names) => super::change_table(schema, table, |table| {
                if let Some(key) = &mut table.primary_key {
                    key.name = names.new.clone();
                }
            }),
            // No schema knows what a sequence is called.
            Rename::Sequence(_, _, _) => {}
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(match self {
            Rename::Object(names) => Op::Rename(names.clone()),
            Rename::PrimaryKey(table, names) => Op::RenamePrimaryKey(table.clone(), names.clone()),
            Rename::Sequence(table, column, names) => {
                Op::RenameSequence(table.clone(), column.clone(), names.clone())
            }
        });
    }

    fn object(&self) -> ObjectId {
        match self {
            Rename::Object(Pair { old: _, new }) => new.clone(),
            Rename::PrimaryKey(table, _) => ObjectId::PrimaryKey(table.clone()),
            Rename::Sequence(table, column, _) => ObjectId::Column(table.clone(), column.clone()),
        }
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rename::Object(Pair { old, new }) => write!(f, "rename {old} to {}", renames::name_of(new)),
            Rename::PrimaryKey(table, Pair { old, new }) => write!(f, "rename primary key {old} of {table} to {new}"),
            Rename::Sequence(table, column, Pair { old, new }) => {
                write!(f, "rename sequence {old} of column {table}.{column} to {new}")
            }
        }
    }

    fn of(&self) -> &'static str {
        match self {
            Rename::Object(Pair { old: _, new }) => renames::kind_of(new),
            Rename::PrimaryKey(_, _) => "PrimaryKey",
            Rename::Sequence(_, _, _) => "Sequence",
        }
    }

    fn objects() -> &'static [&'static str] {
        &["Table", "Column", "Enum", "Type", "Attribute", "PrimaryKey", "Unique", "Index", "ForeignKey", "Check", "Exclusion", "Sequence"]
    }
}
