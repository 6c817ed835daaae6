//! Prisma schemas as a source.

use std::{
    fs,
    path::{Path, PathBuf},
};

use underpin_schema::{
    FileId, Sources, has_errors,
    prisma::{read, specs},
    resolve,
};

use super::Loaded;
use crate::{Error, project::show};

/// Reads a Prisma schema: a file, or a folder whose `.prisma` files are one schema, those of its folders too.
/// <https://www.prisma.io/docs/orm/prisma-schema/overview/location#multi-file-prisma-schema>
///
/// # Errors
/// Where a file cannot be read, or a folder holds none.
pub fn load(path: &Path) -> Result<Loaded, Error> {
    let data = fs::metadata(path).map_err(Error::io("read", path))?;
    let mut files = Vec::new();
    match data.is_dir() {
        true => gather(path, &mut files)?,
        false => files.push(path.to_owned()),
    }
    files.sort();
    if files.is_empty() {
        return Err(Error::Argument {
            message: format!("there is no `.prisma` file in `{}`", show(path)),
            help: "name the schema file, or the folder that holds its parts".to_owned(),
        });
    }
    let mut sources = Sources::default();
    for file in &files {
        let text = fs::read_to_string(file).map_err(Error::io("read", file))?;
        sources.add(show(file), text);
    }
    let texts: Vec<(FileId, &str)> = sources.iter().map(|(id, file)| (id, file.text.as_str())).collect();
    let (tree, mut diagnostics) = read(&texts);
    let (spec, found) = specs(&tree);
    diagnostics.extend(found);
    let mut loaded = Loaded { has_code: true, ..Loaded::default() };
    // What follows from a mistake would be said in the words of specs, which helps nobody here.
    if !has_errors(&diagnostics) {
        let (resolved, found) = resolve(&spec);
        loaded.resolved = resolved;
        diagnostics.extend(found);
    }
    Ok(Loaded { diagnostics, sources, ..loaded })
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let entry = entry.map_err(Error::io("read", folder))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(Error::io("read", folder))?);
        // Links are not followed: one may lead back to where it stands.
        if kind.is_dir() && entry.file_name() != "node_modules" {
            gather(&path, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "prisma") {
            files.push(path);
        }
    }
    Ok(())
}
