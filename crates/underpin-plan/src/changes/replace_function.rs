use std::fmt;

use underpin_schema::{Function, ObjectId, Schema, Signature};

use super::{Drafts, Kind};
use crate::{Op, Pair};

/// Change what a function does, where its arguments and its result stay as they are: what uses it need not be touched.
/// <https://www.postgresql.org/docs/current/sql-createfunction.html>
#[derive(Clone, Debug, PartialEq)]
pub struct ReplaceFunction {
    /// Its name and the types of its arguments.
    pub signature: Signature,
    /// From which form to which.
    pub function: Pair<Function>,
}

impl ReplaceFunction {
    /// Whether CREATE OR REPLACE takes one for the other: it refuses other results, other names of arguments, and a
    /// default that is gone.
    pub(crate) fn can(Pair { old, new }: Pair<&Function>) -> bool {
        (&old.arguments, &old.returns) == (&new.arguments, &new.returns)
    }
}

impl Kind for ReplaceFunction {
    fn apply(&self, schema: &mut Schema) {
        if let Some(function) = schema.functions.get_mut(&self.signature) {
            let (depends, comment) = (function.depends.clone(), function.comment.clone());
            *function = Function { depends, comment, ..self.function.new.clone() };
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        let function = self.function.clone();
        drafts.add(Op::ReplaceFunction(
            self.signature.clone(),
            Pair { old: Box::new(function.old), new: Box::new(function.new) },
        ));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Function(self.signature.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "change {}", self.object())
    }
}
