//! `blocking-constraint-check`

use underpin_plan::Op;

use crate::{Findings, Subject, rule::rule};

rule! {
    /// # blocking-constraint-check
    ///
    /// A constraint is added to a table that exists already, and every row is read to check it while a lock is held.
    ///
    /// ## Why
    /// ADD CONSTRAINT checks all rows at once: a check or unique constraint under ACCESS EXCLUSIVE, a foreign key under
    /// SHARE ROW EXCLUSIVE on both tables. <https://www.postgresql.org/docs/current/sql-altertable.html>
    ///
    /// ## When to allow it
    /// The table is small, or writes may wait as long as the check takes.
    "blocking-constraint-check",
    help: "run the migration when writes to the table may wait",
    check
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let created = subject.plan.created_tables();
    for step in &subject.plan.up {
        if !matches!(step.op, Op::AddUnique(_, _, _) | Op::AddForeignKey(_, _, _) | Op::AddCheck(_, _, _)) {
            continue;
        }
        let added = step.op.object();
        for table in step.op.scans().into_iter().filter(|table| !created.contains(table)) {
            findings.add(added.clone(), format!("every row of `{table}` is read under a lock to check {added}"));
        }
    }
}
