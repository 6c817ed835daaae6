//! YAML text -> the structs of the language.

use super::decode::{Cx, Decode, nearest};
use super::yaml::{Comments, Kind, Node, YamlDocument, read};
use super::{
    CompositeSpec, Document, DomainSpec, EnumSpec, ExtensionSpec, FunctionSpec, ModelSpec, PolicySpec, SequenceSpec,
    SystemSpec, TriggerSpec, ViewSpec,
};
use crate::{Diagnostic, DiagnosticId, FileId, Span};

/// Reads `underpin.yaml`. What is wrong in it is reported and left out of the value.
pub fn read_system(file: FileId, text: &str) -> (SystemSpec, Vec<Diagnostic>) {
    let (tree, diagnostics) = read(file, text, Comments::Skipped);
    let documents = tree.documents;
    let mut cx = Cx::new(file, text, diagnostics);
    let mut documents = documents.iter();
    let system = documents.next().and_then(|document| {
        cx.begin(document.end);
        if let Some(kind) = kinds(&document.root).first() {
            let message = format!("`{}:` documents belong in a model file", kind.0.name);
            let help = "move it into a file that `models:` names, by default `models/*.yaml`";
            cx.report(Diagnostic::error(DiagnosticId::UnknownKey, message).at(kind.1, "").help(help));
            return None;
        }
        SystemSpec::decode(&document.root, &mut cx)
    });
    for document in documents {
        let message = "`underpin.yaml` is one document";
        let span = cx.first_line(document.root.span);
        cx.report(
            Diagnostic::error(DiagnosticId::Syntax, message).at(span, "").help("remove the line `---` before it"),
        );
    }
    (system.unwrap_or_default(), cx.finish())
}

/// Reads a model file. What is wrong in it is reported and left out of the value.
pub fn read_documents(file: FileId, text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    let (tree, diagnostics) = read(file, text, Comments::Skipped);
    let trees = tree.documents;
    let mut cx = Cx::new(file, text, diagnostics);
    let documents = trees.iter().filter_map(|document| read_document(document, &mut cx)).collect();
    (documents, cx.finish())
}

fn read_document<'n>(document: &'n YamlDocument<'n>, cx: &mut Cx<'n>) -> Option<Document> {
    let root = &document.root;
    cx.begin(document.end);
    let Kind::Map(entries) = &root.kind else {
        return cx.wrong_shape(root, "a map that begins with `model:`, `enum:` or another kind of document");
    };
    match kinds(root).as_slice() {
        [] => {
            let (key, _) = entries.first()?;
            let names = document_kinds();
            let diagnostic = Diagnostic::error(
                DiagnosticId::UnknownKey,
                format!("no kind of document has the key `{}` first", key.text),
            );
            let diagnostic = diagnostic.at(key.span, "");
            cx.report(match nearest(&key.text, names) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help(format!("a document begins with one of `{}:`", names.join(":`, `"))),
            });
            None
        }
        [(kind, _)] => (kind.decode)(root, cx),
        [(kind, first), others @ ..] => {
            for (other, span) in others {
                let message = format!("this document is both `{}:` and `{}:`", kind.name, other.name);
                let diagnostic = Diagnostic::error(DiagnosticId::WrongShape, message).at(*span, "second kind");
                cx.report(diagnostic.at(*first, "first kind").help("divide the two by a line `---`"));
            }
            None
        }
    }
}

/// A kind of document.
struct DocumentKind {
    /// Its first key.
    name: &'static str,
    /// How it is read.
    decode: for<'n> fn(&'n Node<'n>, &mut Cx<'n>) -> Option<Document>,
}

/// Every kind of document. The JSON Schema lists them in the same order.
const KINDS: &[DocumentKind] = &[
    DocumentKind { name: "model", decode: |node, cx| ModelSpec::decode(node, cx).map(Document::Model) },
    DocumentKind { name: "enum", decode: |node, cx| EnumSpec::decode(node, cx).map(Document::Enum) },
    DocumentKind { name: "domain", decode: |node, cx| DomainSpec::decode(node, cx).map(Document::Domain) },
    DocumentKind { name: "composite", decode: |node, cx| CompositeSpec::decode(node, cx).map(Document::Composite) },
    DocumentKind { name: "extension", decode: |node, cx| ExtensionSpec::decode(node, cx).map(Document::Extension) },
    DocumentKind { name: "sequence", decode: |node, cx| SequenceSpec::decode(node, cx).map(Document::Sequence) },
    DocumentKind { name: "view", decode: |node, cx| ViewSpec::decode(node, cx).map(Document::View) },
    DocumentKind { name: "function", decode: |node, cx| FunctionSpec::decode(node, cx).map(Document::Function) },
    DocumentKind { name: "trigger", decode: |node, cx| TriggerSpec::decode(node, cx).map(Document::Trigger) },
    DocumentKind { name: "policy", decode: |node, cx| PolicySpec::decode(node, cx).map(Document::Policy) },
];

/// The first keys of the kinds of documents.
pub(crate) fn document_kinds() -> &'static [&'static str] {
    const NAMES: [&str; KINDS.len()] = {
        let mut names = [""; KINDS.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = KINDS[at].name;
            at += 1;
        }
        names
    };
    &NAMES
}

/// The kinds that a document says it is, in the order of its keys.
fn kinds(root: &Node<'_>) -> Vec<(&'static DocumentKind, Span)> {
    let Kind::Map(entries) = &root.kind else { return Vec::new() };
    let kind_of = |name: &str| KINDS.iter().find(|kind| kind.name == name);
    entries.iter().filter_map(|(key, _)| Some((kind_of(&key.text)?, key.span))).collect()
}
