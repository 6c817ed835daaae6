//! A whole history on one database: from nothing, with rows in the tables as soon as there are any, which every later
//! migration finds there.

use std::collections::BTreeMap;

use underpin_plan::TableEffects;
use underpin_schema::{QName, Schema};

use super::{
    asks::find,
    catalog::Catalog,
    contents::{Contents, contents},
    course::count,
    declared::{Declared, DeclaredStep},
    effects::complete,
    fingerprint::Fingerprint,
    follow::{Followed, follow, is_needed},
    judge::{Judge, how_many},
    observe::run,
    prepare::{There, columns_of, fill_fitting, make_roles},
    proof::{Conclusion, Findings, Point, Proof, Telling, unasked},
    prover::{Ground, Prover, RowSource, Stage, Subject, built, lead, server_version},
    ways_back::{self, DOWN},
};
use crate::{Database, Error, rows::Recipe};

/// A history under way: one migration after the other, on one database.
#[derive(Debug)]
pub struct Chain<'a> {
    prover: &'a Prover<'a>,
    recipe: Recipe,
    pub(super) database: Database,
    pub(super) passed: Vec<Passed<'a>>,
    rows: Findings,
    /// Why it does not go on.
    stopped: Option<Findings>,
    /// What each table has not, as of the last time.
    shortfalls: BTreeMap<QName, String>,
}

/// A migration that has run.
#[derive(Debug)]
pub(super) struct Passed<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) declared: Declared,
    pub(super) effects: Vec<TableEffects>,
    /// The objects before it.
    pub(super) catalog: Catalog,
    /// The rows before it.
    pub(super) before: Fingerprint,
    /// The rows after it.
    pub(super) after: Fingerprint,
    /// Whether what belongs to others was changed since the migration before.
    pub(super) others: Others,
}

/// What others did to what is theirs between two migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Others {
    Same,
    Changed,
}

const APPLIES: &str =
    "the migrations run one after the other on one database, each with the rows that are there by then";
const TARGET: &str = "the objects at the end are those of a database that was built from nothing";
const ROWS: &str = "every row comes through every migration, with the values that the plans say";

/// What the proof of a history is called.
const ID: &str = "history";

impl<'a> Chain<'a> {
    /// Begins with an empty database; nothing where the rows are not made, for given ones are of one moment.
    ///
    /// # Errors
    /// Where the server refuses.
    pub fn new(prover: &'a Prover<'a>) -> Result<Option<Self>, Error> {
        let recipe = match &prover.source {
            RowSource::Made(recipe) => recipe.clone(),
            RowSource::Script(_) | RowSource::Sample(_) => return Ok(None),
        };
        Ok(Some(Self {
            prover,
            recipe,
            database: prover.cluster.database()?,
            passed: Vec::new(),
            rows: Findings::new(Point::Rows, ROWS, Telling::Values),
            stopped: None,
            shortfalls: BTreeMap::new(),
        }))
    }

