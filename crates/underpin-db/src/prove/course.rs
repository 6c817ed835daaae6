//! The course of a proof: from one conclusion to the next.

use std::{
    collections::BTreeMap,
    thread::{self, ScopedJoinHandle},
};

use underpin_plan::{Pair, TableEffects};
use underpin_schema::{QName, Resolved};

use super::{
    asks::Asks,
    catalog::Catalog,
    contents::{Contents, contents},
    declared::{Declared, DeclaredStep},
    dump::Dumper,
    follow::{Followed, follow, is_needed},
    judge::{Judge, how_many},
    locks,
    observe::{Interrupted, Observation, observe, run},
    proof::{Conclusion, Findings, Point, Telling, unasked},
    prover::{Ground, Stage, Subject},
    script::statements,
    violate::Violate,
};
use crate::{Cluster, Database, Error};

/// One proof under way.
pub(super) struct Course<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) dumper: Option<&'a Dumper>,
    pub(super) subject: &'a Subject<'a>,
    pub(super) declared: Declared,
    pub(super) effects: Vec<TableEffects>,
    pub(super) asks: Asks,
    pub(super) ground: &'a Ground,
    pub(super) telling: Telling,
}

const APPLIES: &str = "the migration runs to its end, and stops where rows are in its way";
const TARGET: &str = "the objects are those of a database that was built from nothing";
const ROWS: &str = "every row is there, with the values that the plan says";
const DOWN: &str = "the way back restores objects and rows";
const DOWN_REFUSES: &str = "the way back refuses to run and changes nothing, since the plan says what cannot come back";
const NEXT: &str = "the next plan is empty";

