//! Enums.

use super::Settings;
use super::book::{Docs, ModelBlock};
use super::models::{map_of, name_of, schema};
use super::report::Report;
use crate::Located;
use crate::prisma::LineKind;
use crate::spec::{EnumSpec, EnumValueSpec};

/// Reads an enum.
pub(super) fn read(block: &ModelBlock<'_, '_>, settings: &Settings, report: &mut Report) -> EnumSpec {
    let span = block.block.name.span;
    let mut spec = EnumSpec {
        name: Located::new(block.name().to_owned(), span),
        map: None,
        schema: None,
        doc: block.doc.clone().map(|doc| Located::new(doc, span)),
        was: Vec::new(),
        values: Vec::new(),
        removed: Vec::new(),
    };
    let mut docs = Docs::default();
    for line in &block.block.lines {
        let LineKind::Value(value) = &line.kind else {
            docs.add(&line.kind);
            continue;
        };
        let doc = docs.take(value.doc);
        for attribute in value.attributes.iter().filter(|attribute| attribute.name.value != "map") {
            let message = format!("there is no attribute `@{}` of values", attribute.name.value);
            report.unknown(attribute.span, message, "a value takes `@map` alone");
        }
        if spec.values.iter().any(|(name, _)| name.value == value.name.value) {
            let message = format!("the value `{}` is there twice", value.name.value);
            report.mistake(value.name.span, message, "remove one of the two");
            continue;
        }
        let found = EnumValueSpec {
            span: value.name.span,
            map: map_of(&value.attributes, report),
            was: Vec::new(),
            doc: doc.map(|doc| Located::new(doc, value.name.span)),
        };
        spec.values.push((Located::new(value.name.value.to_owned(), value.name.span), found));
    }
    for attribute in &block.attributes {
        match attribute.name.value {
            "map" => spec.map = name_of(attribute, "name", report),
            "schema" => spec.schema = schema(attribute, settings, report),
            name => {
                let message = format!("there is no attribute `@@{name}` of enums");
                report.unknown(attribute.span, message, "an enum takes `@@map` and `@@schema`");
            }
        }
    }
    spec
}
