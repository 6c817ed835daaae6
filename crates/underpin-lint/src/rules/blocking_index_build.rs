//! `blocking-index-build`

use underpin_plan::{Object, Op};
use underpin_schema::ObjectId;

use crate::{Findings, Subject, rule::rule};

rule! {
    /// # blocking-index-build
    ///
    /// An index is built on a table that exists already, in a way that blocks writes.
    ///
    /// ## Why
    /// CREATE INDEX holds a SHARE lock while it reads the whole table: reads go on, inserts, updates and deletes wait.
    /// <https://www.postgresql.org/docs/current/sql-createindex.html>
    ///
    /// ## When to allow it
    /// The table is small, or writes may wait as long as the build takes.
    "blocking-index-build",
    help: "run the migration when writes may wait, or build the index beforehand with CREATE INDEX CONCURRENTLY",
    check
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let created = subject.plan.created_tables();
    for step in &subject.plan.up {
        if let Op::Create(Object::Index(table, name, _)) = &step.op
            && !created.contains(table)
        {
            findings.add(
                ObjectId::Index(table.clone(), name.clone()),
                format!("writes to `{table}` wait while `{name}` is built"),
            );
        }
    }
}
