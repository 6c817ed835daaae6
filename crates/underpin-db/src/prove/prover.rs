//! What a proof is made of and made on.

use std::{collections::BTreeMap, sync::Arc, thread};

use underpin_plan::Pair;
use underpin_render::sql;
use underpin_schema::{QName, Resolved, Schema};

use super::{
    asks::{Asks, find},
    catalog::Catalog,
    contents::{Contents, contents},
    course::Course,
    declared::Declared,
    dump::Dumper,
    effects::complete,
    prepare::{There, columns_of, fill_fitting, make_roles},
    proof::{Proof, Telling},
    script::statements,
};
use crate::{
    Cluster, Database, Error,
    rows::{Filled, Recipe},
    sample::{Sample, discreet},
};

/// A migration, as its files have it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its id.
    pub id: &'a str,
    /// The schema before it.
    pub old: &'a Schema,
    /// The schema after it.
    pub new: &'a Schema,
    /// The text of `migration.sql`.
    pub migration: &'a str,
    /// The text of `down.sql`.
    pub down: &'a str,
    /// The text of `plan.json`.
    pub plan: &'a str,
}

/// Where the rows come from.
#[derive(Clone, Debug)]
pub enum RowSource {
    /// They are made.
    Made(Recipe),
    /// A script inserts them.
    Script(String),
    /// They are those of a real database, masked. No value of theirs is told.
    Sample(Arc<Sample>),
}

/// What a proof is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The schemas before and after are built from nothing.
    Build,
    /// The tables are filled.
    Fill,
    /// The migration runs.
    Migrate,
    /// What it led to is looked at.
    Compare,
    /// The way back runs.
    Return,
}

impl Stage {
    /// All stages, in their order.
    pub const ALL: [Stage; 5] = [Stage::Build, Stage::Fill, Stage::Migrate, Stage::Compare, Stage::Return];

    /// The stage in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Stage::Build => "building the schemas",
            Stage::Fill => "filling the tables",
            Stage::Migrate => "running the migration",
            Stage::Compare => "accounting for rows and objects",
            Stage::Return => "running the way back",
        }
    }
}

/// What a proof is made on.
#[derive(Debug)]
pub struct Ground {
    /// The schema before, with rows.
    pub(super) old: Database,
    /// The schema after, without.
    pub(super) target: Database,
    pub(super) before: BTreeMap<QName, Contents>,
    pub(super) old_catalog: Catalog,
    pub(super) target_catalog: Catalog,
    server: String,
    notes: Vec<String>,
}

/// Proves migrations on a server.
#[derive(Debug)]
pub struct Prover<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) source: RowSource,
    pub(super) dumper: Option<Dumper>,
}

impl<'a> Prover<'a> {
    /// One that uses databases of a server and rows of a source.
    pub fn new(cluster: &'a Cluster, source: RowSource) -> Self {
        Self { cluster, source, dumper: Dumper::find(cluster) }
    }

    /// Proves a migration. What does not hold is in the proof.
    ///
    /// # Errors
    /// Where the proof itself cannot be made: the server is gone, a schema cannot be built there, or the plan cannot be read.
    pub fn prove(&self, subject: &Subject<'_>, progress: &mut dyn FnMut(Stage)) -> Result<Proof, Error> {
        let proof = self.prepare(subject, progress).and_then(|ground| self.prove_on(&ground, subject, progress));
        match self.telling() {
            Telling::Values => proof,
            Telling::NoValues => proof.map_err(|error| discreet(error, "it cannot be proved with it")),
        }
    }

    fn telling(&self) -> Telling {
        match self.source {
            RowSource::Made(_) | RowSource::Script(_) => Telling::Values,
            RowSource::Sample(_) => Telling::NoValues,
        }
    }

