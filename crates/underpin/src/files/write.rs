//! Writing. A run that is killed at any moment leaves each file as it was or as it is to be, never half of one: texts
//! are written beside their place under another name, and renamed.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use tempfile::Builder;
use underpin_render::File;

use crate::Error;

/// How the names of unfinished files and folders begin.
const UNFINISHED: &str = ".underpin-tmp-";

/// Writes a file as a whole. Its folder is created where it is missing.
///
/// # Errors
///
/// Where the system refuses; the file is then as it was.
pub fn write_file(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED);
    // Readable by all, as far as the user's umask allows; a temporary file is otherwise private to its maker.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = match builder.tempfile_in(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
            builder.tempfile_in(folder)
        }
        other => other,
    }
    .map_err(Error::io("write in", folder))?;
    file.write_all(text.as_bytes()).map_err(Error::io("write", path))?;
    file.persist(path).map_err(|error| Error::io("write", path)(error.error))?;
    Ok(())
}

/// Writes a new folder with plain files as a whole.
///
/// # Errors
///
/// Where something stands there already, or the system refuses; there is then nothing of it.
pub fn write_folder(path: &Path, files: &[File]) -> Result<(), Error> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(Error::io("create the folder", parent))?;
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let unfinished = builder.tempdir_in(parent).map_err(Error::io("write in", parent))?;
    for file in files {
        let place = unfinished.path().join(&file.path);
        fs::write(&place, &file.text).map_err(Error::io("write", &path.join(&file.path)))?;
    }
    fs::rename(unfinished.path(), path).map_err(Error::io("write", path))?;
    // What it would remove has another name now.
    let _renamed = unfinished.keep();
    Ok(())
}

/// Writes a new folder with files at any depth as a whole. An empty folder may stand there already.
///
/// # Errors
///
/// Where something else stands there, or the system refuses; there is then nothing of it.
pub fn write_tree(path: &Path, files: &[File]) -> Result<(), Error> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(Error::io("create the folder", parent))?;
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let unfinished = builder.tempdir_in(parent).map_err(Error::io("write in", parent))?;
    for file in files {
        write_file(&unfinished.path().join(&file.path), &file.text)?;
    }
    // Only a folder that is empty can be replaced so.
    fs::rename(unfinished.path(), path).map_err(Error::io("write", path))?;
    let _renamed = unfinished.keep();
    Ok(())
}

/// Removes a file that is no longer generated, and its folder where that leaves it empty.
///
/// # Errors
///
/// Where the system refuses.
pub fn remove_file(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).map_err(Error::io("remove", path))?;
    if let Some(folder) = path.parent() {
        // Refused where something is left in it, which is as it should be.
        let _kept = fs::remove_dir(folder);
    }
    Ok(())
}

/// Removes what a killed run left unfinished in these folders. Only one run at a time may write a system, so nothing of
/// another run is at stake.
///
/// # Errors
///
/// Where the system refuses.
pub fn clean(folders: &[PathBuf]) -> Result<(), Error> {
    for folder in folders {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::io("read", folder)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Error::io("read", folder))?;
            if !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                continue;
            }
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(Error::io("remove", &path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_never_written_over() {
        let temp = tempfile::tempdir().expect("a folder");
        let path = temp.path().join("a/b");
        let file = |text: &str| [File { path: "x".to_owned(), text: text.to_owned() }];
        write_folder(&path, &file("one")).expect("written");
        assert!(write_folder(&path, &file("two")).is_err());
        assert_eq!(fs::read_to_string(path.join("x")).expect("read"), "one");
        assert_eq!(fs::read_dir(temp.path().join("a")).expect("read").count(), 1, "nothing unfinished is left");
    }

    #[test]
    fn leftovers_are_removed_and_nothing_else() {
        let temp = tempfile::tempdir().expect("a folder");
        fs::write(temp.path().join(".underpin-tmp-abc"), "half").expect("written");
        fs::create_dir(temp.path().join(".underpin-tmp-folder")).expect("created");
        fs::write(temp.path().join("mine"), "").expect("written");
        clean(&[temp.path().to_owned(), temp.path().join("missing")]).expect("cleaned");
        let left: Vec<_> = fs::read_dir(temp.path()).expect("read").flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["mine"]);
    }
}
