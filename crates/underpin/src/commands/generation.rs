//! `gen`: writes what is missing or out of date.

use std::{fs, path::PathBuf};

use rayon::prelude::*;
use serde_json::{Value, json};

use super::{
    Context, Format, Outcome,
    output::{DONE, QUIET, diagnostics_to_json, print, print_diagnostics, print_json},
};
use crate::{
    Error,
    args::GenArgs,
    display::unified,
    files::{Edit, clean, write_folder},
    generate::{Generated, Request, Time, check_apart, generate, snake},
    history::{current_time, parse_time},
    project::{Outputs, Place, find_systems, show},
    proofs,
};

/// What to do with what is out of date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Write it.
    Write(Others),
    /// Say what would be written.
    DryRun,
    /// Show it as a diff.
    Check,
}

/// What to do with files that are not ours, or were edited.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    /// Leave them, and write nothing.
    Keep,
    /// Write over them.
    Replace,
}

/// Runs `gen`. Everything is computed, of every system, before the first file is written.
pub fn run(context: &Context, args: &GenArgs) -> Result<Outcome, Error> {
    let mode = match (args.check, args.dry_run, args.force) {
        (true, _, _) => Mode::Check,
        (false, true, _) => Mode::DryRun,
        (false, false, true) => Mode::Write(Others::Replace),
        (false, false, false) => Mode::Write(Others::Keep),
    };
    let request = read_request(args)?;
    let places = find_systems(&context.current, &args.selection)?;
    let _locks = match mode {
        Mode::Write(_) => lock(&places)?,
        Mode::DryRun | Mode::Check => Vec::new(),
    };
    let mut systems = places.iter().map(|place| generate(place, &request)).collect::<Result<Vec<_>, _>>()?;
    check_apart(&mut systems);
    if !args.force && mode != Mode::Check {
        for generated in &mut systems {
            let refusal = generated.refusal();
            generated.system.diagnostics.extend(refusal);
        }
    }
    let refused = systems.iter().any(Generated::has_errors);
    for generated in &systems {
        print_diagnostics(context, &generated.system.sources, &generated.system.diagnostics);
    }
    let mut outcome = if refused { Outcome::Findings } else { Outcome::Clean };
    if !refused {
        for generated in &systems {
            match mode {
                Mode::Write(_) => write(generated)?,
                Mode::DryRun => {}
                Mode::Check if generated.is_up_to_date() => {}
                Mode::Check => outcome = Outcome::Findings,
            }
            let unproved = unproved(generated, args)?;
            if !unproved.is_empty() {
                outcome = Outcome::Findings;
            }
            if context.format == Format::Text {
                unproved.iter().for_each(|what| print(&format!("not proved {what}; run prove\n")));
            }
            if context.format == Format::Text {
                print(&if mode == Mode::Check { as_diff(generated) } else { as_words(generated, mode) });
            }
        }
    }
    if context.format == Format::Json {
        let answers = systems.iter().map(|generated| {
            let mut answer = to_json(generated, mode);
            if args.proved {
                answer["unproved"] = unproved(generated, args)?.into();
            }
            Ok(answer)
        });
        print_json(context, answers.collect::<Result<_, Error>>()?);
    }
    // The process is about to end, and to free a large system piece by piece takes a twentieth of the whole run.
    std::mem::forget(systems);
    Ok(outcome)
}

/// The migrations that are not proved, where that is asked for.
fn unproved(generated: &Generated, args: &GenArgs) -> Result<Vec<String>, Error> {
    if args.proved { proofs::unproved(&generated.history) } else { Ok(Vec::new()) }
}

fn read_request(args: &GenArgs) -> Result<Request, Error> {
    let name = match &args.name {
        None => None,
        Some(text) => Some(snake(text).ok_or_else(|| Error::Argument {
            message: format!("`{text}` is not a name for a migration"),
            help: "use letters, digits and underscores, such as `add_labels`".to_owned(),
        })?),
    };
    let at = match &args.at {
        Some(text) => Time::Exactly(parse_time(text)?),
        None => Time::Around(current_time()?),
    };
    Ok(Request { name, at })
}

/// Makes sure that no other run writes the same systems. The locks are on files that are there anyway, and end with the
/// process however it ends.
pub(super) fn lock(places: &[Place]) -> Result<Vec<fs::File>, Error> {
    let lock = |place: &Place| {
        let path = place.file();
        let file = fs::File::open(&path).map_err(Error::io("open", &path))?;
        // Elsewhere a lock also keeps this very process from reading the file by another handle.
        if !cfg!(unix) {
            return Ok(file);
        }
        match file.lock() {
            // A file system without locks is one where people do not run two at a time.
            Err(error) if error.kind() == std::io::ErrorKind::Unsupported => Ok(file),
            other => other.map(|()| file).map_err(Error::io("lock", &path)),
        }
    };
    places.iter().map(lock).collect()
}

