use std::fmt;

use underpin_schema::{ObjectId, Schema};

use super::{Drafts, Kind};
use crate::{DataStep, Op};

/// Run a data step of the specs. It runs once; the snapshot remembers its name.
#[derive(Clone, Debug, PartialEq)]
pub struct RunStep {
    /// The step.
    pub step: DataStep,
}

impl Kind for RunStep {
    fn apply(&self, _: &mut Schema) {}

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(Op::Run(self.step.clone()));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Step(self.step.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "run the data step {}", self.step.name)
    }
}
