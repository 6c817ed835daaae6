//! `prove`: migrations are run on a real PostgreSQL, with rows, before anyone merges them.

use std::{env, fs, io::IsTerminal, sync::Arc};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use underpin_db::{
    Address, Cluster, Source, embedded,
    prove::{Proof, Prover, RowSource, Stage},
    rows::Recipe,
    sample::{Sample, Wish},
};
use underpin_schema::{Code, Diagnostic, has_errors};

use super::{
    Context, Format, Outcome,
    output::{DANGER, DONE, QUIET, TITLE, diagnostics_to_json, print, print_aside, print_diagnostics, print_json},
};
use crate::{
    Error,
    args::ProveArgs,
    display::{proof as in_words, visible},
    files::hash,
    history::{History, read_history},
    project::{Place, System, find_systems, read_system},
    proofs::{MigrationText, ProofFile, RowsOf, masks, read_texts, state},
};

/// Proves migrations of every system, and writes the proofs that hold beside them.
pub fn run(context: &Context, args: &ProveArgs) -> Result<Outcome, Error> {
    let (rows, rows_of) = read_rows(args)?;
    let mut cluster: Option<Cluster> = None;
    let mut outcome = Outcome::Clean;
    let mut answers = Vec::new();
    for place in find_systems(&context.current, &args.selection)? {
        let mut system = read_system(&place)?;
        // What is wrong with the specs is for other commands: this one looks at what is written already.
        let history = match &system.outputs.migrations {
            Some(folder) => read_history(folder, &mut system.sources)?,
            None => History::default(),
        };
        let mut run = Run {
            context,
            place: &place,
            system: &system,
            history: &history,
            diagnostics: history.diagnostics.clone(),
            answers: Vec::new(),
            holds: true,
        };
        if !has_errors(&run.diagnostics) {
            let chosen = choose(&history, args)?;
            if chosen.is_empty() && context.format == Format::Text {
                print(&format!("{DONE}no migration yet{DONE:#} {}\n", place.name()));
            }
            for at in chosen {
                let cluster = match &mut cluster {
                    Some(cluster) => cluster,
                    none => none.insert(start(&place)?),
                };
                run.prove(cluster, &rows, &rows_of, at)?;
            }
        }
        print_diagnostics(context, &run.system.sources, &run.diagnostics);
        if has_errors(&run.diagnostics) || !run.holds {
            outcome = Outcome::Findings;
        }
        answers.push(json!({
            "name": place.name(),
            "migrations": run.answers,
            "diagnostics": diagnostics_to_json(&run.system.sources, &run.diagnostics),
        }));
    }
    print_json(context, answers);
    Ok(outcome)
}

/// What the environment or the machine has; else what the set-up of this repository has fetched.
fn start(place: &Place) -> Result<Cluster, Error> {
    let source = match Source::find() {
        Err(underpin_db::Error::NotFound) => {
            let fetched = embedded::installed(&place.root.join(FETCHED));
            fetched.map(Source::Binaries).ok_or(underpin_db::Error::NotFound)
        }
        found => found,
    };
    Ok(Cluster::start_from(&source?)?)
}

/// Where `cargo xtask test` puts a PostgreSQL that it has fetched.
const FETCHED: &str = "target/postgresql";

/// Where the rows come from.
enum Rows {
    /// From the same place for every migration.
    Of(RowSource),
    /// From a real database.
    Sample {
        address: Box<Address>,
        /// How many of a table at most.
        rows: usize,
    },
}

fn read_rows(args: &ProveArgs) -> Result<(Rows, RowsOf), Error> {
    if let Some(path) = &args.rows_from {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        let digest = hash(&text);
        return Ok((Rows::Of(RowSource::Script(text)), RowsOf::Script(digest)));
    }
    if let Some(given) = &args.sample {
        let url = match given.contains("://") {
            true => given.clone(),
            false => env::var(given).map_err(|_| Error::Argument {
                message: "`--sample` is no URL and not the name of an environment variable that holds one".to_owned(),
                help: "give `postgres://user@host/database`, or a name such as `DATABASE_URL`".to_owned(),
            })?,
        };
        return Ok((Rows::Sample { address: Box::new(Address::parse(&url)?), rows: args.rows }, RowsOf::Sample));
    }
    let recipe = Recipe { seed: args.seed, rows: args.rows, ..Recipe::default() };
    Ok((Rows::Of(RowSource::Made(recipe)), RowsOf::Made { seed: args.seed, rows: args.rows }))
}

