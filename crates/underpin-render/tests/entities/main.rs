//! Entity crates: compiled for real as a member of this workspace, formatted, held against SeaORM's own generator, and
//! used on a real PostgreSQL.

mod build;
mod case;
mod judge;
mod names;
mod rows;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use underpin_render::{File, rust};
use underpin_schema::has_errors;
use underpin_testing::cases;

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
        if cases::update() {
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
    let mut crates = vec![case_files(), rust::crate_files(&names::sorted().schema, &names::sorted().code).0];
    for text in names::HOSTILE {
        let system = names::hostile(text);
        crates.push(rust::crate_files(&system.schema, &system.code).0);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut libraries = Vec::new();
    for (at, files) in crates.iter().enumerate() {
        let folder = folder.path().join(at.to_string());
        for file in files {
            let path = folder.join(&file.path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            fs::write(&path, &file.text).expect("the file can be written");
        }
        // rustfmt goes on to the modules by itself.
        libraries.push(folder.join("src/lib.rs"));
    }
    match Command::new("rustfmt").args(["--edition", "2024", "--check"]).args(&libraries).output() {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
        }
        Err(error) => underpin_testing::skip("rustfmt_leaves_every_file_as_it_is", &format!("no rustfmt: {error}")),
    }
}
