//! How large a change is: `(7 columns, 2 indexes)`.

use std::fmt;

use underpin_plan::{Op, Step};

use super::title::counted;

/// What a change makes, in numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Detail {
    values: Option<usize>,
    columns: Option<usize>,
    uniques: usize,
    checks: usize,
    indexes: usize,
    foreign_keys: usize,
    policies: usize,
    triggers: usize,
}

/// The detail of each of `changes` changes, from the steps that serve it.
pub(super) fn details(changes: usize, steps: &[Step]) -> Vec<Detail> {
    let mut details = vec![Detail::default(); changes];
    for step in steps {
        if let Some(detail) = details.get_mut(step.cause) {
            detail.add(&step.op);
        }
    }
    details
}

impl Detail {
    fn add(&mut self, op: &Op) {
        match op {
            Op::CreateEnum(_, values) => self.values = Some(values.len()),
            Op::CreateTable(_, table) => {
                self.columns = Some(table.columns.len());
                self.uniques += table.uniques.len();
                self.checks += table.checks.len();
            }
            Op::CreateIndex(_, _, _) => self.indexes += 1,
            Op::AddForeignKey(_, _, _) => self.foreign_keys += 1,
            Op::CreatePolicy(_, _, _) => self.policies += 1,
            Op::CreateTrigger(_, _, _) => self.triggers += 1,
            Op::AddUnique(_, _, _) => self.uniques += 1,
            Op::AddCheck(_, _, _) => self.checks += 1,
            Op::CreateNamespace(_)
            | Op::DropNamespace(_)
            | Op::CreateExtension(_, _)
            | Op::DropExtension(_)
            | Op::DropEnum(_)
            | Op::AddEnumValue { ty: _, value: _, place: _ }
            | Op::DropTable(_)
            | Op::AddColumn(_, _, _)
            | Op::DropColumn(_, _)
            | Op::DropIndex(_, _)
            | Op::DropUnique(_, _)
            | Op::DropCheck(_, _)
            | Op::DropForeignKey(_, _, _)
            | Op::CreateView(_, _)
            | Op::DropView(_, _)
            | Op::CreateFunction(_, _)
            | Op::DropFunction(_)
            | Op::DropTrigger(_, _)
            | Op::DropPolicy(_, _)
            | Op::SetRowSecurity(_, _, _)
            | Op::Comment(_, _) => {}
        }
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(values) = self.values {
            return write!(f, " ({})", counted(values, "value"));
        }
        // An index that is a change of its own has said so already; only a table has parts.
        let Some(columns) = self.columns else { return Ok(()) };
        write!(f, " ({}", counted(columns, "column"))?;
        for (count, noun) in [
            (self.uniques, "unique constraint"),
            (self.checks, "check"),
            (self.indexes, "index"),
            (self.foreign_keys, "foreign key"),
            (self.policies, "policy"),
            (self.triggers, "trigger"),
        ] {
            if count > 0 {
                write!(f, ", {}", counted(count, noun))?;
            }
        }
        f.write_str(")")
    }
}
