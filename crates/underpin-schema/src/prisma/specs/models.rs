//! Models: their columns, keys and indexes. Their relations are read beside.

use super::Settings;
use super::args::Args;
use super::book::{Book, FieldLine, Meaning, ModelBlock, is_nullable};
use super::report::Report;
use super::{defaults, indexes, types};
use crate::prisma::{Attribute, Field, FieldArity};
use crate::spec::{FieldSpec, ModelSpec};
use crate::{Located, Span};

/// The attributes of a field.
const FIELD_ATTRIBUTES: [&str; 7] = ["id", "unique", "default", "updatedAt", "map", "ignore", "relation"];

/// The attributes of a model.
const MODEL_ATTRIBUTES: [&str; 6] = ["id", "unique", "index", "map", "schema", "ignore"];

/// Reads a model without its relations.
pub(super) fn read(
    model: &ModelBlock<'_, '_>,
    book: &Book<'_, '_>,
    settings: &Settings,
    report: &mut Report,
) -> ModelSpec {
    let name = model.block.name.span;
    let mut spec = ModelSpec {
        name: Located::new(model.name().to_owned(), name),
        map: None,
        schema: None,
        doc: model.doc.clone().map(|doc| Located::new(doc, name)),
        was: Vec::new(),
        uses: Vec::new(),
        primary: Vec::new(),
        primary_name: None,
        keyless: None,
        primary_deferrable: None,
        fields: Vec::new(),
        relations: Vec::new(),
        uniques: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        exclusions: Vec::new(),
        not_valid: Vec::new(),
        rls: None,
        removed: Vec::new(),
        steps: Vec::new(),
    };
    for line in &model.fields {
        check_attributes(line.field, settings, report);
        match book.meaning(&line.field.ty) {
            Meaning::Scalar(_) | Meaning::Enum | Meaning::Unsupported => column(line, (book, model), &mut spec, report),
            Meaning::Model(_) | Meaning::Outside | Meaning::View | Meaning::Composite => {}
            Meaning::Unknown => {
                let message = format!("there is no type `{}`", line.field.ty.as_str());
                let help = "a type is one of Prisma's, or the name of a model or an enum";
                report.unknown(line.field.ty_span, message, help);
            }
        }
    }
    for attribute in &model.attributes {
        block_attribute(attribute, model, (&mut spec, settings), report);
    }
    if !settings.previews.contains("partialIndexes") {
        let indexes = spec.uniques.iter().chain(&spec.indexes);
        for predicate in indexes.filter_map(|index| index.predicate.as_ref()) {
            let help = "write `previewFeatures = [\"partialIndexes\"]`";
            report.mistake(predicate.span, "partial indexes are a preview feature", help);
        }
    }
    spec
}

/// Each attribute is one that Prisma has, and there once.
fn check_attributes(field: &Field<'_>, settings: &Settings, report: &mut Report) {
    let mut seen: Vec<&str> = Vec::new();
    for attribute in &field.attributes {
        let name = attribute.name.value;
        let word = match name.split_once('.') {
            Some((prefix, _)) if settings.datasource.as_deref().is_none_or(|known| known == prefix) => prefix,
            Some((prefix, _)) => {
                let known = settings.datasource.as_deref().unwrap_or_default();
                let message = format!("`{prefix}` is not the name of the datasource");
                report.unknown(attribute.name.span, message, format!("write `@{known}.` instead"));
                continue;
            }
            None if FIELD_ATTRIBUTES.contains(&name) => name,
            None => {
                let message = format!("there is no attribute `@{name}`");
                report.unknown(attribute.span, message, "look it up in Prisma's reference");
                continue;
            }
        };
        if seen.contains(&word) {
            report.mistake(attribute.span, format!("`@{word}` is there twice"), "remove one of the two");
        }
        seen.push(word);
    }
}

/// The attribute of that name.
pub(super) fn attribute<'f, 't>(field: &'f Field<'t>, name: &str) -> Option<&'f Attribute<'t>> {
    field.attributes.iter().find(|attribute| attribute.name.value == name)
}

