//! Reading the specs of a system: all files at once, every mistake with its place.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use underpin_schema::{
    Diagnostic, DiagnosticId, FileId, Located, Resolved, Sources, Span, has_errors, resolve_beside,
    spec::{Document, Spec, SystemSpec, read_documents, read_system as parse_system},
};

use super::{Outputs, Place, base::read_base, outputs::read_outputs, show};
use crate::Error;

/// How large a file of the specs may be, in bytes. The longest specs that people write are a hundredth of it.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The pattern of model files where `models:` says nothing.
const USUAL_MODELS: &str = "models/*.yaml";

/// A system as it was read: what is right about it, and beside that everything that is not.
#[derive(Debug)]
pub struct System {
    /// Where it is.
    pub place: Place,
    /// The texts that were read: `underpin.yaml`, then the model files by path.
    pub sources: Sources,
    /// The files of `sources` on the disk, in the same order.
    pub files: Vec<PathBuf>,
    /// What `underpin.yaml` says.
    pub spec: SystemSpec,
    /// What the specs mean.
    pub resolved: Resolved,
    /// Where the outputs go.
    pub outputs: Outputs,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl System {
    /// Whether nothing may be written.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }
}

/// Reads the specs of a system and resolves them.
///
/// # Errors
///
/// Where `underpin.yaml` itself cannot be read. Everything else is a diagnostic.
pub fn read_system(place: &Place) -> Result<System, Error> {
    let file = place.file();
    let mut system = System {
        place: place.clone(),
        sources: Sources::default(),
        files: vec![file.clone()],
        spec: SystemSpec::default(),
        resolved: Resolved::default(),
        outputs: Outputs::default(),
        diagnostics: Vec::new(),
    };
    let text = match read_text(&file, FileId(0), None) {
        Ok(text) => text,
        Err(ReadError::Io(source)) => return Err(Error::Io { action: "read", path: file, source }),
        Err(ReadError::Diagnostic { text, diagnostic }) => {
            system.diagnostics.push(diagnostic);
            text
        }
    };
    let root = system.sources.add(show(&file), text);
    if !system.has_errors() {
        let (spec, found) = parse_system(root, &system.sources.get(root).text);
        system.spec = spec;
        system.diagnostics.extend(found);
    }
    let mut documents = read_models(&mut system);
    let (outputs, found_in_outputs) = read_outputs(place, &system.spec, &system.files);
    system.outputs = outputs;
    let managed = documents.len();
    let Some(base) = read_base(&mut system, &documents) else {
        // Without what the specs refer to, everything in them would seem to be a mistake.
        system.diagnostics.extend(found_in_outputs);
        return Ok(system);
    };
    documents.extend(base);
    let spec = Spec { system: std::mem::take(&mut system.spec), documents };
    let (resolved, found) = resolve_beside(&spec, managed);
    system.resolved = resolved;
    system.diagnostics.extend(found);
    system.spec = spec.system;
    // A large system is freed piece by piece, which takes a while: that goes on beside the rest.
    rayon::spawn(move || drop(spec.documents));
    system.diagnostics.extend(found_in_outputs);
    Ok(system)
}

/// A model file that was read: its text, and what it says.
struct ModelFile {
    path: PathBuf,
    /// The path as messages show it.
    shown: String,
    text: String,
    documents: Vec<Document>,
    diagnostics: Vec<Diagnostic>,
}

fn read_models(system: &mut System) -> Vec<Document> {
    let (found, mistakes) = expand(&system.place.folder, &system.spec.models);
    system.diagnostics.extend(mistakes);
    let read: Vec<ModelFile> = found
        .into_par_iter()
        .enumerate()
        .map(|(index, (path, span))| {
            // `underpin.yaml` is file 0.
            let id = FileId(u32::try_from(index + 1).unwrap_or(u32::MAX));
            read_model_file(path, id, span)
        })
        .collect();
    let mut documents = Vec::new();
    for ModelFile { path, shown, text, documents: said, diagnostics } in read {
        system.sources.add(shown, text);
        system.files.push(path);
        documents.extend(said);
        system.diagnostics.extend(diagnostics);
    }
    documents
}

fn read_model_file(path: PathBuf, id: FileId, named: Option<Span>) -> ModelFile {
    let shown = show(&path);
    let (text, documents, diagnostics) = match read_text(&path, id, named) {
        Ok(text) => {
            let (documents, diagnostics) = read_documents(id, &text);
            (text, documents, diagnostics)
        }
        Err(ReadError::Diagnostic { text, diagnostic }) => (text, Vec::new(), vec![diagnostic]),
        Err(ReadError::Io(error)) => {
            let message = format!("could not read `{shown}`: {error}");
            (String::new(), Vec::new(), vec![unreadable(message, named)])
        }
    };
    ModelFile { path, shown, text, documents, diagnostics }
}

enum ReadError {
    Io(std::io::Error),
    Diagnostic { text: String, diagnostic: Diagnostic },
}

fn read_text(path: &Path, id: FileId, named: Option<Span>) -> Result<String, ReadError> {
    let data = fs::metadata(path).map_err(ReadError::Io)?;
    let refuse = |message: String| {
        let diagnostic = unreadable(message, named).help("move it away, or change the patterns of `models:`");
        Err(ReadError::Diagnostic { text: String::new(), diagnostic })
    };
    if data.is_dir() {
        return refuse(format!("`{}` is a folder, and a file is needed", show(path)));
    }
    if !data.is_file() {
        return refuse(format!("`{}` is not a plain file", show(path)));
    }
    if data.len() > LARGEST {
        return refuse(format!("`{}` is larger than 16 MiB", show(path)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or_default() + 1);
    fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes)).map_err(ReadError::Io)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let start = u32::try_from(at).unwrap_or_default();
        let replaced = u32::try_from(char::REPLACEMENT_CHARACTER.len_utf8()).unwrap_or_default();
        let diagnostic = Diagnostic::error(DiagnosticId::NotUtf8, format!("`{}` is not UTF-8 text", show(path)))
            .at(Span { file: id, start, end: start + replaced }, format!("the byte 0x{byte:02x} is not part of UTF-8"))
            .help("save the file as UTF-8");
        ReadError::Diagnostic { text, diagnostic }
    })
}

