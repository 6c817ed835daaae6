//! Bad and odd input: each `tests/cases/reading/<name>.yaml` with the diagnostics that it gives in `<name>.txt`.
//! Of those that begin with `good`, `<name>.value` holds what was read.
//! `UPDATE_CASES=1` writes the expected text anew. A name that begins with `system-` is read as `underpin.yaml`.

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use underpin_schema::spec::{read_documents, read_system};
use underpin_schema::{Diagnostic, Sources};

#[test]
fn cases_give_their_diagnostics() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/reading");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    assert!(paths.len() > 30, "the cases are missing");
    let wrong: Vec<String> = paths.iter().filter_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut sources = Sources::default();
    let file = sources.add(name, text.as_str());
    let diagnostics = match name.starts_with("system-") {
        true => read_system(file, &text).1,
        false => read_documents(file, &text).1,
    };
    let actual = show(&sources, &diagnostics);
    let mut wrong = compare(&path.with_extension("txt"), &actual);
    if name.starts_with("good") {
        let value = support::read(&text, support::kind_of(name)).0;
        wrong = wrong.or(compare(&path.with_extension("value"), &format!("{value}\n")));
    }
    wrong
}

fn compare(expected_path: &Path, actual: &str) -> Option<String> {
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(expected_path, actual).unwrap();
        return None;
    }
    let expected = fs::read_to_string(expected_path).unwrap_or_default();
    (actual != expected).then(|| format!("{}:\n--- expected\n{expected}--- actual\n{actual}", expected_path.display()))
}

fn show(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut shown = String::new();
    for diagnostic in diagnostics {
        writeln!(shown, "{} {}", diagnostic.id.as_str(), diagnostic.message).unwrap();
        for label in &diagnostic.labels {
            let (line, column) = sources.line_column(label.span);
            let mut text = sources.get(label.span.file).text[label.span.range()].to_owned();
            if text.chars().count() > 60 {
                text = text.chars().take(60).chain(['…']).collect();
            }
            writeln!(shown, "  {line}:{column} {text:?} {}", label.text).unwrap();
        }
        for help in &diagnostic.help {
            writeln!(shown, "  help: {help}").unwrap();
        }
    }
    match shown.is_empty() {
        true => "nothing to report\n".to_owned(),
        false => shown,
    }
}