/// What `@map` or `@@map` says.
pub(super) fn map_of(attributes: &[Attribute<'_>], report: &mut Report) -> Option<Located<String>> {
    let attribute = attributes.iter().find(|attribute| attribute.name.value == "map")?;
    name_of(attribute, "name", report)
}

/// The text that an attribute takes and nothing else.
pub(super) fn name_of(attribute: &Attribute<'_>, name: &'static str, report: &mut Report) -> Option<Located<String>> {
    let args = Args::of(attribute, &[name], report);
    let text = args.text(name, report);
    if args.get(name).is_none() {
        let message = format!("`{}` takes a name", attribute.name.value);
        report.mistake(attribute.span, message, "write it between quotes");
    }
    text
}

fn column(
    line: &FieldLine<'_, '_>,
    (book, model): (&Book<'_, '_>, &ModelBlock<'_, '_>),
    spec: &mut ModelSpec,
    report: &mut Report,
) {
    let field = line.field;
    let meaning = book.meaning(&field.ty);
    let native = field.attributes.iter().find(|attribute| attribute.name.value.contains('.'));
    let flag = |name: &str| attribute(field, name).map(|attribute| Located::new(true, attribute.span));
    let base = types::base(field, meaning, native, report);
    let list = if field.arity == FieldArity::List { "[]" } else { "" };
    let optional = if is_nullable(field) { "?" } else { "" };
    let ty = base.as_deref().map(|base| format!("{base}{list}{optional}")).unwrap_or_default();
    let target = base.as_deref().map(|base| defaults::Target { meaning, base, arity: field.arity });
    let default = match (attribute(field, "default"), target) {
        (Some(default), Some(target)) => defaults::read(default, target, report),
        (Some(_), None) | (None, _) => None,
    };
    if let Some(id) = attribute(field, "id") {
        let args = Args::of(id, &["map", "sort"], report);
        spec.primary_name = args.text("map", report);
    }
    let own_unique =
        attribute(field, "unique").and_then(|unique| indexes::of_field(unique, &field.name, model, report));
    let unique = flag("unique").filter(|_| own_unique.is_none());
    spec.uniques.extend(own_unique);
    if let Some(ignore) = attribute(field, "ignore") {
        let message = "`@ignore` hides the field from Prisma's client alone, and is not kept";
        report.unmanaged(ignore.span, message, "the column is managed as every other");
    }
    if let Some(relation) = attribute(field, "relation") {
        let message = format!("`{}` is no model, so `{}` is no relation", field.ty.as_str(), field.name.value);
        report.relation(relation.span, message, "remove `@relation`, or give the field the type of a model");
    }
    let column = FieldSpec {
        span: field.name.span,
        ty: Located::new(ty, field.ty_span),
        primary: flag("id"),
        unique,
        default,
        sequence: None,
        updated: flag("updatedAt"),
        generated: None,
        collate: None,
        map: map_of(&field.attributes, report),
        pii: None,
        encrypted: None,
        was: Vec::new(),
        fill: None,
        using: None,
        doc: line.doc.clone().map(|doc| Located::new(doc, field.name.span)),
    };
    spec.fields.push((Located::new(field.name.value.to_owned(), field.name.span), column));
}

fn block_attribute(
    attribute: &Attribute<'_>,
    model: &ModelBlock<'_, '_>,
    (spec, settings): (&mut ModelSpec, &Settings),
    report: &mut Report,
) {
    let name = attribute.name.value;
    let twice = |report: &mut Report| {
        report.mistake(attribute.span, format!("`@@{name}` is there twice"), "remove one of the two");
    };
    match name {
        "id" => {
            let args = Args::of(attribute, &["fields", "name", "map"], report);
            if !spec.primary.is_empty() {
                twice(report);
            }
            spec.primary = args.fields("fields", report).unwrap_or_default();
            if spec.primary.is_empty() {
                report.mistake(attribute.span, "`@@id` names no fields", "write `@@id([a, b])`");
            }
            for field in &spec.primary {
                check_key_field(field, model, report);
            }
            spec.primary_name = args.text("map", report);
        }
        "unique" => spec.uniques.extend(indexes::of_block(attribute, model, report)),
        "index" => spec.indexes.extend(indexes::of_block(attribute, model, report)),
        "map" => match spec.map {
            Some(_) => twice(report),
            None => spec.map = name_of(attribute, "name", report),
        },
        "schema" => match spec.schema {
            Some(_) => twice(report),
            None => spec.schema = schema(attribute, settings, report),
        },
        "ignore" => {}
        _ => {
            let message = format!("there is no attribute `@@{name}`");
            let known: Vec<String> = MODEL_ATTRIBUTES.iter().map(|name| format!("`@@{name}`")).collect();
            report.unknown(attribute.span, message, format!("a model takes {}", known.join(", ")));
        }
    }
}

/// The PostgreSQL schema of a model or enum, which the datasource has to know.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/multi-schema>
pub(super) fn schema(attribute: &Attribute<'_>, settings: &Settings, report: &mut Report) -> Option<Located<String>> {
    let name = name_of(attribute, "map", report)?;
    if !settings.schemas.contains(&name.value) {
        let message = format!("the datasource does not know the schema `{}`", name.value);
        report.mistake(name.span, message, format!("write `schemas = [\"{}\"]` in the datasource", name.value));
    }
    Some(name)
}

fn check_key_field(name: &Located<String>, model: &ModelBlock<'_, '_>, report: &mut Report) {
    if model.field(name).is_none() {
        let message = format!("the model `{}` has no field `{}`", model.name(), name.value);
        report.mistake(name.span, message, "write the name of one of its fields");
    }
}

/// Whether something tells the rows of a model apart, as Prisma asks of every model that its client knows.
pub(super) fn identifies_rows(spec: &ModelSpec, model: &ModelBlock<'_, '_>) -> bool {
    let required = |name: &str| model.field(name).is_some_and(|field| field.arity == FieldArity::Required);
    let flagged = |(name, field): &(Located<String>, FieldSpec)| {
        field.primary.is_some() || (field.unique.is_some() && required(name))
    };
    !spec.primary.is_empty()
        || spec.fields.iter().any(flagged)
        || spec.uniques.iter().any(|unique| {
            unique.predicate.is_none()
                && unique.keys.iter().all(|key| match &key.target {
                    crate::spec::KeyTargetSpec::Field(name) => required(name),
                    crate::spec::KeyTargetSpec::Expr(_) => false,
                })
        })
}

/// Where `@@ignore` stands.
pub(super) fn ignored(model: &ModelBlock<'_, '_>) -> Option<Span> {
    model.attributes.iter().find(|attribute| attribute.name.value == "ignore").map(|attribute| attribute.span)
}