fn unreadable(message: String, named: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::error(DiagnosticId::UnreadableFile, message);
    match named {
        Some(span) => diagnostic.at(span, "this pattern matches it"),
        None => diagnostic,
    }
}

/// The files that the patterns match, by path, each with the first pattern that does.
fn expand(folder: &Path, patterns: &[Located<String>]) -> (Vec<(PathBuf, Option<Span>)>, Vec<Diagnostic>) {
    let usual = [(USUAL_MODELS, None)];
    let given = patterns.iter().map(|pattern| (pattern.value.as_str(), Some(pattern.span)));
    let patterns: Vec<(&str, Option<Span>)> =
        if patterns.is_empty() { usual.into_iter().collect() } else { given.collect() };
    let mut files: Vec<(PathBuf, Option<Span>)> = Vec::new();
    let mut diagnostics = Vec::new();
    let base = glob::Pattern::escape(&folder.to_string_lossy());
    for (pattern, span) in patterns {
        let no_models = |message: String, label: &str, help: &str| {
            let diagnostic = Diagnostic::error(DiagnosticId::NoModels, message).help(help);
            match span {
                Some(span) => diagnostic.at(span, label),
                None => diagnostic,
            }
        };
        let before = files.len();
        match glob::glob(&format!("{base}/{pattern}")) {
            Ok(paths) => {
                for path in paths {
                    match path {
                        Ok(path) => files.push((path, span)),
                        Err(error) => {
                            let message = format!("could not read `{}`: {}", show(error.path()), error.error());
                            diagnostics.push(unreadable(message, span));
                        }
                    }
                }
            }
            Err(error) => {
                let message = format!("`{pattern}` is not a pattern: {}", error.msg);
                diagnostics.push(no_models(message, "here", "write a pattern such as `models/*.yaml`"));
                continue;
            }
        }
        if files.len() == before {
            let message = format!("no file matches `{pattern}`");
            let help = format!("patterns are relative to `{}`; write a model file there", show(folder));
            diagnostics.push(no_models(message, "matches nothing", &help));
        }
    }
    // A stable sort: of two patterns that match a file, the first is kept.
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files.dedup_by(|a, b| a.0 == b.0);
    (files, diagnostics)
}
