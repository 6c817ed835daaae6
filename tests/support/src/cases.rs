//! Case files: expected text that lives in the repository and that `UPDATE_CASES=1` rewrites.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate lives two folders deep").to_owned()
}

/// Whether expected text is to be rewritten.
pub fn update() -> bool {
    env::var_os("UPDATE_CASES").is_some_and(|value| value == "1")
}

/// Compares a text with the one in a file; with `UPDATE_CASES=1`, writes the file.
///
/// # Panics
/// Where they differ, with the first line that does.
pub fn check(path: &Path, actual: &str) {
    if update() {
        fs::write(path, actual).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return;
    }
    let at = expected.lines().zip(actual.lines()).take_while(|(one, other)| one == other).count();
    let line = |text: &str| text.lines().nth(at).map_or_else(|| "(end)".to_owned(), str::to_owned);
    panic!(
        "{} differs from line {}:\n  expected: {}\n  actual:   {}\nUPDATE_CASES=1 rewrites the file",
        path.display(),
        at + 1,
        line(&expected),
        line(actual)
    );
}
