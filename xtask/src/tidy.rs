//! `tidy`: what no other tool checks.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// How many lines a file may have that someone wrote by hand.
const LONGEST: usize = 500;

/// What each crate may depend on. An arrow that is not here would turn the flow around.
const ARROWS: &[(&str, &[&str])] = &[
    ("underpin-schema", &[]),
    ("underpin-plan", &["underpin-schema"]),
    ("underpin-lint", &["underpin-plan", "underpin-schema"]),
    ("underpin-render", &["underpin-plan", "underpin-schema"]),
    ("underpin-db", &["underpin-plan", "underpin-render", "underpin-schema"]),
    ("underpin", &["underpin-db", "underpin-lint", "underpin-plan", "underpin-render", "underpin-schema"]),
];

/// Runs every check and names all that was found.
pub fn run(root: &Path) -> Result<(), String> {
    eprintln!("> tidy");
    let crates = root.join("crates");
    let mut findings = Vec::new();
    for folder in [crates.clone(), root.join("xtask")] {
        for file in rust_files(&folder)? {
            findings.extend(too_long(root, &file)?);
            findings.extend(forgotten(root, &file)?);
        }
    }
    for entry in list(&crates)? {
        findings.extend(arrows(&entry)?);
    }
    findings.extend(unexplained(root)?);
    if findings.is_empty() { Ok(()) } else { Err(format!("not tidy:\n  {}", findings.join("\n  "))) }
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error| format!("could not read {}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths = entries.map(|entry| Ok(entry.map_err(failed)?.path())).collect::<Result<Vec<_>, String>>()?;
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("could not read {}: {error}", path.display()))
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in list(folder)? {
        let name = path.file_name().unwrap_or_default();
        // `target` is cargo's, `expected` and `entities` hold generated text.
        if path.is_dir() && !["target", "expected", "entities", "node_modules"].iter().any(|skipped| name == *skipped) {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

fn too_long(root: &Path, file: &Path) -> Result<Option<String>, String> {
    let lines = read(file)?.lines().count();
    Ok((lines > LONGEST).then(|| format!("{} has {lines} lines; {LONGEST} at most", shown(root, file))))
}

/// A file that no module names is not compiled, and no one notices.
fn forgotten(root: &Path, file: &Path) -> Result<Option<String>, String> {
    let (Some(stem), Some(folder)) = (file.file_stem().and_then(|stem| stem.to_str()), file.parent()) else {
        return Ok(None);
    };
    let in_sources = folder.ancestors().any(|above| above.file_name().is_some_and(|name| name == "src"));
    if !in_sources || ["lib", "main", "mod"].contains(&stem) {
        return Ok(None);
    }
    let parents = [folder.join("mod.rs"), folder.join("lib.rs"), folder.join("main.rs"), folder.with_extension("rs")];
    for parent in parents.iter().filter(|parent| parent.exists()) {
        let names = |c: char| !c.is_alphanumeric() && c != '_';
        if read(parent)?.split(names).any(|word| word == stem) {
            return Ok(None);
        }
    }
    Ok(Some(format!("{} is in no list of modules", shown(root, file))))
}

fn arrows(folder: &Path) -> Result<Vec<String>, String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
        return Ok(vec![format!("the crate {name} has no place in the order of crates (xtask/src/tidy.rs)")]);
    };
    let manifest = read(&folder.join("Cargo.toml"))?;
    let mut section = "";
    let mut findings = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        }
        let dependency = line.split([' ', '.', '=']).next().unwrap_or_default();
        if section == "[dependencies]" && dependency.starts_with("underpin") && !allowed.contains(&dependency) {
            findings.push(format!("{name} must not depend on {dependency}"));
        }
    }
    Ok(findings)
}

/// Every dependency has its reason in the README.
fn unexplained(root: &Path) -> Result<Vec<String>, String> {
    let readme = read(&root.join("README.md"))?;
    let manifest = read(&root.join("Cargo.toml"))?;
    let lines = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    let names = lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    let unknown = names.filter(|(name, _)| !name.starts_with("underpin") && !readme.contains(&format!("`{name}`")));
    Ok(unknown.map(|(name, _)| format!("the README does not say why there is {name}")).collect())
}
