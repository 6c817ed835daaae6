//! What database objects name: models, views, functions, enums.

use rustc_hash::FxHashMap;

use super::super::draft::Draft;
use super::super::report::{Report, suggest};
use super::super::scope::Scope;
use super::functions;
use crate::spec::{Document, Spec};
use crate::{DiagnosticId, Located, ObjectId, PUBLIC, QName, Signature};

/// What there is to depend on.
#[derive(Debug)]
pub(in super::super) struct Known<'a> {
    /// The number of each model.
    pub models: FxHashMap<&'a str, usize>,
    tables: Vec<QName>,
    enums: FxHashMap<&'a str, QName>,
    types: FxHashMap<&'a str, QName>,
    views: FxHashMap<String, QName>,
    sequences: FxHashMap<String, QName>,
    /// The functions of a name, each with its signature.
    pub functions: FxHashMap<String, Vec<Signature>>,
    /// Whether functions may come from elsewhere.
    pub has_extensions: bool,
}

impl<'a> Known<'a> {
    /// Gathers what the documents define.
    pub fn gather(spec: &'a Spec, (scope, drafts): (&Scope<'a>, &[Draft<'_>])) -> Self {
        let mut known = Self {
            models: scope.models.keys().copied().zip(0..).collect(),
            tables: drafts.iter().map(|draft| draft.table.clone()).collect(),
            enums: scope.enums.iter().map(|(name, found)| (*name, found.ty.clone())).collect(),
            types: scope.types.iter().map(|(name, found)| (*name, found.ty.clone())).collect(),
            views: FxHashMap::default(),
            sequences: FxHashMap::default(),
            functions: FxHashMap::default(),
            has_extensions: false,
        };
        let qualified = |schema: &Option<Located<String>>, name: &str| {
            QName::new(schema.as_ref().map_or(PUBLIC, |schema| schema.as_str()), name)
        };
        for document in &spec.documents {
            match document {
                Document::View(view) => {
                    let name = qualified(&view.schema, &view.name);
                    known.views.insert(name.to_string(), name);
                }
                Document::Function(function) => {
                    let signature = functions::signature(function, qualified(&function.schema, &function.name));
                    known.functions.entry(signature.name.to_string()).or_default().push(signature);
                }
                Document::Sequence(sequence) => {
                    let name = qualified(&sequence.schema, &sequence.name);
                    known.sequences.insert(name.to_string(), name);
                }
                Document::Extension(_) => known.has_extensions = true,
                Document::Model(_)
                | Document::Enum(_)
                | Document::Domain(_)
                | Document::Composite(_)
                | Document::Trigger(_)
                | Document::Policy(_) => {}
            }
        }
        known
    }

    /// The objects that a list names, sorted, each once.
    pub fn all(&self, names: &[Located<String>], report: &mut Report) -> Vec<ObjectId> {
        let mut found: Vec<ObjectId> = names.iter().flat_map(|name| self.one(name, report)).collect();
        found.sort();
        found.dedup();
        found
    }

    /// What a name means. A model comes before a view, a view before functions, and those before an enum, unless a word
    /// before the name says which.
    fn one(&self, name: &Located<String>, report: &mut Report) -> Vec<ObjectId> {
        let (kind, text) = match name.trim().split_once(' ') {
            Some((kind @ ("model" | "view" | "function" | "enum" | "type" | "sequence"), rest)) => (kind, rest.trim()),
            _ => ("", name.trim()),
        };
        let may_be = |other: &str| kind.is_empty() || kind == other;
        if let Some(model) = self.models.get(text).filter(|_| may_be("model")) {
            return vec![ObjectId::Table(self.tables[*model].clone())];
        }
        if let Some(view) = self.views.get(text).filter(|_| may_be("view")) {
            return vec![ObjectId::View(view.clone())];
        }
        let functions = self.functions(text);
        if may_be("function") && !functions.is_empty() {
            return functions.into_iter().map(ObjectId::Function).collect();
        }
        if let Some(ty) = self.enums.get(text).filter(|_| may_be("enum")) {
            return vec![ObjectId::Enum(ty.clone())];
        }
        if let Some(ty) = self.types.get(text).filter(|_| may_be("type")) {
            return vec![ObjectId::Type(ty.clone())];
        }
        if let Some(sequence) = self.sequences.get(text).filter(|_| may_be("sequence")) {
            return vec![ObjectId::Sequence(sequence.clone())];
        }
        if !text.is_empty() {
            let message = format!("there is no model, view, function, enum, type or sequence `{text}`");
            let views = self.views.keys().chain(self.functions.keys()).chain(self.sequences.keys()).map(String::as_str);
            let mut names: Vec<&str> =
                self.models.keys().chain(self.enums.keys()).chain(self.types.keys()).copied().chain(views).collect();
            names.sort_unstable();
            let help = suggest(text, names, "leave it out, unless a document of the specs defines it");
            report.error(DiagnosticId::UnknownObject, message, name.span, help);
        }
        Vec::new()
    }

    /// The functions that `name` or `name(types)` means.
    fn functions(&self, text: &str) -> Vec<Signature> {
        match text.split_once('(') {
            None => self.functions.get(text).cloned().unwrap_or_default(),
            Some((name, args)) => {
                let args = functions::argument_types(args.trim_end_matches(')'));
                let all = self.functions.get(name.trim()).into_iter().flatten();
                all.filter(|signature| signature.args == args).cloned().collect()
            }
        }
    }

    /// The view that `on:` names, where it names no model.
    pub fn view(&self, on: &Located<String>) -> Option<&QName> {
        self.views.get(on.as_str()).filter(|_| !self.models.contains_key(on.as_str()))
    }

    /// The model that `on:` names.
    pub fn model(&self, on: &Located<String>, what: &str, report: &mut Report) -> Option<usize> {
        let found = self.models.get(on.as_str()).copied();
        if found.is_none() && self.views.contains_key(on.as_str()) {
            let message = format!("a {what} on the view `{}`: underpin keeps those of models alone", on.value);
            report.error(DiagnosticId::BadObject, message, on.span, "write it in a `steps:` of the system instead");
        } else if found.is_none() && !on.is_empty() {
            let message = format!("there is no model `{}`", on.value);
            let mut names: Vec<&str> = self.models.keys().copied().collect();
            names.sort_unstable();
            let help = suggest(on, names, format!("write a document `model: {}`", on.value));
            report.error(DiagnosticId::UnknownModel, message, on.span, help);
        }
        found
    }

    /// The function that a trigger calls.
    pub fn trigger_function(&self, name: &Located<String>, written: &str, report: &mut Report) -> Option<QName> {
        let Ok(qualified) = written.parse::<QName>();
        if written.is_empty() {
            report.error(
                DiagnosticId::BadObject,
                "a trigger that calls nothing",
                name.span,
                "write `execute: touch()`",
            );
            return None;
        }
        // Functions of extensions and of PostgreSQL itself are in no document.
        let elsewhere = self.has_extensions || !qualified.is_public();
        if !elsewhere && !self.functions.contains_key(&qualified.to_string()) {
            let message = format!("there is no function `{written}`");
            let mut names: Vec<&str> = self.functions.keys().map(String::as_str).collect();
            names.sort_unstable();
            let otherwise = format!(
                "write a document `function: {written}` with `returns: trigger`; of PostgreSQL's own, `pg_catalog.{written}`"
            );
            report.error(DiagnosticId::UnknownObject, message, name.span, suggest(written, names, otherwise));
        }
        Some(qualified)
    }
}
