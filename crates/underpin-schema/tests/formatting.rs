//! `format`: each `tests/cases/formatting/<name>.yaml` with its canonical form in `<name>.out`, or with what is refused.
//! `UPDATE_CASES=1` writes the expected text anew. A name that begins with `system-` is an `underpin.yaml`.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{assert_formats, kind_of};
use underpin_schema::spec::format;

#[test]
fn cases_have_their_canonical_form() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/formatting");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    assert!(paths.len() >= 8, "the cases are missing");
    let wrong: Vec<String> = paths.iter().filter_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let kind = kind_of(name);
    let actual = match format(&text, kind) {
        Ok(formatted) => {
            assert_formats(&text, &formatted, kind);
            formatted
        }
        Err(diagnostics) => {
            let refused = diagnostics.iter().map(|found| format!("refused: {} {}\n", found.id.as_str(), found.message));
            refused.collect()
        }
    };
    let expected_path = path.with_extension("out");
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(&expected_path, &actual).unwrap();
        return None;
    }
    let expected = fs::read_to_string(&expected_path).unwrap_or_default();
    (actual != expected).then(|| format!("{name}:\n--- expected\n{expected}--- actual\n{actual}"))
}
