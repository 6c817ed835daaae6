//! The systems of `specs/`, read and resolved.

use std::{
    fs,
    path::{Path, PathBuf},
};

use underpin_schema::{Resolved, Sources, has_errors, resolve, spec};

use crate::cases::repository;

/// The names of the systems: the folders of `specs/`, in order.
///
/// # Panics
/// Where the folder cannot be read.
pub fn names() -> Vec<String> {
    let folder = repository().join("specs");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("underpin.yaml").exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The system of that name.
///
/// # Panics
/// Where its specs cannot be read or have errors.
pub fn system(name: &str) -> Resolved {
    read(&repository().join("specs").join(name))
}

/// The system in a folder: `underpin.yaml` and `models/*.yaml`.
///
/// # Panics
/// Where its specs cannot be read or have errors.
pub fn read(folder: &Path) -> Resolved {
    let mut models: Vec<PathBuf> = fs::read_dir(folder.join("models"))
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    models.sort();
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));

    let mut sources = Sources::default();
    let text = read(&folder.join("underpin.yaml"));
    let (system, mut diagnostics) = spec::read_system(sources.add("underpin.yaml", &text), &text);
    let mut documents = Vec::new();
    for path in models {
        let text = read(&path);
        let (mut read, found) = spec::read_documents(sources.add(path.display().to_string(), &text), &text);
        documents.append(&mut read);
        diagnostics.extend(found);
    }
    let (resolved, found) = resolve(&spec::Spec { system, documents });
    diagnostics.extend(found);
    assert!(!has_errors(&diagnostics), "{}: {diagnostics:#?}", folder.display());
    resolved
}
