//! The proofs of one system.

use std::thread;

use serde_json::Value;
use underpin_db::{
    Cluster,
    prove::{Chain, Ground, Proof, Prover},
};
use underpin_schema::Diagnostic;

use super::{
    super::{
        Context, Format,
        output::{DANGER, DONE, QUIET, TITLE, print},
    },
    progress::Progress,
    rows::Rows,
};
use crate::{
    Error,
    display::{proof as in_words, visible},
    history::History,
    project::{Place, System},
    proofs::{MigrationText, ProofFile, Provable, RowsOf, read_texts, state},
};

/// What is to be proved of a history.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The places of the migrations that are proved one by one.
    pub(super) migrations: Vec<usize>,
    /// Whether the migrations are also proved one after the other.
    pub(super) whole: Whole,
}

/// Whether a history is proved as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    Yes,
    No,
}

/// The proofs of one system under way.
pub(super) struct Run<'a> {
    pub(super) context: &'a Context,
    pub(super) place: &'a Place,
    pub(super) system: &'a System,
    pub(super) rows: (&'a Rows, &'a RowsOf),
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What was concluded of migrations, for programs.
    pub(super) migrations: Vec<Value>,
    /// What was concluded of the history.
    pub(super) history: Option<Value>,
    pub(super) holds: bool,
}

impl Run<'_> {
    /// Proves what is wanted, writes the proofs that hold, and says of each what it is.
    pub(super) fn prove(&mut self, cluster: &Cluster, history: &History, wanted: &Wanted) -> Result<(), Error> {
        let mut texts = Vec::new();
        for at in 0..history.entries.len() {
            if wanted.whole == Whole::No && !wanted.migrations.contains(&at) {
                continue;
            }
            match read_texts(history, at)? {
                Ok(text) => texts.push((text, wanted.migrations.contains(&at))),
                Err(diagnostic) => {
                    self.diagnostics.push(diagnostic);
                    return Ok(());
                }
            }
        }
        match wanted.whole {
            Whole::Yes => self.whole(cluster, texts),
            Whole::No => texts.iter().try_for_each(|(text, _)| {
                let prover = self.prover(cluster, text)?;
                let progress = self.progress(&text.id);
                let proof = prover.prove(&text.subject(), &mut |stage| progress.at(stage))?;
                drop(progress);
                self.conclude(&Provable::migration(text), proof)
            }),
        }
    }

    /// The history runs on one database while the migrations are proved one by one: what they have built is there for both.
    fn whole(&mut self, cluster: &Cluster, texts: Vec<(MigrationText, bool)>) -> Result<(), Error> {
        let Some((first, _)) = texts.first() else { return Ok(()) };
        let prover = self.prover(cluster, first)?;
        let Some(mut chain) = Chain::new(&prover)? else { return Ok(()) };
        let mut ground: Option<Ground> = None;
        for (text, alone) in &texts {
            let subject = text.subject();
            if !alone {
                let progress = self.progress(&format!("history, {}", text.id));
                chain.step(subject, None, &mut |stage| progress.at(stage))?;
                continue;
            }
            let progress = self.progress(&text.id);
            let known = prover.prepare(&subject, &mut |stage| progress.at(stage))?;
            let proof = thread::scope(|scope| {
                let stepping = scope.spawn(|| chain.step(subject, Some(&known), &mut |_| {}));
                let proof = prover.prove_on(&known, &subject, &mut |stage| progress.at(stage));
                stepping.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                proof
            })?;
            drop(progress);
            self.conclude(&Provable::migration(text), proof)?;
            ground = Some(known);
        }
        let progress = self.progress("history");
        let proof = chain.finish(ground.as_ref(), &mut |stage| progress.at(stage))?;
        drop(progress);
        let texts: Vec<MigrationText> = texts.iter().map(|(text, _)| text.clone()).collect();
        match Provable::history(&texts) {
            Some(what) => self.conclude(&what, proof),
            None => Ok(()),
        }
    }

    fn prover<'c>(&self, cluster: &'c Cluster, text: &MigrationText) -> Result<Prover<'c>, Error> {
        Ok(Prover::new(cluster, self.rows.0.source(text, &self.system.resolved.code)?))
    }

    fn progress(&self, what: &str) -> Progress {
        Progress::new(self.context, &format!("{}: {what}", self.place.name()))
    }

    /// Keeps a proof that holds, and tells of it.
    fn conclude(&mut self, what: &Provable, proof: Proof) -> Result<(), Error> {
        if proof.holds() {
            let before = state(what)?;
            ProofFile::new(what, self.rows.1.clone(), &proof, &before).write(&what.folder)?;
        } else {
            self.holds = false;
            ProofFile::remove(&what.folder)?;
        }
        if self.context.format == Format::Text {
            print(&self.words(&proof));
        }
        let mut answer =
            serde_json::to_value(&proof).map_err(|error| Error::Internal { message: error.to_string() })?;
        answer["holds"] = proof.holds().into();
        if what.is_history() {
            self.history = Some(answer);
        } else {
            self.migrations.push(answer);
        }
        Ok(())
    }

    fn words(&self, proof: &Proof) -> String {
        let verdict =
            if proof.holds() { format!("{DONE}proved{DONE:#}") } else { format!("{DANGER}not proved{DANGER:#}") };
        let rows = match self.rows.1 {
            RowsOf::Made { seed, rows } => format!("{rows} rows a table, seed {seed}"),
            RowsOf::Script(_) => "rows of a script".to_owned(),
            RowsOf::Sample => "a sample of rows".to_owned(),
        };
        let title = format!("{}: {}", self.place.name(), proof.id);
        format!(
            "{verdict} {TITLE}{}{TITLE:#} {QUIET}on PostgreSQL {}, {rows}{QUIET:#}\n{}",
            visible(&title),
            proof.server,
            in_words(proof)
        )
    }
}
