//! Specs with mistakes of meaning: each `tests/cases/resolving/<name>.yaml` with the diagnostics that it gives in
//! `<name>.txt`. `UPDATE_CASES=1` writes the expected text anew. What stands before a line `=== models` is `underpin.yaml`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use underpin_schema::spec::{Spec, read_documents, read_system};
use underpin_schema::{Diagnostic, DiagnosticId, Sources, resolve};

#[test]
fn cases_give_their_diagnostics() {
    let wrong: Vec<String> = paths().iter().filter_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_diagnostic_of_resolving_has_a_case() {
    let mut seen = BTreeSet::new();
    for path in paths() {
        seen.extend(run(&path).1.into_iter().map(|diagnostic| diagnostic.id));
    }
    let ids = DiagnosticId::ALL.iter().filter(|id| id.as_str().starts_with("UP02"));
    let missing: Vec<_> = ids.filter(|id| !seen.contains(id)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

fn paths() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/resolving");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    assert!(paths.len() > 30, "the cases are missing");
    paths
}

fn run(path: &Path) -> (Sources, Vec<Diagnostic>) {
    let text = fs::read_to_string(path).unwrap();
    let (system, models) = text.split_once("=== models\n").unwrap_or(("", &text));
    let mut sources = Sources::default();
    let (system, mut found) = match system {
        "" => Default::default(),
        text => read_system(sources.add("underpin.yaml", text), text),
    };
    let (documents, mistakes) = read_documents(sources.add("models.yaml", models), models);
    found.extend(mistakes);
    found.extend(resolve(&Spec { system, documents }).1);
    (sources, found)
}

fn check(path: &Path) -> Option<String> {
    let (sources, found) = run(path);
    let actual = show(&sources, &found);
    let expected_path = path.with_extension("txt");
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(&expected_path, &actual).unwrap();
        return None;
    }
    let expected = fs::read_to_string(&expected_path).unwrap_or_default();
    let name = path.display();
    (actual != expected).then(|| format!("{name}:\n--- expected\n{expected}--- actual\n{actual}"))
}

fn show(sources: &Sources, found: &[Diagnostic]) -> String {
    let mut shown = String::new();
    for diagnostic in found {
        writeln!(shown, "{} {}", diagnostic.id.as_str(), diagnostic.message).unwrap();
        for label in &diagnostic.labels {
            let (line, column) = sources.line_column(label.span);
            let file = sources.get(label.span.file);
            let text = &file.text[label.span.range()];
            writeln!(shown, "  {}:{line}:{column} {text:?} {}", file.path, label.text).unwrap();
        }
        for help in &diagnostic.help {
            writeln!(shown, "  help: {help}").unwrap();
        }
    }
    shown
}
