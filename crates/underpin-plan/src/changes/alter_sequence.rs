use std::fmt;

use underpin_schema::{Name, ObjectId, QName, Schema, SequenceOptions, SequenceType};

use super::{Drafts, Kind};
use crate::{Counter, Op, Pair, Precondition};

/// Count in another way, or go with another column: a sequence that stands for itself goes on where it was.
/// <https://www.postgresql.org/docs/current/sql-altersequence.html>
#[derive(Clone, Debug, PartialEq)]
pub enum AlterSequence {
    /// How it counts.
    Counting(QName, Pair<SequenceOptions>),
    /// The column that it goes with.
    Owner(QName, Pair<Option<(QName, Name)>>),
}

impl Kind for AlterSequence {
    fn apply(&self, schema: &mut Schema) {
        let (AlterSequence::Counting(name, _) | AlterSequence::Owner(name, _)) = self;
        let Some(sequence) = schema.sequences.get_mut(name) else { return };
        match self {
            AlterSequence::Counting(_, options) => sequence.options = options.new,
            AlterSequence::Owner(_, owner) => sequence.owner.clone_from(&owner.new),
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        match self {
            AlterSequence::Counting(name, options) => {
                let counting = options.map(|options| options.counting(SequenceType::BigInt));
                if counting.new.min > counting.old.min || counting.new.max < counting.old.max {
                    drafts.add(Op::Assert(Precondition::Counts { counter: Counter::Alone(name.clone()), counting }));
                }
                drafts.add(Op::AlterSequence(name.clone(), *options));
            }
            AlterSequence::Owner(name, owner) => drafts.add(Op::SetOwner(name.clone(), owner.clone())),
        }
    }

    fn object(&self) -> ObjectId {
        let (AlterSequence::Counting(name, _) | AlterSequence::Owner(name, _)) = self;
        ObjectId::Sequence(name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AlterSequence::Counting(name, options) if options.new.are_usual() => write!(f, "count sequence {name} as usual"),
            AlterSequence::Counting(name, options) => write!(f, "count sequence {name} {}", options.new),
            AlterSequence::Owner(name, Pair { old: _, new: Some((table, column)) }) => {
                write!(f, "let sequence {name} go with column {table}.{column}")
            }
            AlterSequence::Owner(name, Pair { old: _, new: None }) => write!(f, "let sequence {name} stand for itself"),
        }
    }
}
