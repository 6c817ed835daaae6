use std::fmt;

use underpin_schema::{DefaultValue, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind, set_default};
use crate::{Numbering, Op, Pair, Precondition, TypeChange};

/// Convert columns of a table to other types, all in one rewrite; or to the new labels of their enum type.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeTypes {
    /// The table.
    pub table: QName,
    /// The columns.
    pub columns: Vec<Converted>,
}

/// A column that is converted.
#[derive(Clone, Debug, PartialEq)]
pub struct Converted {
    /// Its name, types, and how a value of one becomes one of the other.
    pub change: TypeChange,
    /// From which default to which: one of the old type cannot stay while the type changes.
    pub default: Pair<Option<DefaultValue>>,
    /// What has to be true of the values before.
    pub precondition: Option<Precondition>,
    /// Why no conversion is known that keeps every value, and an expression that could stand in `using`.
    pub(crate) lossy: Option<(String, String)>,
}

/// Whether the column is numbered before and after: what numbers it stays while its type changes, and goes on where it was. An
/// identity's sequence gets the new type with the column; one of `serial` has to be told.
/// <https://www.postgresql.org/docs/current/ddl-identity-columns.html>
fn stays(default: &Pair<Option<DefaultValue>>) -> bool {
    let numbered = |default: &Option<DefaultValue>| {
        matches!(default, Some(DefaultValue::Serial | DefaultValue::Identity(_)))
    };
    numbered(&default.old) && numbered(&default.new)
}

impl Kind for ChangeTypes {
    fn apply(&self, schema: &mut Schema) {
        for Converted { change, default, precondition: _, lossy: _ } in &self.columns {
            let TypeChange { column, ty, collation, using: _, back: _ } = change;
            super::change_column(schema, (&self.table, column), |column| {
                column.ty = ty.new.clone();
                column.collation.clone_from(&collation.new);
                column.default.clone_from(&default.new);
            });
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        let column = |name: &Name| ObjectId::Column(self.table.clone(), name.clone());
        let kept: Vec<_> =
            self.columns.iter().filter(|one| !drafts.recreated.contains(&column(&one.change.column))).collect();
        for Converted { change, default, precondition, lossy: _ } in &kept {
            drafts.list.extend(precondition.clone().map(|precondition| super::Draft {
                cause: drafts.cause,
                op: Op::Assert(precondition),
                attached: Vec::new(),
            }));
            let taken = Pair { old: default.old.clone(), new: None };
            if !stays(default) {
                set_default::draft((&self.table, &change.column), change.ty.clone(), taken, drafts);
            }
        }
        if !kept.is_empty() {
            let changes = kept.iter().map(|one| one.change.clone()).collect();
            drafts.add(Op::AlterTypes(self.table.clone(), changes));
        }
        for Converted { change, default, precondition: _, lossy: _ } in &kept {
            let old = if stays(default) { default.old.clone() } else { None };
            if let (Some(DefaultValue::Serial), Some(DefaultValue::Serial)) = (&old, &default.new) {
                let numbering = change.ty.clone().map(Numbering::Serial);
                drafts.add(Op::ChangeSequence(self.table.clone(), change.column.clone(), numbering));
                continue;
            }
            let put = Pair { old, new: default.new.clone() };
            set_default::draft((&self.table, &change.column), change.ty.clone(), put, drafts);
        }
    }

    fn object(&self) -> ObjectId {
        match &self.columns[..] {
            [one] => ObjectId::Column(self.table.clone(), one.change.column.clone()),
            _ => ObjectId::Table(self.table.clone()),
        }
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Converted { change, default: _, precondition: _, lossy: _ }) in self.columns.iter().enumerate() {
            let gap = if index == 0 { "convert" } else { "," };
            write!(f, "{gap} column {}.{}", self.table, change.column)?;
        }
        Ok(())
    }
}
