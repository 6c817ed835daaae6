//! What the blocks define, so that every one may refer to every other.

use std::collections::{HashMap, HashSet};

use super::Outside;
use super::report::Report;
use crate::Span;
use crate::prisma::{Attribute, Block, Field, FieldArity, Item, Keyword, LineKind, Tree, TypeName};

/// The scalar types of Prisma.
/// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#model-field-scalar-types>
pub(super) const SCALARS: [&str; 9] =
    ["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"];

/// A field with what was written of it above.
#[derive(Clone, Debug)]
pub(super) struct FieldLine<'a, 't> {
    pub field: &'a Field<'t>,
    pub doc: Option<String>,
}

/// A model with its parts.
#[derive(Debug)]
pub(super) struct ModelBlock<'a, 't> {
    pub block: &'a Block<'t>,
    pub doc: Option<String>,
    pub fields: Vec<FieldLine<'a, 't>>,
    pub attributes: Vec<&'a Attribute<'t>>,
}

impl<'a, 't> ModelBlock<'a, 't> {
    /// Its name.
    pub fn name(&self) -> &'t str {
        self.block.name.value
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'a Field<'t>> {
        self.fields.iter().map(|line| line.field).find(|field| field.name.value == name)
    }
}

/// What the type of a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A type of Prisma.
    Scalar(&'static str),
    /// An enum.
    Enum,
    /// A model, by its number.
    Model(usize),
    /// A model of someone else, of which nothing is known here.
    Outside,
    /// A view.
    View,
    /// A composite type.
    Composite,
    /// A type that only the database knows.
    Unsupported,
    /// Nothing that is there.
    Unknown,
}

/// The blocks by name.
#[derive(Debug, Default)]
pub(super) struct Book<'a, 't> {
    pub models: Vec<ModelBlock<'a, 't>>,
    pub enums: Vec<ModelBlock<'a, 't>>,
    numbers: HashMap<&'t str, usize>,
    enum_names: HashSet<&'t str>,
    views: HashSet<&'t str>,
    composites: HashSet<&'t str>,
    outside: HashSet<&'a str>,
    pub configs: Vec<&'a Block<'t>>,
}

impl<'a, 't> Book<'a, 't> {
    pub fn new(tree: &'a Tree<'t>, outside: &'a Outside, report: &mut Report) -> Self {
        let mut book = Self { outside: outside.models.iter().map(String::as_str).collect(), ..Self::default() };
        let mut taken: HashMap<&str, Span> = HashMap::new();
        for (block, doc) in documented(tree) {
            let name = &block.name;
            if matches!(block.keyword, Keyword::Datasource | Keyword::Generator) {
                book.configs.push(block);
                continue;
            }
            if outside.blocks.contains(name.value) {
                continue;
            }
            if SCALARS.contains(&name.value) {
                let message = format!("`{}` is a type of Prisma's own", name.value);
                report.mistake(name.span, message, "choose another name, and keep this one with `@@map`");
                continue;
            }
            if taken.insert(name.value, name.span).is_some() {
                report.mistake(name.span, format!("`{}` is there twice", name.value), "rename one of the two");
                continue;
            }
            match block.keyword {
                Keyword::Model => {
                    book.numbers.insert(name.value, book.models.len());
                    book.models.push(parts(block, doc, report));
                }
                Keyword::Enum => {
                    book.enum_names.insert(name.value);
                    book.enums.push(parts(block, doc, report));
                }
                Keyword::View => {
                    book.views.insert(name.value);
                    let message = format!("the view `{}` is left alone: Prisma does not say what it shows", name.value);
                    report.unmanaged(name.span, message, "write it in the specs, as `view:` with its `sql:`");
                }
                Keyword::Type => {
                    book.composites.insert(name.value);
                    let message = format!("PostgreSQL has no composite type `{}` for Prisma", name.value);
                    report.mistake(name.span, message, "make it a model, or a field of the type `Json`");
                }
                Keyword::Datasource | Keyword::Generator => {}
            }
        }
        book
    }

    /// The number of the model of that name.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// What the type of a field is.
    pub fn meaning(&self, ty: &TypeName<'_>) -> Meaning {
        let name = match ty {
            TypeName::Unsupported(_) => return Meaning::Unsupported,
            TypeName::Named(name) => *name,
        };
        if let Some(scalar) = SCALARS.iter().find(|scalar| **scalar == name) {
            Meaning::Scalar(scalar)
        } else if self.outside.contains(name) {
            Meaning::Outside
        } else if let Some(number) = self.number(name) {
            Meaning::Model(number)
        } else if self.enum_names.contains(name) {
            Meaning::Enum
        } else if self.views.contains(name) {
            Meaning::View
        } else if self.composites.contains(name) {
            Meaning::Composite
        } else {
            Meaning::Unknown
        }
    }
}

/// Every block with the docs above it.
fn documented<'a, 't>(tree: &'a Tree<'t>) -> Vec<(&'a Block<'t>, Option<String>)> {
    let mut found = Vec::new();
    for file in &tree.files {
        let mut docs = Docs::default();
        for item in &file.items {
            match item {
                Item::Line(line) => docs.add(&line.kind),
                Item::Block(block) => found.push((block.as_ref(), docs.take(None))),
            }
        }
    }
    found
}

/// The lines of a block, each field with its doc.
fn parts<'a, 't>(block: &'a Block<'t>, doc: Option<String>, report: &mut Report) -> ModelBlock<'a, 't> {
    let mut model = ModelBlock { block, doc, fields: Vec::new(), attributes: Vec::new() };
    let mut docs = Docs::default();
    for line in &block.lines {
        match &line.kind {
            LineKind::Field(field) => {
                let doc = docs.take(field.doc);
                if model.field(field.name.value).is_some() {
                    let message = format!("`{}` is there twice in `{}`", field.name.value, model.name());
                    report.mistake(field.name.span, message, "rename one of the two");
                    continue;
                }
                model.fields.push(FieldLine { field, doc });
            }
            LineKind::Attribute(attribute) => {
                docs.take(None);
                model.attributes.push(attribute);
            }
            LineKind::Blank
            | LineKind::Comment
            | LineKind::Doc(_)
            | LineKind::Value(_)
            | LineKind::Setting(_)
            | LineKind::Broken => docs.add(&line.kind),
        }
    }
    model
}

/// The `///` lines that stand right above something.
#[derive(Debug, Default)]
pub(super) struct Docs<'t> {
    lines: Vec<&'t str>,
}

impl<'t> Docs<'t> {
    /// Takes note of a line: one that is blank ends what stood above.
    pub fn add(&mut self, kind: &LineKind<'t>) {
        match kind {
            LineKind::Doc(text) => self.lines.push(text),
            LineKind::Comment => {}
            LineKind::Blank
            | LineKind::Field(_)
            | LineKind::Value(_)
            | LineKind::Attribute(_)
            | LineKind::Setting(_)
            | LineKind::Broken => self.lines.clear(),
        }
    }

    /// The doc of what follows, with what stands behind it.
    pub fn take(&mut self, behind: Option<&'t str>) -> Option<String> {
        let mut lines = std::mem::take(&mut self.lines);
        lines.extend(behind);
        let text = lines.join("\n").trim().to_owned();
        (!text.is_empty()).then_some(text)
    }
}

/// Whether a field may be empty in the database. Prisma makes the columns of lists nullable.
pub(super) fn is_nullable(field: &Field<'_>) -> bool {
    match field.arity {
        FieldArity::Required => false,
        FieldArity::Optional | FieldArity::List => true,
    }
}
