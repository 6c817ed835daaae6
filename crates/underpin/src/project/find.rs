//! Finding systems.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::Error;

/// The file that makes a folder a system.
pub const SYSTEM_FILE: &str = "underpin.yaml";

/// The folder of a workspace that holds its systems.
const SPECS: &str = "specs";

/// Which systems are meant.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Selection {
    /// Folders or underpin.yaml files; where none is given, the one of this folder, else all under specs/.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only the system of this name (the name of its folder); may be given several times.
    #[arg(long, value_name = "NAME")]
    pub system: Vec<String>,
}

/// Where a system is, and how far its outputs may reach.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The folder that holds `underpin.yaml`, absolute.
    pub folder: PathBuf,
    /// The folder that no output may leave, absolute.
    pub root: PathBuf,
}

impl Place {
    /// The system's name: that of its folder.
    pub fn name(&self) -> String {
        self.folder.file_name().map_or_else(|| "system".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// Its `underpin.yaml`.
    pub fn file(&self) -> PathBuf {
        self.folder.join(SYSTEM_FILE)
    }

    /// The folder that holds all systems of the workspace, where the system is in one.
    pub fn specs(&self) -> Option<PathBuf> {
        let specs = self.root.join(SPECS);
        self.folder.starts_with(&specs).then_some(specs)
    }

    /// A folder that its outputs could go to, as underpin.yaml would say it: beside the specs, where it is among those of others.
    pub fn usual_outputs(&self) -> String {
        match self.folder.strip_prefix(&self.root) {
            Ok(below) if self.specs().is_some() => {
                format!("{}generated/{}", "../".repeat(below.components().count()), self.name())
            }
            Ok(_) | Err(_) => "generated".to_owned(),
        }
    }
}

/// The systems that are meant, ordered by their folders.
///
/// # Errors
///
/// Where there is none, or none of the name that was asked for, or a folder cannot be read.
pub fn find_systems(current: &Path, selection: &Selection) -> Result<Vec<Place>, Error> {
    let mut folders = Vec::new();
    if selection.paths.is_empty() {
        folders = from_current(&absolute(current)?)?;
    }
    for path in &selection.paths {
        folders.extend(from_path(&absolute(&current.join(path))?)?);
    }
    let mut places: Vec<Place> =
        folders.into_iter().map(|folder| Place { root: output_root(&folder), folder }).collect();
    places.sort();
    places.dedup();
    filter(places, &selection.system)
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(path).map_err(Error::io("find", path))
}

fn from_current(current: &Path) -> Result<Vec<PathBuf>, Error> {
    if current.join(SYSTEM_FILE).exists() {
        return Ok(vec![current.to_owned()]);
    }
    for folder in current.ancestors() {
        let found = under_specs(folder)?;
        if !found.is_empty() {
            return Ok(found);
        }
        // Inside of a system, as in its `models/`: that system is meant.
        if folder.join(SYSTEM_FILE).exists() {
            return Ok(vec![folder.to_owned()]);
        }
    }
    Err(Error::NoSystem { searched: "this folder or specs/ of any folder above it".to_owned() })
}

fn from_path(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if path.is_file() {
        let named = path.file_name().is_some_and(|name| name == SYSTEM_FILE);
        return match path.parent() {
            Some(folder) if named => Ok(vec![folder.to_owned()]),
            Some(_) | None => Err(Error::Argument {
                message: format!("`{}` is not an underpin.yaml", path.display()),
                help: "give the folder of the system, or its underpin.yaml".to_owned(),
            }),
        };
    }
    if path.join(SYSTEM_FILE).exists() {
        return Ok(vec![path.to_owned()]);
    }
    let found = under_specs(path)?;
    if found.is_empty() {
        return Err(Error::NoSystem { searched: format!("`{0}` or `{0}/specs`", path.display()) });
    }
    Ok(found)
}

fn under_specs(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let specs = folder.join(SPECS);
    if !specs.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(&specs).map_err(Error::io("read", &specs))? {
        let path = entry.map_err(Error::io("read", &specs))?.path();
        if path.join(SYSTEM_FILE).exists() {
            found.push(absolute(&path)?);
        }
    }
    Ok(found)
}

/// The folder that no output of the system may leave: the one with `specs/`, or of a lone system the nearest that looks
/// like the root of a repository, or the system's own.
fn output_root(system: &Path) -> PathBuf {
    let above = || system.ancestors().skip(1);
    let workspace = above().find(|folder| folder.file_name().is_some_and(|name| name == SPECS));
    if let Some(root) = workspace.and_then(Path::parent) {
        return root.to_owned();
    }
    let repository = system.ancestors().find(|folder| [".git", "Cargo.toml"].iter().any(|it| folder.join(it).exists()));
    repository.unwrap_or(system).to_owned()
}

fn filter(places: Vec<Place>, names: &[String]) -> Result<Vec<Place>, Error> {
    let known = || places.iter().map(Place::name).collect::<Vec<_>>().join(", ");
    if let Some(name) = names.iter().find(|name| !places.iter().any(|place| place.name() == **name)) {
        return Err(Error::UnknownSystem { name: name.clone(), known: known() });
    }
    Ok(places.into_iter().filter(|place| names.is_empty() || names.contains(&place.name())).collect())
}
