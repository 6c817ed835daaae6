//! `prove`: migrations are run on a real PostgreSQL, with rows, before anyone merges them.

mod progress;
mod rows;
mod run;

use serde_json::json;
use underpin_db::{Cluster, Source, embedded};
use underpin_schema::has_errors;

use self::{
    rows::read_rows,
    run::{Run, Wanted, Whole},
};
use super::{
    Context, Format, Outcome,
    output::{DONE, diagnostics_to_json, print, print_diagnostics, print_json},
};
use crate::{
    Error,
    args::ProveArgs,
    history::{History, read_history},
    project::{Place, find_systems, read_system},
};

/// Proves migrations of every system, and writes the proofs that hold beside them.
pub fn run(context: &Context, args: &ProveArgs) -> Result<Outcome, Error> {
    let rows = read_rows(args)?;
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
            rows: (&rows.0, &rows.1),
            diagnostics: history.diagnostics.clone(),
            migrations: Vec::new(),
            history: None,
            holds: true,
        };
        if !has_errors(&run.diagnostics) {
            let wanted = Wanted { migrations: choose(&history, args)?, whole: whole(&history, args) };
            if !wanted.migrations.is_empty() {
                let cluster = match &mut cluster {
                    Some(cluster) => cluster,
                    none => none.insert(start(&place)?),
                };
                run.prove(cluster, &history, &wanted)?;
            } else if context.format == Format::Text {
                print(&format!("{DONE}no migration yet{DONE:#} {}\n", place.name()));
            }
        }
        print_diagnostics(context, &run.system.sources, &run.diagnostics);
        if has_errors(&run.diagnostics) || !run.holds {
            outcome = Outcome::Findings;
        }
        answers.push(json!({
            "name": place.name(),
            "migrations": run.migrations,
            "history": run.history,
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

/// A history is proved as a whole where it has several migrations, and unless one alone is asked about. Rows that are given
/// are those of one moment.
fn whole(history: &History, args: &ProveArgs) -> Whole {
    let one_alone = args.migration.is_some() || args.rows_from.is_some() || args.sample.is_some();
    if one_alone || history.entries.len() < 2 { Whole::No } else { Whole::Yes }
}
