//! `pull`: specs of a schema that exists.

use std::{
    fs,
    path::{Path, PathBuf},
};

use heck::ToSnakeCase;
use serde_json::json;
use underpin_plan::{Pair, diff};
use underpin_render::File;
use underpin_schema::{
    Code, Diagnostic, FileId, Resolved, Schema, Sources, code_of, has_errors, resolve,
    spec::{FileKind, Spec, format, read_documents, read_system},
    write_specs,
};

use super::{
    Context, Format, Outcome,
    output::{DONE, diagnostics_to_json, print, print_aside, print_diagnostics},
    plan_between::print_unmanaged,
};
use crate::{
    Error,
    args::PullArgs,
    display::visible,
    files::write_tree,
    project::show,
    sources::{Ground, Source, load},
};

/// Writes specs that, planned against the same source, differ in nothing.
pub fn run(context: &Context, args: &PullArgs) -> Result<Outcome, Error> {
    let folder = context.current.join(&args.folder);
    check_empty(&folder)?;
    let source = Source::of_option("SOURCE", &args.source)?;
    let loaded = load(&source, &context.current, &mut Ground::default())?;
    print_diagnostics(context, &loaded.sources, &loaded.diagnostics);
    if loaded.has_errors() {
        return Ok(Outcome::Findings);
    }
    print_unmanaged(context, &[&loaded]);
    let schema = loaded.schema();
    let mut code = if loaded.has_code { loaded.resolved.code.clone() } else { code_of(schema, "") };
    code.project = project(&folder);
    let files = files(schema, &code, &folder);
    let (read, sources, diagnostics) = read_back(&files);
    let wrong: Vec<&Diagnostic> = diagnostics.iter().filter(|found| has_errors(std::slice::from_ref(found))).collect();
    let lost: Vec<String> = diff(Pair { old: schema, new: &read.schema }).iter().map(ToString::to_string).collect();
    if !wrong.is_empty() {
        // What the language cannot say is a shortcoming of underpin; what it would say instead would not be true.
        let wrong: Vec<Diagnostic> = wrong.into_iter().cloned().collect();
        print_diagnostics(context, &sources, &wrong);
        print_result(context, &folder, 0, &lost, &diagnostics_to_json(&sources, &wrong));
        return Ok(Outcome::Findings);
    }
    write_tree(&folder, &files)?;
    print_result(context, &folder, files.len(), &lost, &json!([]));
    Ok(if lost.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn print_result(context: &Context, folder: &Path, count: usize, lost: &[String], diagnostics: &serde_json::Value) {
    if context.format == Format::Json {
        let answer = json!({ "folder": show(folder), "files": count, "not_said": lost, "diagnostics": diagnostics });
        print(&format!("{answer:#}\n"));
        return;
    }
    if !lost.is_empty() {
        let lines: String = lost.iter().map(|line| format!("  {}\n", visible(line))).collect();
        print_aside(&format!("the specs have no words for all of it; a plan to them would\n{lines}"));
    }
    match count {
        0 => print_aside("nothing was written\n"),
        _ => print(&format!("{DONE}wrote{DONE:#} {count} files in {}\n", show(folder))),
    }
}

fn check_empty(folder: &Path) -> Result<(), Error> {
    let refused = |what: &str| Error::Argument {
        message: format!("`{}` {what}", show(folder)),
        help: "give a folder that does not exist yet, or is empty".to_owned(),
    };
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(refused("is not empty")),
            None => Ok(()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Err(refused("is no folder")),
        Err(error) => Err(Error::io("read", folder)(error)),
    }
}

/// The name of the system: that of its folder.
fn project(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if name.trim().is_empty() { "pulled".to_owned() } else { name }
}

/// The specs, a file for each model, laid out as `fmt` does.
fn files(schema: &Schema, code: &Code, folder: &Path) -> Vec<File> {
    let mut files = Vec::new();
    for (path, text) in write_specs(schema, code) {
        match path.as_str() {
            "models/models.yaml" => files.extend(text.split("\n---\n").map(|document| {
                let mut document = document.to_owned();
                if !document.ends_with('\n') {
                    document.push('\n');
                }
                File::new(format!("models/{}.yaml", file_name(&document)), document)
            })),
            "underpin.yaml" => files.push(File::new(path, format!("{text}{}", outputs(folder)))),
            _ => files.push(File::new(path, text)),
        }
    }
    for file in &mut files {
        let kind = if file.path == "underpin.yaml" { FileKind::System } else { FileKind::Models };
        if let Ok(text) = format(&file.text, kind) {
            file.text = text;
        }
    }
    files
}

/// The name of a model's file; not one of those that hold the enums and the other objects.
fn file_name(document: &str) -> String {
    let name = document.lines().next().and_then(|line| line.strip_prefix("model:")).unwrap_or_default();
    let name = name.trim().trim_matches('"').to_snake_case();
    match name.as_str() {
        "" | "enums" | "objects" => format!("{name}_model"),
        _ => name,
    }
}

/// Where migrations go: beside the specs, or outside of the folder that holds the specs of all systems.
fn outputs(folder: &Path) -> String {
    let place = match folder.parent().and_then(Path::file_name) {
        Some(parent) if parent == "specs" => format!("../../generated/{}/migrations", project(folder)),
        Some(_) | None => "migrations".to_owned(),
    };
    format!("outputs:\n  migrations: {}\n", serde_json::Value::from(place))
}

/// What the specs mean, as anyone would read them.
fn read_back(files: &[File]) -> (Resolved, Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let (mut spec, mut diagnostics) = (Spec::default(), Vec::new());
    let mut sorted: Vec<&File> = files.iter().collect();
    sorted.sort_by_key(|file| (file.path != "underpin.yaml", PathBuf::from(&file.path)));
    for file in sorted {
        let id: FileId = sources.add(&file.path, &file.text);
        if file.path == "underpin.yaml" {
            let (system, found) = read_system(id, &file.text);
            spec.system = system;
            diagnostics.extend(found);
        } else {
            let (documents, found) = read_documents(id, &file.text);
            spec.documents.extend(documents);
            diagnostics.extend(found);
        }
    }
    let (resolved, found) = resolve(&spec);
    diagnostics.extend(found);
    (resolved, sources, diagnostics)
}
