//! The automation of this repository: every verb of underpin, and beside them what only this repository needs.

mod cargo;
mod ci;
mod setup;
mod test;
mod tidy;

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

const HELP: &str = "
Beside the commands of underpin:
  test [ARGS]  set up what the tests need, then run them; ARGS go to `cargo test`
  ci           what a change must pass: fmt, tidy, clippy, gen --check --proved, test; with --all-postgres also what asks a
               server, on PostgreSQL 14 to 18
  tidy         what no other tool checks: lengths of files, directions of dependencies, forgotten files
";

fn main() -> ExitCode {
    let mut args: Vec<OsString> = env::args_os().skip(1).collect();
    let verb = args.first().and_then(|verb| verb.to_str()).unwrap_or_default().to_owned();
    let root = workspace_root();
    let own = match verb.as_str() {
        "test" => Some(test::run(&root, &args.split_off(1))),
        "ci" if args.iter().any(|arg| arg == "--all-postgres") => {
            Some(ci::run(&root).and_then(|()| ci::all_postgres(&root)))
        }
        "ci" => Some(ci::run(&root)),
        "tidy" => Some(tidy::run(&root)),
        _ => None,
    };
    match own {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(1)
        }
        None => {
            let code = underpin::main("cargo xtask", args);
            if matches!(verb.as_str(), "" | "help" | "--help" | "-h") {
                eprint!("{HELP}");
            }
            code
        }
    }
}

/// The folder of the workspace: cargo says where this crate is, and it is one below.
fn workspace_root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    here.and_then(|here| here.parent().map(Path::to_owned)).unwrap_or_else(|| PathBuf::from("."))
}
