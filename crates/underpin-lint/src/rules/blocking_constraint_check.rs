//! `blocking-constraint-check`

use underpin_plan::{Object, Op};

use crate::{Findings, Subject, rule::rule};

rule! {
    /// # blocking-constraint-check
    ///
    /// A constraint is added to a table that exists already, or a column of it is made required, and every row is read to
    /// check it while a lock is held.
    ///
    /// ## Why
    /// ADD CONSTRAINT and SET NOT NULL check all rows at once: a foreign key under SHARE ROW EXCLUSIVE on both tables, the
    /// others under ACCESS EXCLUSIVE. <https://www.postgresql.org/docs/current/sql-altertable.html>
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
        let what = match &step.op {
            Op::Create(
                added @ (Object::PrimaryKey(_, _)
                | Object::Unique(_, _, _)
                | Object::ForeignKey(_, _, _)
                | Object::Check(_, _, _)
                | Object::Exclusion(_, _, _)),
            ) => added.id().to_string(),
            Op::SetNotNull(_, column) => format!("that `{column}` holds no NULL"),
            _ => continue,
        };
        for table in step.op.scans().iter().filter(|table| !created.contains(table)) {
            findings.add(step.op.object(), format!("every row of `{table}` is read under a lock to check {what}"));
        }
    }
}
