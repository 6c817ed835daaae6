//! Rules over schemas and plans.
//!
//! A rule is a file in [`rules`] and a line in [`RULES`]. Its doc comment is its page: `underpin explain RULE` prints it.
//! Rules read facts, never SQL text: the [`Schema`] in normal form, and what each step of a [`Plan`] says of its locks,
//! rewrites and scans. Findings are advice: nothing is refused because of one.

mod finding;
mod rule;
pub mod rules;

pub use finding::*;
pub use rule::*;
use underpin_plan::Plan;
use underpin_schema::Schema;

/// Every rule, in the order in which findings are shown.
pub const RULES: &[Rule] = &[
    rules::table_rewrite::RULE,
    rules::blocking_index_build::RULE,
    rules::blocking_constraint_check::RULE,
    rules::missing_foreign_key_index::RULE,
    rules::duplicate_foreign_key::RULE,
    rules::redundant_index::RULE,
];

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The schema that the plan leads to.
    pub schema: &'a Schema,
    /// The way there.
    pub plan: &'a Plan,
}

/// Asks every rule.
pub fn lint(subject: Subject<'_>) -> Vec<Finding> {
    RULES
        .iter()
        .flat_map(|rule| {
            let mut findings = Findings::of(rule);
            (rule.check)(subject, &mut findings);
            findings.into_vec()
        })
        .collect()
}
