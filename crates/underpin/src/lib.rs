//! The commands of underpin, shared by its binary and by the `xtask` of a repository. This is the only crate that knows
//! files, arguments and exit codes.

mod args;
mod commands;
mod error;

pub mod display;
pub mod files;
pub mod generate;
pub mod history;
pub mod make;
pub mod project;
pub mod proofs;
pub mod sources;
pub mod target;

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory, FromArgMatches};

pub use args::Args;
pub use error::Error;

use args::Color;
use commands::{Context, Outcome};

/// Runs a command as `program` (the name that help shows), and says with which code to exit: 0 where all is clean, 1
/// where something was found or is out of date, 2 where it could not be done.
pub fn main(program: &'static str, args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = Args::command().bin_name(program);
    let argv = std::iter::once(OsString::from(program)).chain(args);
    let args = match command.try_get_matches_from(argv).and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => {
            // Help and version are not failures. Where even printing fails there is no one to tell.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match args.global.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    let context = match Context::new(&args.global) {
        Ok(context) => context,
        Err(error) => return fail(&error, args.global.json),
    };
    match commands::run(&context, args.verb) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Error::Told) => ExitCode::from(2),
        Err(error) => fail(&error, args.global.json),
    }
}

fn fail(error: &Error, json: bool) -> ExitCode {
    if json {
        commands::print(&format!("{}\n", serde_json::json!({ "error": error.to_string(), "help": error.help() })));
    } else {
        commands::print_error(error);
    }
    ExitCode::from(2)
}
