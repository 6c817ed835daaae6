//! The answers file of a run.

use std::{fs, path::Path};

use underpin_plan::{Pair, Plan};
use underpin_schema::{
    Answer, Answered, Diagnostic, Resolved, Schema, Sources, resolve_answers,
    spec::{AnswersSpec, read_answers},
};

use super::used::unused;
use crate::{Error, project::show};

/// Answers that were read.
#[derive(Debug, Default)]
pub struct Answers {
    spec: AnswersSpec,
    found: Vec<Answer>,
}

impl Answers {
    /// Reads an answers file, and adds its text to those that messages can show.
    ///
    /// # Errors
    /// Where the file cannot be read. What is wrong in it is a diagnostic.
    pub fn read(path: &Path, sources: &mut Sources) -> Result<(Self, Vec<Diagnostic>), Error> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        let file = sources.add(show(path), text);
        let (spec, diagnostics) = read_answers(file, &sources.get(file).text);
        Ok((Self { spec, found: Vec::new() }, diagnostics))
    }

    /// Adds what they say to the intents of the new side, and gives what is wrong with them.
    pub fn join(&mut self, pair: Pair<&Schema>, resolved: &mut Resolved) -> Vec<Diagnostic> {
        let (Answered { intents, answers }, diagnostics) = resolve_answers(&self.spec, pair.old, pair.new);
        self.found = answers;
        let said = &mut resolved.intents;
        said.renames.extend(intents.renames);
        said.fills.extend(intents.fills);
        said.usings.extend(intents.usings);
        said.rekeys.extend(intents.rekeys);
        said.removals.extend(intents.removals);
        said.steps.extend(intents.steps);
        diagnostics
    }

    /// An error for each answer that did nothing.
    pub fn unused(&self, plan: &Plan) -> Vec<Diagnostic> {
        unused(&self.found, plan)
    }
}