impl Rows {
    /// The rows for a migration, where what code calls things is this by now.
    fn source(&self, text: &MigrationText, now: &Code) -> Result<RowSource, Error> {
        match self {
            Rows::Of(source) => Ok(source.clone()),
            Rows::Sample { address, rows } => {
                let masks = masks(text, now)?;
                let wish = Wish { schema: text.subject().old, masks: &masks, rows: *rows };
                let sample = Sample::take(&mut address.connect()?, &wish)?;
                Ok(RowSource::Sample(Arc::new(sample)))
            }
        }
    }
}

/// The places of the migrations that are to be proved.
fn choose(history: &History, args: &ProveArgs) -> Result<Vec<usize>, Error> {
    let count = history.entries.len();
    if args.all {
        return Ok((0..count).collect());
    }
    let Some(wanted) = &args.migration else { return Ok(count.checked_sub(1).into_iter().collect()) };
    let is_wanted =
        |id: &str| id == wanted || id.split_once('_').is_some_and(|(time, name)| time == wanted || name == wanted);
    let found: Vec<usize> = (0..count)
        .filter(|at| history.entries.get(*at).is_some_and(|entry| is_wanted(&entry.id.to_string())))
        .collect();
    match found.as_slice() {
        [_] => Ok(found),
        [] => Err(Error::Argument {
            message: format!("there is no migration `{wanted}`"),
            help: match history.last() {
                Some(last) => format!("give the name of its folder, such as `{}`", last.id),
                None => "there is no migration yet; `gen` writes the first".to_owned(),
            },
        }),
        _ => Err(Error::Argument {
            message: format!("several migrations are called `{wanted}`"),
            help: "give the name of its folder, with the time".to_owned(),
        }),
    }
}

/// The proofs of one system.
struct Run<'a> {
    context: &'a Context,
    place: &'a Place,
    system: &'a System,
    history: &'a History,
    diagnostics: Vec<Diagnostic>,
    answers: Vec<Value>,
    holds: bool,
}

impl Run<'_> {
    fn prove(&mut self, cluster: &Cluster, rows: &Rows, rows_of: &RowsOf, at: usize) -> Result<(), Error> {
        let Some(entry) = self.history.entries.get(at) else { return Ok(()) };
        let text = match read_texts(self.history, at)? {
            Ok(text) => text,
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                return Ok(());
            }
        };
        let progress = Progress::new(self.context, &format!("{}: {}", self.place.name(), text.id));
        let source = rows.source(&text, &self.system.resolved.code)?;
        let proof = Prover::new(cluster, source).prove(&text.subject(), &mut |stage| progress.at(stage))?;
        drop(progress);
        if proof.holds() {
            let before = state(entry, &text)?;
            ProofFile::new(&text, rows_of.clone(), &proof, &before).write(entry)?;
        } else {
            self.holds = false;
            ProofFile::remove(entry)?;
        }
        if self.context.format == Format::Text {
            print(&self.words(&proof, rows_of));
        }
        let mut answer =
            serde_json::to_value(&proof).map_err(|error| Error::Internal { message: error.to_string() })?;
        answer["holds"] = proof.holds().into();
        self.answers.push(answer);
        Ok(())
    }

    fn words(&self, proof: &Proof, rows: &RowsOf) -> String {
        let verdict =
            if proof.holds() { format!("{DONE}proved{DONE:#}") } else { format!("{DANGER}not proved{DANGER:#}") };
        let rows = match rows {
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

/// A bar on a terminal, plain lines elsewhere, nothing for programs.
enum Progress {
    Bar(ProgressBar),
    Lines(String),
    Silent,
}

impl Progress {
    fn new(context: &Context, title: &str) -> Self {
        match context.format {
            Format::Json => Progress::Silent,
            Format::Text if std::io::stderr().is_terminal() => {
                let style = ProgressStyle::with_template("{prefix} [{bar:20}] {msg}");
                let bar = ProgressBar::new(Stage::ALL.len() as u64).with_prefix(visible(title).into_owned());
                Progress::Bar(match style {
                    Ok(style) => bar.with_style(style),
                    Err(_) => bar,
                })
            }
            Format::Text => Progress::Lines(title.to_owned()),
        }
    }

    fn at(&self, stage: Stage) {
        match self {
            Progress::Bar(bar) => {
                let place = Stage::ALL.iter().position(|one| *one == stage).unwrap_or_default();
                bar.set_position(place as u64);
                bar.set_message(stage.words());
            }
            Progress::Lines(title) => print_aside(&format!("{}: {}\n", visible(title), stage.words())),
            Progress::Silent => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        match self {
            Progress::Bar(bar) => bar.finish_and_clear(),
            Progress::Lines(_) | Progress::Silent => {}
        }
    }
}