impl Course<'_> {
    pub(super) fn run(&self, progress: &mut dyn FnMut(Stage)) -> Result<Vec<Conclusion>, Error> {
        // All copies are made first: a database that is connected to cannot be copied.
        let copy = || self.cluster.database_like(&self.ground.old);
        let migrated = copy()?;
        let followed = is_needed(&self.declared, &self.effects).then(copy).transpose()?;
        let violated = (!self.asks.asks.is_empty()).then(copy).transpose()?;
        progress(Stage::Migrate);
        let observed = match observe(&migrated, self.subject.migration)? {
            Ok(observed) => observed,
            Err(stop) => {
                let mut findings = Findings::new(Point::Applies, APPLIES, self.telling);
                findings.against(format!("{}, at: {}", self.stopped(&stop), stop.sql));
                let rest = [
                    (Point::Target, TARGET),
                    (Point::Rows, ROWS),
                    (Point::Locks, locks::EXPECTED),
                    (Point::Down, DOWN),
                    (Point::Next, NEXT),
                ];
                let rest = rest.map(|(point, expected)| unasked(point, expected));
                return Ok([findings.conclude("")].into_iter().chain(rest).collect());
            }
        };
        progress(Stage::Compare);
        thread::scope(|scope| {
            let following = scope.spawn(|| self.follow(followed.as_ref()));
            let violating = scope.spawn(|| self.applies(&observed, violated));
            let catalog = Catalog::read(&migrated, self.dumper)?;
            let target = self.target(&catalog)?;
            let followed = joined(following)?;
            let rows = self.rows(&migrated, &followed)?;
            let (locks, next) = (self.locks(&observed), self.next(&catalog)?);
            progress(Stage::Return);
            let down = self.down(&migrated, &catalog)?;
            Ok(vec![joined(violating)?, target, rows, locks, down, next])
        })
    }

    /// Why it stopped. A question of the migration says how many rows are in the way, and never what they hold.
    fn stopped(&self, stop: &Interrupted) -> String {
        let asks = |step: &DeclaredStep| step.asks.is_some() && statements(&step.sql).contains(&stop.sql.as_str());
        let is_asked = stop.error.sqlstate() == Some("P0001") && self.declared.up.iter().any(asks);
        if is_asked { stop.error.to_string() } else { self.telling.error(&stop.error) }
    }

    /// That it ran is known; what is left to see is that it stops where it has to.
    fn applies(&self, observed: &Observation, copy: Option<Database>) -> Result<Conclusion, Error> {
        let mut findings = Findings::new(Point::Applies, APPLIES, self.telling);
        let violate = Violate {
            cluster: self.cluster,
            old: &self.ground.old,
            schema: self.subject.old,
            catalog: &self.ground.old_catalog.introspected,
            declared: &self.declared,
            migration: self.subject.migration,
        };
        let stopped = violate.all(&self.asks, copy, &mut findings)?;
        let ran = count(observed.statements.len(), "statement");
        let seen = if stopped == 0 { ran } else { format!("{ran}; stopped at rows of {}", count(stopped, "kind")) };
        Ok(findings.conclude(seen))
    }

    fn target(&self, seen: &Catalog) -> Result<Conclusion, Error> {
        let mut findings = Findings::new(Point::Target, TARGET, self.telling);
        let differences = seen.differences(&self.ground.target_catalog, self.cluster)?;
        differences.into_iter().for_each(|line| findings.against(line));
        let judges = if self.dumper.is_some() { "by our own reading and by pg_dump" } else { "by our own reading" };
        Ok(findings.conclude(format!("the same, {judges}")))
    }

    fn rows(&self, migrated: &Database, followed: &Followed) -> Result<Conclusion, Error> {
        let mut findings = Findings::new(Point::Rows, ROWS, self.telling);
        let before = &self.ground.before;
        let judge = Judge {
            subject: self.subject,
            declared: &self.declared,
            effects: &self.effects,
            before,
            target: &self.ground.target,
        };
        let again = || self.cluster.database_like(&self.ground.old);
        judge.rows(migrated, (followed, &again), &mut findings)?;
        Ok(findings.conclude(how_many(before)))
    }

    /// What cannot be read off the rows before: what expressions and data steps of the specs give.
    fn follow(&self, copy: Option<&Database>) -> Result<Followed, Error> {
        match copy {
            Some(copy) => follow(copy, &self.declared, &self.effects, self.subject.new),
            None => Ok(Followed::default()),
        }
    }

    fn locks(&self, observed: &Observation) -> Conclusion {
        locks::compare(observed, &self.declared)
    }

    fn next(&self, seen: &Catalog) -> Result<Conclusion, Error> {
        let mut findings = Findings::new(Point::Next, NEXT, self.telling);
        let target = &self.ground.target_catalog;
        let seen = if seen.means_the_same(target, self.cluster)? { target } else { seen };
        let pairs = [
            // From what the snapshot says to what it says, and from what the server says to what it says.
            (self.subject.new, self.subject.new),
            (&seen.introspected.schema, &target.introspected.schema),
        ];
        for (old, new) in pairs {
            let resolved = Resolved { schema: new.clone(), ..Resolved::default() };
            let (plan, diagnostics) = underpin_plan::plan(Pair { old, new }, &resolved);
            plan.changes.iter().for_each(|change| findings.against(format!("to {change}")));
            let errors = diagnostics.iter().filter(|found| found.severity == underpin_schema::Severity::Error);
            errors.for_each(|found| findings.against(found.message.clone()));
        }
        Ok(findings.conclude("it is"))
    }

    fn down(&self, migrated: &Database, catalog: &Catalog) -> Result<Conclusion, Error> {
        if !self.declared.irreversible.is_empty() {
            return self.refusal(migrated, catalog);
        }
        let mut findings = Findings::new(Point::Down, DOWN, self.telling);
        if let Err(stop) = run(migrated, self.subject.down)? {
            findings.against(format!("{}, at: {}", self.telling.error(&stop.error), stop.sql));
            return Ok(findings.conclude(""));
        }
        let returned = Catalog::read(migrated, None)?;
        returned
            .differences(&self.ground.old_catalog, self.cluster)?
            .into_iter()
            .for_each(|line| findings.against(line));
        match contents(migrated, self.subject.old) {
            Ok(after) => differing(&self.ground.before, &after, &mut findings),
            Err(error) => findings.against(self.telling.error(&error)),
        }
        Ok(findings.conclude("everything is as it was before"))
    }

    /// The way back says beforehand that it cannot be gone.
    fn refusal(&self, migrated: &Database, catalog: &Catalog) -> Result<Conclusion, Error> {
        let mut findings = Findings::new(Point::Down, DOWN_REFUSES, self.telling);
        let rows = |database: &Database| contents(database, self.subject.new);
        let before = rows(migrated);
        match run(migrated, self.subject.down)? {
            Ok(_) => findings.against("it ran to its end"),
            // https://www.postgresql.org/docs/current/errcodes-appendix.html: raise_exception
            Err(stop) if stop.error.sqlstate() == Some("P0001") => findings.fine(self.telling.error(&stop.error)),
            Err(stop) => {
                findings.against(format!("it failed, but not on purpose: {}", self.telling.error(&stop.error)))
            }
        }
        let returned = Catalog::read(migrated, None)?;
        returned.differences(catalog, self.cluster)?.into_iter().for_each(|line| findings.against(line));
        if let (Ok(before), Ok(after)) = (before, rows(migrated)) {
            differing(&before, &after, &mut findings);
        }
        let losses = self.declared.irreversible.iter().map(|loss| format!("{}: {}", loss.object, loss.reason));
        losses.for_each(|line| findings.fine(line));
        Ok(findings.conclude("it refused"))
    }
}

/// The result of a thread; a panic goes on.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Says of each table whose rows are not the same, in whatever order.
fn differing(before: &BTreeMap<QName, Contents>, after: &BTreeMap<QName, Contents>, findings: &mut Findings) {
    let sorted = |contents: &Contents| {
        let mut rows = contents.rows.clone();
        rows.sort();
        rows
    };
    for (name, old) in before {
        let Some(new) = after.get(name) else {
            findings.against(format!("{name}: the table is not there"));
            continue;
        };
        if old.rows.len() != new.rows.len() {
            findings.against(format!("{name}: {} rows before, {} after", old.rows.len(), new.rows.len()));
        } else if sorted(old) != sorted(new) {
            let columns = old.columns.iter().enumerate().filter(|(at, _)| {
                let values = |contents: &Contents| {
                    let mut values: Vec<Option<String>> =
                        contents.rows.iter().map(|row| row.get(*at).cloned().flatten()).collect();
                    values.sort();
                    values
                };
                values(old) != values(new)
            });
            let names: Vec<String> = columns.map(|(_, name)| name.to_string()).collect();
            findings.against(format!("{name}: the rows are not the same, in {}", names.join(", ")));
        }
    }
}

/// A number of things.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
