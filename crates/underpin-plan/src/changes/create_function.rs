use std::fmt;

use underpin_schema::{Function, ObjectId, Schema, Signature};

use super::{Drafts, Kind, Undo};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Create a function. <https://www.postgresql.org/docs/current/sql-createfunction.html>
#[derive(Clone, Debug, PartialEq)]
pub struct CreateFunction {
    /// Its name and the types of its arguments.
    pub signature: Signature,
    /// What it is.
    pub function: Function,
}

impl Kind for CreateFunction {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Function(signature, function)) = difference else { return None };
        Some(Self { signature: (*signature).clone(), function: (*function).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        schema.functions.insert(self.signature.clone(), self.function.clone());
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::CreateFunction(self.signature.clone(), self.function.clone()),
            Undo::By(Op::DropFunction(self.signature.clone())),
        );
        drafts.comment(self.object(), &self.function.comment);
    }

    fn object(&self) -> ObjectId {
        ObjectId::Function(self.signature.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