/// The migration comes first: where the run ends early, the next one finds it and only refreshes the rest.
pub(super) fn write(generated: &Generated) -> Result<(), Error> {
    clean(&unfinished_places(&generated.system.outputs))?;
    if let Some(migration) = &generated.migration {
        write_folder(&migration.folder, &migration.files)?;
    }
    generated.edits.par_iter().map(Edit::apply).collect()
}

/// The folders in which a killed run may have left something unfinished.
fn unfinished_places(outputs: &Outputs) -> Vec<PathBuf> {
    let single = outputs.prisma.iter().chain(&outputs.docs).filter_map(|file| Some(file.parent()?.to_owned()));
    let rust = outputs.rust.iter().flat_map(|folder| [folder.clone(), folder.join("src")]);
    outputs.migrations.iter().cloned().chain(single).chain(rust).collect()
}

fn as_words(generated: &Generated, mode: Mode) -> String {
    let name = generated.system.place.name();
    if generated.is_up_to_date() {
        return format!("{DONE}up to date{DONE:#} {name}\n");
    }
    let (wrote, removed) = match mode {
        Mode::Write(_) | Mode::Check => ("wrote", "removed"),
        Mode::DryRun => ("would write", "would remove"),
    };
    let mut lines = String::new();
    let mut add = |verb: &str, path: &str, note: &str| {
        lines.push_str(&format!("{DONE}{verb}{DONE:#} {path}{QUIET}{note}{QUIET:#}\n"));
    };
    if let Some(migration) = &generated.migration {
        let changes = generated.plan.changes.len();
        let note = if changes == 1 { " (1 change)".to_owned() } else { format!(" ({changes} changes)") };
        add(wrote, &format!("{}/", show(&migration.folder)), &note);
    }
    let (kept, gone): (Vec<&Edit>, Vec<&Edit>) = generated.edits.iter().partition(|edit| edit.new.is_some());
    for (verb, edits) in [(wrote, kept), (removed, gone)] {
        let (shown, rest) = edits.split_at(edits.len().min(SHOWN_FILES));
        shown.iter().for_each(|edit| add(verb, &show(&edit.path), ""));
        if !rest.is_empty() {
            add(verb, &format!("{} more files", rest.len()), "");
        }
    }
    lines
}

/// How many files are named one by one.
const SHOWN_FILES: usize = 40;

fn written(generated: &Generated) -> Vec<String> {
    generated.edits.iter().filter(|edit| edit.new.is_some()).map(|edit| show(&edit.path)).collect()
}

fn gone(generated: &Generated) -> Vec<String> {
    generated.edits.iter().filter(|edit| edit.new.is_none()).map(|edit| show(&edit.path)).collect()
}

fn as_diff(generated: &Generated) -> String {
    let name = generated.system.place.name();
    if generated.is_up_to_date() {
        return format!("{DONE}up to date{DONE:#} {name}\n");
    }
    let mut out = String::new();
    if let Some(migration) = &generated.migration {
        for file in migration.files.iter().filter(|file| file.path.ends_with(".sql")) {
            let path = show(&migration.folder.join(&file.path));
            out.push_str(&unified(&path, None, Some(&file.text)));
        }
    }
    for edit in &generated.edits {
        let old = edit.state.clone().into_text();
        out.push_str(&unified(&show(&edit.path), old.as_deref(), edit.new.as_deref()));
    }
    let files = generated.edits.len();
    let migration =
        generated.migration.as_ref().map(|migration| format!("the migration `{}` is missing", migration.id));
    let files = (files > 0).then(|| format!("{files} file(s) differ"));
    let what = [migration, files].into_iter().flatten().collect::<Vec<_>>().join(", ");
    out.push_str(&format!("out of date {name}: {what}; run gen\n"));
    out
}

fn to_json(generated: &Generated, mode: Mode) -> Value {
    let system = &generated.system;
    json!({
        "name": system.place.name(),
        "up_to_date": generated.is_up_to_date() && !generated.has_errors(),
        "written": matches!(mode, Mode::Write(_)) && !generated.has_errors(),
        "migration": generated.migration.as_ref().map(|migration| migration.id.to_string()),
        "changes": generated.plan.changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "files": written(generated),
        "removed": gone(generated),
        "diagnostics": diagnostics_to_json(&system.sources, &system.diagnostics),
    })
}
