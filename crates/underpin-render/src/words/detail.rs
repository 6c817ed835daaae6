//! How large a change is: `(7 columns, 2 indexes)`.

use std::fmt;

use underpin_plan::{Object, Op, Step};

use super::title::counted;

/// What a change makes, in numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Detail {
    values: Option<usize>,
    columns: Option<usize>,
    uniques: usize,
    checks: usize,
    exclusions: usize,
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
            Op::Create(object) => self.add_object(object),
            Op::Drop(_)
            | Op::Rename(_)
            | Op::RenamePrimaryKey(_, _)
            | Op::RenameSequence(_, _, _)
            | Op::AddEnumValue { ty: _, value: _, place: _ }
            | Op::RenameEnumValue { ty: _, value: _ }
            | Op::AlterDomain(_)
            | Op::AlterComposite(_)
            | Op::AlterTypes(_, _)
            | Op::SetDefault { table: _, column: _, ty: _, default: _ }
            | Op::SetIdentity(_, _, _)
            | Op::CreateSequence(_, _, _)
            | Op::DropSequence(_, _, _)
            | Op::ChangeSequence(_, _, _)
            | Op::AdvanceSequence(_, _, _)
            | Op::AlterSequence(_, _)
            | Op::SetOwner(_, _)
            | Op::DropExpression(_, _, _)
            | Op::SetNotNull(_, _)
            | Op::DropNotNull(_, _)
            | Op::ReplaceFunction(_, _)
            | Op::SetRowSecurity(_, _)
            | Op::SetValidity(_)
            | Op::MoveExtension(_, _)
            | Op::Comment(_, _)
            | Op::Access(_)
            | Op::Assert(_)
            | Op::Fill(_)
            | Op::Run(_) => {}
        }
    }

    fn add_object(&mut self, object: &Object) {
        match object {
            Object::Enum(_, ty) => self.values = Some(ty.values.len()),
            Object::Table(_, table) => {
                self.columns = Some(table.columns.len());
                self.uniques += table.uniques.len();
                self.checks += table.checks.len();
            }
            Object::Index(_, _, _) => self.indexes += 1,
            Object::ForeignKey(_, _, _) => self.foreign_keys += 1,
            Object::Policy(_, _, _) => self.policies += 1,
            Object::Trigger(_, _, _) => self.triggers += 1,
            Object::Unique(_, _, _) => self.uniques += 1,
            Object::Check(_, _, _) => self.checks += 1,
            Object::Exclusion(_, _, _) => self.exclusions += 1,
            Object::Namespace(_)
            | Object::Extension(_, _)
            | Object::Type(_, _)
            | Object::Sequence(_, _)
            | Object::Column(_, _, _)
            | Object::PrimaryKey(_, _)
            | Object::View(_, _)
            | Object::Function(_, _) => {}
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
            (self.exclusions, "exclusion constraint"),
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