    /// Runs the next migration. Where its own proof has ground, the schema after it is not built again.
    ///
    /// # Errors
    /// Where it cannot be asked: the server is gone, or the plan cannot be read. What does not hold is in the proof.
    pub fn step(
        &mut self,
        subject: Subject<'a>,
        ground: Option<&Ground>,
        progress: &mut dyn FnMut(Stage),
    ) -> Result<(), Error> {
        if self.stopped.is_some() {
            return Ok(());
        }
        let declared = Declared::read(subject.plan)?;
        let effects = complete(&declared.rows, subject.old, subject.new);
        let others = match self.bring_others(&subject) {
            Ok(others) => others,
            Err(error @ (Error::Sql { source: _ } | Error::Plan { reasons: _ })) => {
                self.stop(&subject, &format!("what belongs to others does not become what it was then: {error}"));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        progress(Stage::Build);
        let own = match ground {
            None if changes_tables(&subject) => Some(built(self.prover.cluster.database()?, subject.new)?),
            Some(_) | None => None,
        };
        // Where all tables stay as they are, nothing is asked of it.
        let target = ground.map(|ground| &ground.target).or(own.as_ref()).unwrap_or(&self.database);
        progress(Stage::Fill);
        let asks = find(&effects, subject.old, subject.new, &columns_of(target)?);
        let seed = self.recipe.seed.wrapping_add(self.passed.len() as u64);
        let recipe = Recipe { seed, ..self.recipe.clone() };
        let filled = fill_fitting(&self.database, (subject.old, subject.new), &recipe, (&asks, There::Rows))?;
        self.shortfalls = filled.shortfalls.into_iter().map(|short| (short.table, short.reason)).collect();
        let before = contents(&self.database, subject.old)?;
        let catalog = Catalog::read(&self.database, None)?;
        progress(Stage::Migrate);
        let copy = |is_wanted: bool| is_wanted.then(|| self.prover.cluster.database_like(&self.database)).transpose();
        let followed = copy(is_needed(&declared, &effects))?;
        let spare = copy(declared.up.iter().any(DeclaredStep::is_free))?;
        if let Err(stop) = run(&self.database, subject.migration)? {
            self.stop(&subject, &format!("{}, at: {}", stop.error, stop.sql));
            return Ok(());
        }
        progress(Stage::Compare);
        let followed = match &followed {
            Some(copy) => follow(copy, &declared, &effects, subject.new)?,
            None => Followed::default(),
        };
        let judge = Judge { subject: &subject, declared: &declared, effects: &effects, before: &before, target };
        let again = || self.prover.cluster.database_like(spare.as_ref().unwrap_or(&self.database));
        let mut findings = Findings::new(Point::Rows, ROWS, Telling::Values);
        let after = judge.rows(&self.database, (&followed, &again), &mut findings)?;
        let before_print = Fingerprint::of(&before);
        let line = format!("{}: {}{}", subject.id, how_many(&before), self.exchanged(&before_print));
        self.rows.take_over(findings, subject.id, line);
        let Some(after) = after else {
            self.stop(&subject, "what it leaves behind cannot be read");
            return Ok(());
        };
        let after = Fingerprint::of(&after);
        self.passed.push(Passed { subject, declared, effects, catalog, before: before_print, after, others });
        Ok(())
    }

    /// What belongs to others is there before a migration as it is behind it, whatever it was after the one before.
    fn bring_others(&self, subject: &Subject<'_>) -> Result<Others, Error> {
        let cluster = self.prover.cluster;
        if cluster.binaries().is_some() {
            for schema in [subject.old, subject.new] {
                self.database.with(|client| make_roles(schema, client))?;
            }
        }
        let nothing = Schema::default();
        let reached = self.passed.last().map_or(&nothing, |passed| passed.subject.new);
        if reached == subject.old {
            return Ok(Others::Same);
        }
        lead(&self.database, reached, subject.old)?;
        Ok(Others::Changed)
    }

    fn stop(&mut self, subject: &Subject<'_>, reason: &str) {
        let mut findings = Findings::new(Point::Applies, APPLIES, Telling::Values);
        findings.against(format!("{}: {reason}", subject.id));
        self.stopped = Some(findings);
    }

    /// How many rows had to go since the migration before, and how many came.
    fn exchanged(&self, before: &Fingerprint) -> String {
        let Some(last) = self.passed.last() else { return String::new() };
        let sum = |counts: BTreeMap<QName, usize>| counts.into_values().sum::<usize>();
        let (gone, come) = (sum(last.after.only_here(before)), sum(before.only_here(&last.after)));
        match (gone, come) {
            (0, 0) => String::new(),
            (0, come) => format!("; {} new", count(come, "row")),
            (gone, come) => {
                format!("; {} in its way had been taken out, {} new", count(gone, "row"), count(come, "row"))
            }
        }
    }

    /// Judges the end, and goes all the ways back.
    ///
    /// # Errors
    /// As [`Chain::step`].
    pub fn finish(mut self, ground: Option<&Ground>, progress: &mut dyn FnMut(Stage)) -> Result<Proof, Error> {
        let server = server_version(&self.database)?;
        let rows = std::mem::replace(&mut self.rows, Findings::new(Point::Rows, ROWS, Telling::Values));
        let conclusions = match self.stopped.take() {
            Some(findings) => {
                let rows = if rows.is_fine() { unasked(Point::Rows, ROWS) } else { rows.conclude("") };
                vec![findings.conclude(""), unasked(Point::Target, TARGET), rows, unasked(Point::Down, DOWN)]
            }
            None => {
                let applies = Findings::new(Point::Applies, APPLIES, Telling::Values);
                let applies = applies.conclude(format!("{} from nothing on", count(self.passed.len(), "migration")));
                progress(Stage::Compare);
                let end = Catalog::read(&self.database, self.prover.dumper.as_ref())?;
                let target = self.target(&end, ground)?;
                progress(Stage::Return);
                let down = ways_back::all(&self, self.prover.cluster)?;
                vec![applies, target, rows.conclude(self.came_through()), down]
            }
        };
        let notes = self.shortfalls.iter().map(|(table, reason)| format!("{table}: {reason}")).collect();
        Ok(Proof { id: ID.to_owned(), server, conclusions, notes })
    }

    fn came_through(&self) -> String {
        let last = self.passed.last().map(|passed| passed.before.tables.values().map(Vec::len).sum());
        format!(
            "value by value through each migration, the last of them over {}",
            count(last.unwrap_or_default(), "row")
        )
    }

    fn target(&self, end: &Catalog, ground: Option<&Ground>) -> Result<Conclusion, Error> {
        let mut findings = Findings::new(Point::Target, TARGET, Telling::Values);
        let (cluster, dumper) = (self.prover.cluster, self.prover.dumper.as_ref());
        let own = match (ground, self.passed.last()) {
            (None, Some(last)) => Some(Catalog::read(&built(cluster.database()?, last.subject.new)?, dumper)?),
            (Some(_), _) | (None, None) => None,
        };
        let target = ground.map(|ground| &ground.target_catalog).or(own.as_ref());
        if let Some(target) = target {
            end.differences(target, cluster)?.into_iter().for_each(|line| findings.against(line));
        }
        let judges = if dumper.is_some() { "by our own reading and by pg_dump" } else { "by our own reading" };
        Ok(findings.conclude(format!("the same, {judges}")))
    }
}

/// Whether a migration does anything to tables that are there.
fn changes_tables(subject: &Subject<'_>) -> bool {
    subject.old.tables.iter().any(|(name, table)| subject.new.tables.get(name) != Some(table))
}

/// The rows of a database under the names of a schema, as numbers.
pub(super) fn fingerprint(database: &Database, schema: &Schema) -> Result<Fingerprint, Error> {
    let contents: BTreeMap<QName, Contents> = contents(database, schema)?;
    Ok(Fingerprint::of(&contents))
}
