//! The commands, one file each.

mod apply;
mod baseline;
mod down;
mod drift;
mod explain;
mod fmt;
mod generation;
mod make_system;
mod module;
mod output;
mod plan;
mod plan_between;
mod prove;
mod pull;
mod reset;
mod review;
mod session;
mod status;
mod validate;

use std::path::PathBuf;

use clap::CommandFactory;
use underpin_schema::spec;

pub use output::{print, print_error};

use crate::{
    Error,
    args::{Args, Global, New, Verb},
};

/// What holds for every command.
#[derive(Debug)]
pub struct Context {
    /// The current folder.
    pub current: PathBuf,
    /// For whom the output is.
    pub format: Format,
}

/// For whom the output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// People.
    Text,
    /// Programs.
    Json,
}

/// How a command that could be done ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is clean.
    Clean,
    /// Something is wrong with the specs, or out of date.
    Findings,
}

impl Context {
    /// The context of this run.
    pub fn new(global: &Global) -> Result<Self, Error> {
        let current = std::env::current_dir().map_err(Error::io("find the current folder", ".".as_ref()))?;
        Ok(Self { current, format: if global.json { Format::Json } else { Format::Text } })
    }
}

/// Runs a command.
pub fn run(context: &Context, verb: Verb) -> Result<Outcome, Error> {
    match verb {
        Verb::Gen(args) => generation::run(context, &args),
        Verb::Validate(selection) => validate::run(context, &selection),
        Verb::Fmt(args) => fmt::run(context, &args),
        Verb::Pull(args) => pull::run(context, &args),
        Verb::Baseline(args) => baseline::run(context, &args),
        Verb::Plan(args) => plan::run(context, &args),
        Verb::Apply(args) => apply::run(context, &args),
        Verb::Down(args) => down::run(context, &args),
        Verb::Status(args) => status::run(context, &args),
        Verb::Drift(args) => drift::run(context, &args),
        Verb::Reset(args) => reset::run(context, &args),
        Verb::Prove(args) => prove::run(context, &args),
        Verb::Review(selection) => review::run(context, &selection),
        Verb::Schema { answers } => {
            let schema = if answers { spec::answers_schema() } else { spec::json_schema() };
            print(&format!("{schema:#}\n"));
            Ok(Outcome::Clean)
        }
        Verb::New(New::Module(args)) => module::run(context, &args),
        Verb::MakeSystem(args) => make_system::run(context, &args),
        Verb::Explain { id } => explain::run(context, id.as_deref()),
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "underpin", &mut script);
            print(&String::from_utf8_lossy(&script));
            Ok(Outcome::Clean)
        }
    }
}
