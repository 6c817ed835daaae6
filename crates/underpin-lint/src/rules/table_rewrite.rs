//! `table-rewrite`

use underpin_schema::ObjectId;

use crate::{Findings, Subject, rule::rule};

rule! {
    /// # table-rewrite
    ///
    /// A step writes every row of a table that exists already anew.
    ///
    /// ## Why
    /// The table and its indexes are copied under an ACCESS EXCLUSIVE lock: nobody reads or writes it until that is done,
    /// and the disk must hold both copies. <https://www.postgresql.org/docs/current/sql-altertable.html>
    ///
    /// ## Instead
    /// A new column: add it without a default, or with a constant one; fill it in batches; then set the default. A new type:
    /// add a column of that type, fill it in batches while programs write both, then drop the old one.
    ///
    /// ## When to allow it
    /// The table is small, or nobody needs it as long as the rewrite takes.
    "table-rewrite",
    help: "on a large table, add a column beside, fill it in batches, then let it take its place",
    check
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let created = subject.plan.created_tables();
    for step in &subject.plan.up {
        if let Some(table) = step.op.rewrites().filter(|table| !created.contains(table)) {
            findings.add(ObjectId::Table(table.clone()), format!("every row of `{table}` is written anew"));
        }
    }
}
