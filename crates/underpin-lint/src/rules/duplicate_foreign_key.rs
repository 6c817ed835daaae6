//! `duplicate-foreign-key`

use underpin_schema::ObjectId;

use crate::{Findings, Subject, rule::rule};

rule! {
    /// # duplicate-foreign-key
    ///
    /// Two foreign keys of one table with the same columns that refer to the same columns.
    ///
    /// ## Why
    /// Each write is checked twice, and where their actions differ it is hard to say which one happens.
    "duplicate-foreign-key",
    help: "keep one of them",
    check
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (table_name, table) in &subject.schema.tables {
        let keys: Vec<_> = table.foreign_keys.iter().collect();
        for (at, (name, key)) in keys.iter().enumerate() {
            let same = keys[..at].iter().find(|(_, other)| {
                (&key.columns, &key.table, &key.references) == (&other.columns, &other.table, &other.references)
            });
            if let Some((other, _)) = same {
                findings.add(
                    ObjectId::ForeignKey(table_name.clone(), (*name).clone()),
                    format!("foreign key `{name}` says the same as `{other}`"),
                );
            }
        }
    }
}
