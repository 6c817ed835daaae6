//! Keys, uniques and indexes.

use super::args::{Args, listed};
use super::book::ModelBlock;
use super::classes::{self, Class};
use super::predicate;
use super::report::Report;
use crate::prisma::{Attribute, Value, ValueKind};
use crate::spec::{IndexKeySpec, IndexSpec, KeyTargetSpec};
use crate::{Located, Span};

/// Prisma's access methods with PostgreSQL's.
const METHODS: [(&str, &str); 6] =
    [("BTree", "btree"), ("Hash", "hash"), ("Gin", "gin"), ("Gist", "gist"), ("SpGist", "spgist"), ("Brin", "brin")];

/// Reads `@@index` or `@@unique`.
pub(super) fn of_block(
    attribute: &Attribute<'_>,
    model: &ModelBlock<'_, '_>,
    report: &mut Report,
) -> Option<IndexSpec> {
    let names: &[&str] = match attribute.name.value {
        "index" => &["fields", "name", "map", "type", "where"],
        _ => &["fields", "name", "map", "where"],
    };
    let args = Args::of(attribute, names, report);
    let method = match args.word("type", report) {
        None => None,
        Some(word) => match METHODS.iter().find(|(prisma, _)| *prisma == word.value) {
            Some((_, method)) => Some(Located::new((*method).to_owned(), word.span)),
            None => {
                let known: Vec<&str> = METHODS.iter().map(|(prisma, _)| *prisma).collect();
                let message = format!("there is no index type `{}`", word.value);
                report.unknown(word.span, message, format!("write one of {}", listed(&known)));
                return None;
            }
        },
    };
    let Some(items) = args.list("fields").filter(|items| !items.is_empty()) else {
        let message = format!("`@@{}` names no fields", attribute.name.value);
        report.mistake(attribute.span, message, format!("write `@@{}([a, b])`", attribute.name.value));
        return None;
    };
    let word = method.as_ref().map_or("btree", |method| method.as_str());
    let keys = items.iter().map(|item| key(item, word, model, report)).collect::<Option<Vec<_>>>()?;
    // Of a unique `name` is what the client calls it; of an index an old way to write `map`.
    let is_unique = attribute.name.value == "unique";
    // Of a unique that is a mistake anyway; of an index PostgreSQL takes it, and Prisma alone refuses.
    for (at, key) in keys.iter().enumerate().filter(|_| !is_unique) {
        if keys[..at].iter().any(|other| field_of(other) == field_of(key)) {
            report.mistake(key.span, "a field is in the index twice", "remove one of the two");
        }
    }
    let name = args.text("map", report).or_else(|| args.text("name", report).filter(|_| !is_unique));
    let predicate = match args.get("where") {
        Some(value) => Some(predicate::read(value, model, report)?),
        None => None,
    };
    Some(IndexSpec { keys, method, name, predicate, ..plain(attribute.span) })
}

/// Reads `@unique` with arguments; nothing where it has none.
pub(super) fn of_field(
    attribute: &Attribute<'_>,
    field: &Located<&str>,
    model: &ModelBlock<'_, '_>,
    report: &mut Report,
) -> Option<IndexSpec> {
    let args = Args::of(attribute, &["map", "sort", "where"], report);
    let (name, order) = (args.text("map", report), order(&args, report));
    let predicate = args.get("where").and_then(|value| predicate::read(value, model, report));
    if name.is_none() && order.is_none() && predicate.is_none() {
        return None;
    }
    let key = IndexKeySpec { order, ..plain_key(Located::new(field.value.to_owned(), field.span)) };
    Some(IndexSpec { keys: vec![key], name, predicate, ..plain(attribute.span) })
}

fn plain(span: Span) -> IndexSpec {
    IndexSpec {
        span,
        keys: Vec::new(),
        predicate: None,
        method: None,
        ops: None,
        include: Vec::new(),
        nulls: None,
        form: None,
        options: Vec::new(),
        deferrable: None,
        name: None,
    }
}

fn field_of(key: &IndexKeySpec) -> Option<&str> {
    match &key.target {
        KeyTargetSpec::Field(name) => Some(name.as_str()),
        KeyTargetSpec::Expr(_) => None,
    }
}

fn plain_key(field: Located<String>) -> IndexKeySpec {
    IndexKeySpec {
        span: field.span,
        target: KeyTargetSpec::Field(field),
        order: None,
        nulls: None,
        ops: None,
        collate: None,
    }
}

/// The order that is not the usual one.
fn order(args: &Args<'_, '_>, report: &mut Report) -> Option<Located<String>> {
    let word = args.word("sort", report)?;
    match word.value {
        "Asc" => None,
        "Desc" => Some(Located::new("desc".to_owned(), word.span)),
        other => {
            report.unknown(word.span, format!("there is no order `{other}`"), "write `Asc` or `Desc`");
            None
        }
    }
}

fn key(item: &Value<'_>, method: &str, model: &ModelBlock<'_, '_>, report: &mut Report) -> Option<IndexKeySpec> {
    let (name, arguments) = match &item.kind {
        ValueKind::Word(word) => (*word, [].as_slice()),
        ValueKind::Call(name, arguments) => (*name, arguments.as_slice()),
        ValueKind::Number(_) | ValueKind::Text(_) | ValueKind::List(_) | ValueKind::Map(_) => {
            report.mistake(item.span, "an index is over fields", "write their names, as `[a, b(sort: Desc)]`");
            return None;
        }
    };
    let Some(field) = model.field(name) else {
        let message = format!("the model `{}` has no field `{name}`", model.name());
        report.mistake(item.span, message, "write the name of one of its fields");
        return None;
    };
    let args = Args::read(name, arguments, &["sort", "ops", "length"], report);
    if let Some(length) = args.get("length") {
        report.mistake(length.span, "`length` is for MySQL", "remove it");
    }
    let mut key = plain_key(Located::new(name.to_owned(), item.span));
    key.order = order(&args, report);
    if let Some(order) = key.order.as_ref().filter(|_| method != "btree") {
        report.mistake(order.span, "only a B-tree index has an order", "remove `sort`");
        key.order = None;
    }
    if let Some(ops) = args.get("ops") {
        key.ops = match (ops.as_raw(), ops.as_word().and_then(|word| classes::of(word, method))) {
            (Some(name), _) => Some(Located::new(name.to_owned(), ops.span)),
            (None, Some(Class::Named(name))) => Some(Located::new(name, ops.span)),
            (None, Some(Class::Default)) => None,
            (None, None) => {
                let message = format!("there is no such operator class for `{method}`, of `{}`", field.ty.as_str());
                report.unknown(ops.span, message, "write `raw(\"gin_trgm_ops\")` for a class of PostgreSQL");
                None
            }
        };
    }
    Some(key)
}
