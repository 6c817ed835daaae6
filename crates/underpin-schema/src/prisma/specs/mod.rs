//! From the tree of a Prisma schema to the specs of the database that Prisma would make of it.
//!
//! What Prisma leaves unsaid is said: names follow by the same rules, but referential actions, the sequences behind
//! `autoincrement()` and the NULLs in lists are written as its engine would make them. What was asked of that engine is
//! in the tests.

mod args;
mod base64;
mod book;
mod classes;
mod defaults;
mod enums;
mod indexes;
mod models;
mod moments;
mod predicate;
mod relations;
mod report;
mod system;
mod types;

use std::collections::HashSet;

use self::book::{Book, ModelBlock};
use self::report::Report;
use super::tree::{Keyword, Tree};
use crate::spec::{Document, ModelSpec, Spec};
use crate::{Diagnostic, Span};

/// What belongs to someone else, and is left out.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Blocks of the tree that are not to be read.
    pub blocks: HashSet<String>,
    /// Models that fields may lead to though no block is read for them. Of such fields those with a foreign key are kept.
    pub models: HashSet<String>,
}

/// What the datasource says that others need to know.
#[derive(Debug, Default)]
struct Settings {
    /// Its name, which stands before native types.
    datasource: Option<String>,
    /// The PostgreSQL schemas that it knows.
    schemas: HashSet<String>,
    /// The preview features that the generators switch on.
    previews: HashSet<String>,
    /// Where it says that the database has no foreign keys.
    relation_mode: Option<Span>,
}

/// The specs of the database that Prisma would make of a schema. Mistakes are returned beside it, in the order of their
/// places; what is right is there none the less.
pub fn specs(tree: &Tree<'_>) -> (Spec, Vec<Diagnostic>) {
    specs_beside(tree, &Outside::default())
}

/// The same for a schema of which a part belongs to someone else.
pub fn specs_beside(tree: &Tree<'_>, outside: &Outside) -> (Spec, Vec<Diagnostic>) {
    let mut report = Report::default();
    let book = Book::new(tree, outside, &mut report);
    let (system, settings, mut documents) = system::read(&book.configs, &mut report);
    if let Some(span) = settings.relation_mode {
        let message = "with `relationMode = \"prisma\"` the database has no foreign keys, and relations are not kept";
        report.unmanaged(span, message, "write `relationMode = \"foreignKeys\"` to have them");
    }
    if !settings.previews.contains("views") {
        for block in tree.blocks().filter(|block| block.keyword == Keyword::View) {
            report.mistake(block.name.span, "views are a preview feature", "write `previewFeatures = [\"views\"]`");
        }
    }
    documents.extend(book.enums.iter().map(|block| Document::Enum(enums::read(block, &settings, &mut report))));
    let mut models: Vec<ModelSpec> =
        book.models.iter().map(|model| models::read(model, &book, &settings, &mut report)).collect();
    for (model, name, spec) in relations::read(&book, &settings, &mut report) {
        models[model].relations.push((name, spec));
    }
    let mut models: Vec<ModelSpec> = models
        .into_iter()
        .zip(&book.models)
        .filter_map(|(spec, model)| is_managed(&spec, model, &mut report).then_some(spec))
        .collect();
    drop_lost_relations(&mut models, &book);
    documents.extend(models.into_iter().map(Document::Model));
    let mut findings = report.findings;
    findings.sort_by_key(|finding| finding.labels.first().map(|label| label.span));
    findings.dedup();
    (Spec { system, documents }, findings)
}

/// A model that Prisma's client does not know, and whose rows nothing tells apart, has no words in specs.
fn is_managed(spec: &ModelSpec, model: &ModelBlock<'_, '_>, report: &mut Report) -> bool {
    let ignored = models::ignored(model);
    let identified = models::identifies_rows(spec, model);
    match ignored {
        Some(span) if identified => {
            let message = "`@@ignore` hides the model from Prisma's client alone, and is not kept";
            report.unmanaged(span, message, "the table is managed as every other");
            true
        }
        Some(span) => {
            let message = format!("`{}` is left alone: nothing tells its rows apart", model.name());
            report.unmanaged(span, message, "give it a key of required fields to have it managed");
            false
        }
        None => {
            if !identified {
                let message = format!("nothing tells the rows of `{}` apart", model.name());
                let help = "mark a required field with `@id` or `@unique`, or write `@@id([...])`";
                report.mistake(model.block.name.span, message, help);
            }
            identified
        }
    }
}

/// Takes out the relations to models that are left alone.
fn drop_lost_relations(models: &mut [ModelSpec], book: &Book<'_, '_>) {
    let known: HashSet<String> = models.iter().map(|model| model.name.value.clone()).collect();
    for model in models {
        model.relations.retain(|(_, relation)| {
            let to = relation.to.trim_end_matches("[]");
            known.contains(to) || book.number(to).is_none()
        });
    }
}
