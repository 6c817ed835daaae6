//! What a rule found.

use underpin_schema::ObjectId;

use crate::Rule;

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The name of the rule.
    pub rule: &'static str,
    /// The object that it is about.
    pub object: ObjectId,
    /// What was found, in one lower-case sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

/// The findings of one rule while it looks.
pub struct Findings {
    rule: &'static str,
    help: &'static str,
    found: Vec<Finding>,
}

impl Findings {
    /// Nothing found yet.
    pub(crate) fn of(rule: &Rule) -> Self {
        Self { rule: rule.name, help: rule.help, found: Vec::new() }
    }

    /// Notes a finding.
    pub fn add(&mut self, object: ObjectId, message: impl Into<String>) {
        self.found.push(Finding { rule: self.rule, object, message: message.into(), help: self.help });
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.found
    }
}