    /// Builds the schemas before and after, and fills the first with rows that nothing is in the way of.
    ///
    /// # Errors
    /// As [`Prover::prove`].
    pub fn prepare(&self, subject: &Subject<'_>, progress: &mut dyn FnMut(Stage)) -> Result<Ground, Error> {
        let declared = Declared::read(subject.plan)?;
        progress(Stage::Build);
        let (old, target) = self.build(subject)?;
        progress(Stage::Fill);
        let effects = complete(&declared.rows, subject.old, subject.new);
        let asks = find(&effects, subject.old, subject.new, &columns_of(&target)?);
        // The target is done by now, and the rows of the other are no concern of its.
        let (filled, target_catalog) = thread::scope(|scope| {
            let reading = scope.spawn(|| Catalog::read(&target, self.dumper.as_ref()));
            let filled = self.fill(&old, subject, &asks);
            (filled, reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let mut notes = filled?;
        if self.dumper.is_none() {
            notes.push(
                "no pg_dump of the server's version was found: objects are compared by our own reading alone"
                    .to_owned(),
            );
        }
        let before = contents(&old, subject.old)?;
        let old_catalog = Catalog::read(&old, None)?;
        Ok(Ground {
            server: server_version(&old)?,
            old,
            target,
            before,
            old_catalog,
            target_catalog: target_catalog?,
            notes,
        })
    }

    /// Proves a migration on what was prepared for one that leads from the same schema to the same schema.
    ///
    /// # Errors
    /// As [`Prover::prove`].
    pub fn prove_on(
        &self,
        ground: &Ground,
        subject: &Subject<'_>,
        progress: &mut dyn FnMut(Stage),
    ) -> Result<Proof, Error> {
        let declared = Declared::read(subject.plan)?;
        let effects = complete(&declared.rows, subject.old, subject.new);
        let asks = match self.source {
            RowSource::Made(_) => find(&effects, subject.old, subject.new, &columns_of(&ground.target)?),
            // Whoever gives rows has none that are in the way on purpose.
            RowSource::Script(_) | RowSource::Sample(_) => Asks::default(),
        };
        let (cluster, dumper) = (self.cluster, self.dumper.as_ref());
        let course = Course { cluster, dumper, subject, declared, effects, asks, ground, telling: self.telling() };
        let conclusions = course.run(progress)?;
        Ok(Proof { id: subject.id.to_owned(), server: ground.server.clone(), conclusions, notes: ground.notes.clone() })
    }

    fn build(&self, subject: &Subject<'_>) -> Result<(Database, Database), Error> {
        let old = self.cluster.database()?;
        // Roles are the server's: what we leave on one of our own goes with it.
        if self.cluster.binaries().is_some() {
            for schema in [subject.old, subject.new] {
                old.with(|client| make_roles(schema, client))?;
            }
        }
        let (old, new) = thread::scope(|scope| {
            let old = scope.spawn(|| built(old, subject.old));
            let new = self.cluster.database().and_then(|new| built(new, subject.new));
            (old.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), new)
        });
        Ok((old?, new?))
    }

    fn fill(&self, old: &Database, subject: &Subject<'_>, asks: &Asks) -> Result<Vec<String>, Error> {
        match &self.source {
            RowSource::Made(recipe) => {
                let Filled { rows: _, shortfalls } =
                    fill_fitting(old, (subject.old, subject.new), recipe, (asks, There::Nothing))?;
                Ok(shortfalls.into_iter().map(|short| format!("{}: {}", short.table, short.reason)).collect())
            }
            RowSource::Script(script) => {
                // Statement by statement, so that a refused one can be told from the others.
                for statement in statements(script) {
                    old.execute(statement)?;
                }
                Ok(Vec::new())
            }
            RowSource::Sample(sample) => old.with(|client| sample.insert(client, subject.old)),
        }
    }
}

/// Makes a schema from nothing.
pub(super) fn built(database: Database, schema: &Schema) -> Result<Database, Error> {
    lead(&database, &Schema::default(), schema)?;
    Ok(database)
}

/// Leads a database from one schema to another by a plan of its own.
pub(super) fn lead(database: &Database, old: &Schema, schema: &Schema) -> Result<(), Error> {
    let resolved = Resolved { schema: schema.clone(), ..Resolved::default() };
    let (plan, diagnostics) = underpin_plan::plan(Pair { old, new: schema }, &resolved);
    if underpin_schema::has_errors(&diagnostics) {
        let reasons: Vec<String> = diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect();
        return Err(Error::Plan { reasons: reasons.join("; ") });
    }
    // A simple query for each statement: a new label of an enum type is used in no plan that makes all anew.
    database.execute(&sql::script(&plan))
}

pub(super) fn server_version(database: &Database) -> Result<String, Error> {
    let versions = database.texts("SELECT current_setting('server_version')")?;
    // What a distribution appends says nothing about the server.
    Ok(versions.first().and_then(|text| text.split(' ').next()).unwrap_or_default().to_owned())
}
