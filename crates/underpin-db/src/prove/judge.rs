//! Whether every row came through one migration.

use std::collections::BTreeMap;

use underpin_plan::TableEffects;
use underpin_schema::{Name, QName};

use super::{
    account::{Account, some_columns},
    compare::compare,
    contents::{Contents, contents, reader},
    course::count,
    declared::Declared,
    expected::{Expecting, column_of},
    follow::Followed,
    observe::run,
    proof::Findings,
    prover::Subject,
};
use crate::{Database, Error};

/// What is needed to judge.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) declared: &'a Declared,
    pub(super) effects: &'a [TableEffects],
    /// The rows before.
    pub(super) before: &'a BTreeMap<QName, Contents>,
    /// The schema after, built from nothing.
    pub(super) target: &'a Database,
}

/// Makes another database as it was before, where one is asked for.
pub(super) type Again<'a> = &'a dyn Fn() -> Result<Database, Error>;

impl Judge<'_> {
    /// Accounts for the rows of a migrated database; says what they are, where they can be read.
    pub(super) fn rows(
        &self,
        migrated: &Database,
        (followed, again): (&Followed, Again<'_>),
        findings: &mut Findings,
    ) -> Result<Option<BTreeMap<QName, Contents>>, Error> {
        let telling = findings.telling();
        let after = match contents(migrated, self.subject.new) {
            Ok(after) => after,
            // A table or column of the target is missing: that is said where objects are compared, and here too.
            Err(error @ Error::Sql { source: _ }) => {
                findings.against(telling.error(&error));
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let effects = self.effects;
        for (line, error) in &followed.against {
            findings.against(format!("{line}: {}", telling.error(error)));
        }
        followed.notes.iter().for_each(|line| findings.fine(line));
        let mut target = reader(self.target)?;
        let expecting = Expecting {
            old: self.subject.old,
            new: self.subject.new,
            effects,
            before: self.before,
            followed,
            target: &mut target,
        };
        let mut account = Account { new: self.subject.new, declared: self.declared, after: &after, expecting };
        account.tables(findings)?;
        self.stepped(&after, (followed, again), findings)?;
        for (name, contents) in &after {
            let is_new = effects.iter().all(|table| table.new.as_ref() != Some(name));
            if is_new && !followed.stepped.contains_key(name) && !contents.rows.is_empty() {
                findings.against(format!("{name}: new, and with {} rows that nothing put there", contents.rows.len()));
            }
        }
        Ok(Some(after))
    }

    /// What data steps have put into tables is compared with what they put there on the other copy. Values that differ
    /// between two runs of the migration itself, such as keys made by chance, say nothing.
    fn stepped(
        &self,
        after: &BTreeMap<QName, Contents>,
        (followed, again): (&Followed, Again<'_>),
        findings: &mut Findings,
    ) -> Result<(), Error> {
        if followed.stepped.is_empty() {
            return Ok(());
        }
        let copy = again()?;
        if run(&copy, self.subject.migration)?.is_err() {
            return Ok(());
        }
        let again = contents(&copy, self.subject.new)?;
        for (name, expected) in &followed.stepped {
            let (Some(seen), Some(again)) = (after.get(name), again.get(name)) else { continue };
            let is_stable = |column: &&Name| sorted(seen, column) == sorted(again, column);
            let names: Vec<&Name> = expected.columns.iter().filter(is_stable).collect();
            match compare(some_columns(expected, &names), some_columns(seen, &names)) {
                Some(difference) => difference.tell(&name.to_string(), &names, findings),
                None => findings.fine(format!("{name}: {} rows, as the data steps leave them", seen.rows.len())),
            }
        }
        Ok(())
    }
}

fn sorted(contents: &Contents, column: &Name) -> Option<Vec<Option<String>>> {
    let mut values = column_of(contents, column)?;
    values.sort();
    Some(values)
}

/// How many rows there are, in words.
pub(super) fn how_many(before: &BTreeMap<QName, Contents>) -> String {
    let rows: usize = before.values().map(|contents| contents.rows.len()).sum();
    let tables = before.values().filter(|contents| !contents.rows.is_empty()).count();
    format!("{} of {}, value by value", count(rows, "row"), count(tables, "table"))
}
