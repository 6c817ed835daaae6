//! What would change on the disk.

use std::{
    collections::HashSet,
    fs, io,
    path::{Component, Path, PathBuf},
};

use rayon::prelude::*;
use underpin_render::File;

use super::{State, read_state, remove_file, stamp, state::read_difference, write_file};
use crate::{
    Error,
    project::{confine, show},
};

/// A folder and the generated files in it.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The folder, absolute.
    pub folder: PathBuf,
    /// The files, stamped.
    pub files: Vec<File>,
}

impl Tree {
    /// Stamps generated files.
    ///
    /// # Errors
    ///
    /// Where a text has no place for its digest, or a path leads out of the folder.
    pub fn new(folder: &Path, files: Vec<File>) -> Result<Self, Error> {
        let files = files
            .into_par_iter()
            .map(|file| match is_below(Path::new(&file.path)) {
                true => stamp(file),
                false => Err(Error::Escape { path: file.path }),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { folder: folder.to_owned(), files })
    }
}

/// Whether a path leads to something below the folder that it starts from.
fn is_below(path: &Path) -> bool {
    let mut parts = path.components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// One file that is to be written, replaced or removed.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Its path, absolute.
    pub path: PathBuf,
    /// What stands there.
    pub state: State,
    /// What is to stand there; nothing where the file is to be removed.
    pub new: Option<String>,
}

impl Edit {
    /// Whether someone else's work would be lost.
    pub fn is_refused(&self) -> bool {
        match self.state {
            State::Absent | State::Ours(_) => false,
            State::Edited(_) | State::Foreign(_) => true,
        }
    }

    /// Does it.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn apply(&self) -> Result<(), Error> {
        match &self.new {
            Some(text) => write_file(&self.path, text),
            None => remove_file(&self.path),
        }
    }
}

/// Compares generated files with what is on the disk: one edit for each that is not up to date, in the order of the
/// files.
///
/// # Errors
///
/// Where a file cannot be read, or a symbolic link leads out of the root.
pub fn compare(root: &Path, tree: Tree) -> Result<Vec<Edit>, Error> {
    let folders: HashSet<&Path> = tree.files.iter().filter_map(|file| Path::new(&file.path).parent()).collect();
    let mut missing = HashSet::new();
    for folder in folders {
        let whole = tree.folder.join(folder);
        confine(root, &whole).map_err(|link| Error::Link { path: show(&link) })?;
        if fs::metadata(&whole).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            missing.insert(folder.to_owned());
        }
    }
    let edits: Vec<Option<Edit>> = tree
        .files
        .into_par_iter()
        .map(|File { path, text }| {
            // Where the folder is not there, its files need not be asked for one by one.
            let is_missing = Path::new(&path).parent().is_some_and(|folder| missing.contains(folder));
            let path = tree.folder.join(path);
            let state = if is_missing { Some(State::Absent) } else { read_difference(&path, &text)? };
            Ok(state.map(|state| Edit { path, state, new: Some(text) }))
        })
        .collect::<Result<_, Error>>()?;
    Ok(edits.into_iter().flatten().collect())
}

/// The files of ours in a folder that are no longer generated, as edits that remove them. Files of others are left
/// alone, and so is `target/`, which cargo fills.
///
/// # Errors
///
/// Where a folder or file cannot be read.
pub fn stale(folder: &Path, generated: &[File]) -> Result<Vec<Edit>, Error> {
    let known: HashSet<&Path> = generated.iter().map(|file| Path::new(&file.path)).collect();
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        let entries = match fs::read_dir(&current) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::io("read", &current)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Error::io("read", &current))?;
            let kind = entry.file_type().map_err(Error::io("read", &current))?;
            let path = entry.path();
            if kind.is_dir() && entry.file_name() != "target" {
                open.push(path);
            } else if kind.is_file() && !path.strip_prefix(folder).is_ok_and(|path| known.contains(path)) {
                match read_state(&path)? {
                    State::Absent | State::Foreign(_) => {}
                    state @ (State::Ours(_) | State::Edited(_)) => found.push(Edit { path, state, new: None }),
                }
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}
