//! Where outputs may go: inside of the workspace, apart from one another and from the specs.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use underpin_schema::{
    Diagnostic, DiagnosticId, Located,
    spec::{OutputsSpec, SystemSpec},
};

use super::{Place, lexical, show};

/// The places of a system's outputs, absolute; nothing where the spec names none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs {
    /// The folder of migrations.
    pub migrations: Option<PathBuf>,
    /// The Prisma schema file.
    pub prisma: Option<PathBuf>,
    /// The folder of the entity crate.
    pub rust: Option<PathBuf>,
    /// The page for people.
    pub docs: Option<PathBuf>,
}

impl Outputs {
    /// Every output with its key in `outputs:`.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        [("migrations", &self.migrations), ("prisma", &self.prisma), ("rust", &self.rust), ("docs", &self.docs)]
            .into_iter()
            .filter_map(|(key, path)| Some((key, path.as_deref()?)))
    }
}

/// Works out where the outputs go, and refuses those that must not go there.
pub fn read_outputs(place: &Place, spec: &SystemSpec, files: &[PathBuf]) -> (Outputs, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let OutputsSpec { migrations, prisma, rust, docs } = &spec.outputs;
    let prisma = prisma.as_ref().map(|prisma| &prisma.file);
    let given =
        [("migrations", migrations.as_ref()), ("prisma", prisma), ("rust", rust.as_ref()), ("docs", docs.as_ref())];
    let mut accepted: Vec<(&str, &Located<String>, PathBuf)> = Vec::new();
    for (key, value) in given {
        let Some(value) = value else { continue };
        match check(place, files, value) {
            Ok(path) => accepted.push((key, value, path)),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    for (index, (key, value, path)) in accepted.iter().enumerate() {
        let earlier = accepted[..index].iter().find(|(_, _, other)| overlaps(path, other));
        if let Some((other_key, other, _)) = earlier {
            diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::OutputOverlap,
                    format!("the outputs `{other_key}` and `{key}` are in one another's way"),
                )
                .at(value.span, "this one")
                .at(other.span, "and this one")
                .help("give each output a place of its own"),
            );
        }
    }
    let place_of = |wanted: &str| accepted.iter().find(|(key, _, _)| *key == wanted).map(|(_, _, path)| path.clone());
    let outputs = Outputs {
        migrations: place_of("migrations"),
        prisma: place_of("prisma"),
        rust: place_of("rust"),
        docs: place_of("docs"),
    };
    (outputs, diagnostics)
}

fn check(place: &Place, files: &[PathBuf], value: &Located<String>) -> Result<PathBuf, Diagnostic> {
    let outside = |label: &str| {
        Diagnostic::error(DiagnosticId::OutputOutside, format!("the output `{}` is outside of the workspace", **value))
            .at(value.span, label)
            .help(format!(
                "give a path, relative to underpin.yaml, that stays inside of the workspace `{}`",
                show(&place.root)
            ))
    };
    let text = Path::new(&**value);
    if value.trim().is_empty() || value.contains('\0') {
        return Err(Diagnostic::error(DiagnosticId::OutputOutside, "the output is not a path")
            .at(value.span, "here")
            .help(format!("write a path such as `{}`", place.usual_outputs())));
    }
    if text.is_absolute() || text.components().any(|part| matches!(part, Component::Prefix(_))) {
        return Err(outside("an absolute path"));
    }
    let path = lexical(&place.folder, text)
        .filter(|path| path.starts_with(&place.root))
        .ok_or_else(|| outside("leads out of the workspace"))?;
    if let Err(link) = confine(&place.root, &path) {
        return Err(
            outside("a symbolic link leads out of the workspace").help(format!("the link is `{}`", show(&link)))
        );
    }
    if path.strip_prefix(&place.root).is_ok_and(|rest| rest.components().any(|part| part.as_os_str() == ".git")) {
        return Err(outside("git's own folder is not for outputs"));
    }
    let in_the_way = |what: &str| {
        Diagnostic::error(DiagnosticId::OutputOverlap, format!("the output `{}` is in the way of {what}", **value))
            .at(value.span, "here")
            .help(format!("write outputs to a folder that holds no specs, such as `{}`", place.usual_outputs()))
    };
    if place.specs().is_some_and(|specs| path.starts_with(specs)) {
        return Err(in_the_way("the specs"));
    }
    if let Some(file) = files.iter().find(|file| overlaps(&path, file)) {
        return Err(in_the_way(&format!("`{}`", show(file))));
    }
    Ok(path)
}

/// Whether one path is the other, or holds it.
pub fn overlaps(a: &Path, b: &Path) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// Checks that no symbolic link on the way to a path leads out of the root. The path need not exist.
///
/// # Errors
///
/// The link that leads out, or nowhere.
pub fn confine(root: &Path, path: &Path) -> Result<(), PathBuf> {
    let Ok(rest) = path.strip_prefix(root) else { return Err(path.to_owned()) };
    let mut current = root.to_owned();
    for part in rest.components() {
        current.push(part);
        match fs::symlink_metadata(&current) {
            Ok(data) if data.is_symlink() => {
                let target = fs::canonicalize(&current).map_err(|_| current.clone())?;
                if !target.starts_with(root) {
                    return Err(current);
                }
            }
            Ok(_) => {}
            // What is not there yet leads nowhere; nor does what is under it.
            Err(_) => return Ok(()),
        }
    }
    Ok(())
}
