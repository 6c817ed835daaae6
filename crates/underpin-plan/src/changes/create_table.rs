use std::fmt;

use underpin_schema::{Column, ObjectId, QName, RowSecurity, Schema, Table};

use super::{Drafts, Kind, Undo};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Create a table with all that hangs on it. <https://www.postgresql.org/docs/current/sql-createtable.html>
///
/// Indexes, foreign keys, policies and triggers are operations of their own: tables may refer to one another in a circle,
/// and a foreign key may need an index of another table.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTable {
    /// Its name.
    pub name: QName,
    /// All of it.
    pub table: Table,
}

impl Kind for CreateTable {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Table(name, table)) = difference else { return None };
        Some(Self { name: (*name).clone(), table: (*table).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        schema.tables.insert(self.name.clone(), self.table.clone());
    }

    fn draft(&self, drafts: &mut Drafts) {
        let Table {
            columns,
            primary_key,
            uniques,
            indexes,
            foreign_keys,
            checks,
            triggers,
            policies,
            row_security,
            comment,
        } = &self.table;
        let name = || self.name.clone();
        let bare = |column: &Column| {
            let Column { ty, nullable, default, collation, comment: _ } = column.clone();
            Column { ty, nullable, default, collation, comment: None }
        };
        let table = Table {
            columns: columns.iter().map(|(name, column)| (name.clone(), bare(column))).collect(),
            primary_key: primary_key.clone(),
            uniques: uniques.clone(),
            checks: checks.clone(),
            ..Table::default()
        };
        drafts.add(Op::CreateTable(name(), Box::new(table)), Undo::By(Op::DropTable(name())));
        drafts.comment(self.object(), comment);
        for (column, Column { ty: _, nullable: _, default: _, collation: _, comment }) in columns {
            drafts.comment(ObjectId::Column(name(), column.clone()), comment);
        }
        for (key, index) in indexes {
            drafts.add(
                Op::CreateIndex(name(), key.clone(), Box::new(index.clone())),
                Undo::WithTable(Op::DropIndex(name(), key.clone())),
            );
        }
        for (key, foreign_key) in foreign_keys {
            // Dropped by itself on the way back: circles need it, and its lock on the other table is then in plain sight.
            drafts.add(
                Op::AddForeignKey(name(), key.clone(), foreign_key.clone()),
                Undo::By(Op::DropForeignKey(name(), key.clone(), foreign_key.clone())),
            );
        }
        if *row_security != RowSecurity::Off {
            drafts.add(
                Op::SetRowSecurity(name(), RowSecurity::Off, *row_security),
                Undo::WithTable(Op::SetRowSecurity(name(), *row_security, RowSecurity::Off)),
            );
        }
        for (key, policy) in policies {
            drafts.add(
                Op::CreatePolicy(name(), key.clone(), policy.clone()),
                Undo::WithTable(Op::DropPolicy(name(), key.clone())),
            );
            drafts.comment(ObjectId::Policy(name(), key.clone()), &policy.comment);
        }
        for (key, trigger) in triggers {
            drafts.add(
                Op::CreateTrigger(name(), key.clone(), trigger.clone()),
                Undo::WithTable(Op::DropTrigger(name(), key.clone())),
            );
            drafts.comment(ObjectId::Trigger(name(), key.clone()), &trigger.comment);
        }
    }

    fn object(&self) -> ObjectId {
        ObjectId::Table(self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
