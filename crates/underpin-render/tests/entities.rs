//! The text of entity crates: compiled for real as a member of this workspace, formatted, and held against SeaORM's own
//! generator.

#[path = "entities/build.rs"]
mod build;
#[path = "entities/case.rs"]
mod case;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use underpin_render::{File, rust};
use underpin_schema::has_errors;

fn case_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/entities-case")
}

fn case_files() -> Vec<File> {
    let system = case::system();
    let (files, diagnostics) = rust::crate_files(&system.schema, &system.code);
    assert!(!has_errors(&diagnostics), "{diagnostics:#?}");
    files
}

#[test]
fn the_case_crate_is_what_the_case_says() {
    let folder = case_folder();
    let mut stray: Vec<PathBuf> = fs::read_dir(folder.join("src"))
        .map(|entries| entries.map(|entry| entry.expect("an entry").path()).collect())
        .unwrap_or_default();
    for file in case_files() {
        let path = folder.join(&file.path);
        stray.retain(|other| *other != path);
        if env::var_os("UPDATE_CASES").is_some() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            fs::write(&path, &file.text).expect("the file can be written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == file.text, "{} is out of date: run with UPDATE_CASES=1", file.path);
    }
    assert!(stray.is_empty(), "no longer generated: {stray:?}");
}

#[test]
fn rustfmt_leaves_every_file_as_it_is() {
    let files = case_files();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut paths = Vec::new();
    for (at, file) in files.iter().filter(|file| file.path.ends_with(".rs")).enumerate() {
        // Numbered, so that rustfmt does not look for the modules of `lib.rs` too.
        let path = folder.path().join(format!("{at}.rs"));
        let without_modules = file.text.replace("pub mod ", "pub use ");
        let text = if file.path == "src/lib.rs" { &without_modules } else { &file.text };
        fs::write(&path, text).expect("the file can be written");
        paths.push(path);
    }
    let output = Command::new("rustfmt").args(["--edition", "2024", "--check"]).args(&paths).output();
    match output {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
        }
        Err(error) => {
            let in_ci = env::var("CI").is_ok_and(|value| value == "true");
            assert!(!in_ci, "rustfmt is missing: {error}");
            eprintln!("SKIPPED: rustfmt is missing ({error}), so the layout of generated Rust was not looked at");
        }
    }
}
