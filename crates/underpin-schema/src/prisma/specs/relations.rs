//! Relations: two fields that belong to one another, and of which one may hold a foreign key.

use std::collections::BTreeMap;

use super::Settings;
use super::args::Args;
use super::book::{Book, FieldLine, Meaning, ModelBlock};
use super::models::{attribute, ignored};
use super::report::Report;
use crate::prisma::{Field, FieldArity, ValueKind};
use crate::spec::RelationSpec;
use crate::{Located, Span};

/// A field that leads to a model.
#[derive(Debug)]
struct Side<'a, 't> {
    model: usize,
    to: usize,
    line: &'a FieldLine<'a, 't>,
    name: Option<Located<String>>,
    fields: Option<Vec<Located<String>>>,
    references: Option<Vec<Located<String>>>,
    on_delete: Option<Located<String>>,
    on_update: Option<Located<String>>,
    map: Option<Located<String>>,
}

impl Side<'_, '_> {
    fn field(&self) -> &Field<'_> {
        self.line.field
    }

    fn span(&self) -> Span {
        self.line.field.name.span
    }
}

/// A relation of a model, by the model's number, with the field that declares it.
pub(super) type Found = (usize, Located<String>, RelationSpec);

/// Reads every relation, in the order of the fields that declare them.
pub(super) fn read(book: &Book<'_, '_>, settings: &Settings, report: &mut Report) -> Vec<Found> {
    let mut sides = Vec::new();
    for (model, block) in book.models.iter().enumerate() {
        for line in &block.fields {
            match book.meaning(&line.field.ty) {
                Meaning::Model(to) => {
                    check_ignored(block, &book.models[to], line, report);
                    sides.push(side((model, to), line, report));
                }
                Meaning::View => {
                    let message = format!("`{}` leads to a view, which is left alone", line.field.name.value);
                    report.unmanaged(line.field.name.span, message, "nothing in the database belongs to it");
                }
                Meaning::Scalar(_)
                | Meaning::Enum
                | Meaning::Outside
                | Meaning::Composite
                | Meaning::Unsupported
                | Meaning::Unknown => {}
            }
        }
    }
    // Fields that belong together lead between the same two models and have the same name.
    let mut groups: BTreeMap<(usize, usize, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (at, side) in sides.iter().enumerate() {
        let (first, second) = (side.model.min(side.to), side.model.max(side.to));
        groups.entry((first, second, side.name.as_ref().map(|name| name.as_str()))).or_default().push(at);
    }
    let mut found: Vec<(usize, Found)> = Vec::new();
    for group in groups.into_values() {
        let Some([one, other]) = pair(&group, &sides, book, report) else { continue };
        found.extend(relation(one, other, &sides, (book, settings), report));
    }
    found.extend(outside(book, report));
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, found)| found).collect()
}

/// A field that leads to a model which Prisma's client does not know has to be hidden from it as well.
fn check_ignored(from: &ModelBlock<'_, '_>, to: &ModelBlock<'_, '_>, line: &FieldLine<'_, '_>, report: &mut Report) {
    if ignored(to).is_some() && ignored(from).is_none() && attribute(line.field, "ignore").is_none() {
        let message = format!("`{}` leads to `{}`, which is ignored", line.field.name.value, to.name());
        report.relation(line.field.name.span, message, "write `@ignore` behind it");
    }
}

fn side<'a, 't>((model, to): (usize, usize), line: &'a FieldLine<'a, 't>, report: &mut Report) -> Side<'a, 't> {
    let mut side = Side {
        model,
        to,
        line,
        name: None,
        fields: None,
        references: None,
        on_delete: None,
        on_update: None,
        map: None,
    };
    for other in &line.field.attributes {
        let name = other.name.value;
        if name != "relation" && name != "ignore" {
            let message = format!("`@{name}` does not go with a relation");
            report.mistake(other.span, message, "write it at the field that holds the key");
        }
    }
    let Some(relation) = attribute(line.field, "relation") else { return side };
    let args = Args::of(relation, &["name", "fields", "references", "onDelete", "onUpdate", "map"], report);
    side.name = args.text("name", report);
    if let Some(name) = side.name.as_ref().filter(|name| name.is_empty()) {
        report.mistake(name.span, "a relation with an empty name", "write a name, or none");
    }
    side.fields = args.fields("fields", report);
    side.references = args.fields("references", report);
    side.on_delete = action(&args, "onDelete", report);
    side.on_update = action(&args, "onUpdate", report);
    side.map = args.text("map", report);
    side
}

/// A referential action in the words of specs.
fn action(args: &Args<'_, '_>, name: &str, report: &mut Report) -> Option<Located<String>> {
    let word = args.word(name, report)?;
    let action = match word.value {
        "Cascade" => "cascade",
        "Restrict" => "restrict",
        "NoAction" => "no_action",
        "SetNull" => "set_null",
        "SetDefault" => "set_default",
        other => {
            let help = "write `Cascade`, `Restrict`, `NoAction`, `SetNull` or `SetDefault`";
            report.unknown(word.span, format!("there is no referential action `{other}`"), help);
            return None;
        }
    };
    Some(Located::new(action.to_owned(), word.span))
}

/// The two fields of a relation.
fn pair(group: &[usize], sides: &[Side<'_, '_>], book: &Book<'_, '_>, report: &mut Report) -> Option<[usize; 2]> {
    let first = &sides[group[0]];
    match group {
        [one, other] => {
            let (a, b) = (&sides[*one], &sides[*other]);
            if a.model == b.model && a.to != a.model {
                let help = "give both a name: `@relation(\"name\")`, the same at the other end of each";
                let message = format!("`{}` and `{}` lead to one model", a.field().name.value, b.field().name.value);
                report.relation(b.span(), message, help);
                return None;
            }
            Some([*one, *other])
        }
        [_] => {
            let (model, to) = (book.models[first.model].name(), book.models[first.to].name());
            let name = first.name.as_ref().map(|name| format!(" @relation({:?})", name.value)).unwrap_or_default();
            let mark = if first.field().arity == FieldArity::List { "" } else { "[]" };
            let field = crate::naming::many_field(model);
            let message = format!("`{}` has no field in `{to}` that leads back", first.field().name.value);
            report.relation(first.span(), message, format!("write `{field} {model}{mark}{name}` in `{to}`"));
            None
        }
        _ => {
            let help = "give each relation a name of its own at both ends: `@relation(\"name\")`";
            let message = "several relations between the same models have one name";
            report.relation(sides[group[2]].span(), message, help);
            None
        }
    }
}

/// The relation of two sides.
fn relation(
    one: usize,
    other: usize,
    sides: &[Side<'_, '_>],
    (book, settings): (&Book<'_, '_>, &Settings),
    report: &mut Report,
) -> Option<(usize, Found)> {
    let (at, owner, back) = match (&sides[one].fields, &sides[other].fields) {
        (Some(_), Some(_)) => {
            let message = "both ends of the relation hold a key";
            report.relation(sides[other].span(), message, "keep `fields` and `references` at one of the two");
            return None;
        }
        (Some(_), None) => (one, &sides[one], &sides[other]),
        (None, Some(_)) => (other, &sides[other], &sides[one]),
        (None, None) => return many((one, &sides[one]), &sides[other], (book, settings), report),
    };
    if settings.relation_mode.is_some() {
        return None;
    }
    let (from, to) = (&book.models[owner.model], &book.models[owner.to]);
    check_ends(owner, back, report);
    let (fields, references) = (owner.fields.clone()?, owner.references.clone());
    let Some(references) = references.filter(|references| references.len() == fields.len() && !fields.is_empty())
    else {
        let message = format!("`{}` names as many `references` as `fields`", owner.field().name.value);
        report.relation(owner.span(), message, "write `@relation(fields: [a], references: [b])`");
        return None;
    };
    if !known_fields(&fields, from, report) || !known_fields(&references, to, report) {
        return None;
    }
    check_fields(owner, back, (from, &fields), report);
    Some((at, (owner.model, name_of(owner), spec(owner, (from, to), fields, references, Some(back)))))
}

fn name_of(side: &Side<'_, '_>) -> Located<String> {
    Located::new(side.field().name.value.to_owned(), side.span())
}

fn known_fields(names: &[Located<String>], model: &ModelBlock<'_, '_>, report: &mut Report) -> bool {
    let mut all = true;
    for name in names.iter().filter(|name| model.field(name).is_none()) {
        let message = format!("the model `{}` has no field `{}`", model.name(), name.value);
        report.relation(name.span, message, "write the name of one of its fields");
        all = false;
    }
    all
}

/// What Prisma asks of the two ends of a foreign key.
fn check_ends(owner: &Side<'_, '_>, back: &Side<'_, '_>, report: &mut Report) {
    if owner.field().arity == FieldArity::List {
        let message = format!("`{}` holds a key, and so leads to one row", owner.field().name.value);
        report.relation(owner.span(), message, "take the `[]` off, or move `fields` to the other end");
    }
    if back.field().arity == FieldArity::Required {
        let message = format!("nothing makes sure that there is a `{}`", back.field().name.value);
        report.relation(back.span(), message, "the end without a key is optional (`?`) or a list (`[]`)");
    }
    for (argument, place) in [
        ("onDelete", back.on_delete.as_ref().map(|action| action.span)),
        ("onUpdate", back.on_update.as_ref().map(|action| action.span)),
        ("map", back.map.as_ref().map(|map| map.span)),
        ("references", back.references.as_ref().and_then(|names| names.first()).map(|name| name.span)),
    ] {
        if let Some(place) = place {
            let message = format!("`{argument}` belongs to the end that holds the key");
            report.relation(place, message, "move it to the other end");
        }
    }
}

/// What Prisma asks of the fields of a foreign key.
fn check_fields(
    owner: &Side<'_, '_>,
    back: &Side<'_, '_>,
    (from, fields): (&ModelBlock<'_, '_>, &[Located<String>]),
    report: &mut Report,
) {
    let optional = |name: &&Located<String>| from.field(name).is_some_and(|field| field.arity == FieldArity::Optional);
    if let Some(name) = fields.iter().find(optional).filter(|_| owner.field().arity == FieldArity::Required) {
        let message = format!("`{}` is optional, and so is `{}`", name.value, owner.field().name.value);
        report.relation(owner.field().ty_span, message, format!("write `{}?`", owner.field().ty.as_str()));
    }
    if back.field().arity == FieldArity::Optional && !is_unique(from, fields) {
        let message = format!("nothing keeps several rows from referring to one `{}`", back.field().name.value);
        let help = "mark the field that refers with `@unique` (several with `@@unique`), or write `[]` here";
        report.relation(back.field().ty_span, message, help);
    }
}

/// Whether these fields together are a key or unique.
fn is_unique(model: &ModelBlock<'_, '_>, fields: &[Located<String>]) -> bool {
    let same = |names: &[&str]| {
        names.len() == fields.len() && fields.iter().all(|field| names.contains(&field.value.as_str()))
    };
    let is_key = |name: &str| matches!(name, "id" | "unique");
    let flagged = model.fields.iter().any(|line| {
        same(&[line.field.name.value]) && line.field.attributes.iter().any(|attribute| is_key(attribute.name.value))
    });
    flagged
        || model.attributes.iter().filter(|attribute| is_key(attribute.name.value)).any(|attribute| {
            let list = Args::of(attribute, &["fields", "name", "map", "where"], &mut Report::default()).list("fields");
            let names = list.unwrap_or_default().iter().filter_map(|item| match &item.kind {
                ValueKind::Word(word) | ValueKind::Call(word, _) => Some(*word),
                ValueKind::Number(_) | ValueKind::Text(_) | ValueKind::List(_) | ValueKind::Map(_) => None,
            });
            same(&names.collect::<Vec<_>>())
        })
}

/// A foreign key in the words of specs. Referential actions are always said: what is left to Prisma depends on which of the
/// fields are required.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/relations/referential-actions#referential-action-defaults>
fn spec(
    owner: &Side<'_, '_>,
    (from, to): (&ModelBlock<'_, '_>, &ModelBlock<'_, '_>),
    fields: Vec<Located<String>>,
    references: Vec<Located<String>>,
    back: Option<&Side<'_, '_>>,
) -> RelationSpec {
    let required = |name: &Located<String>| from.field(name).is_some_and(|field| field.arity == FieldArity::Required);
    let usual = match owner.field().arity == FieldArity::Required || fields.iter().any(required) {
        true => "restrict",
        false => "set_null",
    };
    let span = owner.span();
    RelationSpec {
        span,
        to: Located::new(to.name().to_owned(), owner.field().ty_span),
        fields,
        references,
        on_delete: Some(owner.on_delete.clone().unwrap_or_else(|| Located::new(usual.to_owned(), span))),
        on_update: Some(owner.on_update.clone().unwrap_or_else(|| Located::new("cascade".to_owned(), span))),
        deferrable: None,
        matching: None,
        back: back.map(name_of),
        name: owner.name.clone(),
        map: owner.map.clone(),
        doc: owner.line.doc.clone().map(|doc| Located::new(doc, span)),
    }
}

/// An implicit many-to-many relation.
fn many(
    (at, one): (usize, &Side<'_, '_>),
    other: &Side<'_, '_>,
    (book, settings): (&Book<'_, '_>, &Settings),
    report: &mut Report,
) -> Option<(usize, Found)> {
    let lists = [one, other].map(|side| side.field().arity == FieldArity::List);
    if lists != [true, true] {
        let holder = if lists[0] { other } else { one };
        let message = format!("neither `{}` nor `{}` holds a key", one.field().name.value, other.field().name.value);
        let help = "write `@relation(fields: [...], references: [...])` at the end that refers";
        report.relation(holder.span(), message, help);
        return None;
    }
    if settings.relation_mode.is_some() {
        let message = format!("the join table of `{}` has no foreign keys, and is left alone", one.field().name.value);
        report.unmanaged(one.span(), message, "make it a model of its own to have it managed");
        return None;
    }
    let span = one.span();
    let word = |name: &str| Located::new(name.to_owned(), span);
    let spec = RelationSpec {
        span,
        to: Located::new(format!("{}[]", book.models[one.to].name()), one.field().ty_span),
        fields: Vec::new(),
        references: Vec::new(),
        on_delete: None,
        on_update: None,
        deferrable: None,
        matching: None,
        back: Some(word(other.field().name.value)),
        name: one.name.clone(),
        map: None,
        doc: one.line.doc.clone().map(|doc| Located::new(doc, span)),
    };
    Some((at, (one.model, name_of(one), spec)))
}

/// Foreign keys to models of someone else; what leads back there is theirs to say.
fn outside(book: &Book<'_, '_>, report: &mut Report) -> Vec<(usize, Found)> {
    let mut found = Vec::new();
    for (model, block) in book.models.iter().enumerate() {
        for line in &block.fields {
            let Some(relation) = attribute(line.field, "relation") else { continue };
            if book.meaning(&line.field.ty) != Meaning::Outside
                || !relation
                    .arguments
                    .iter()
                    .any(|argument| argument.name.as_ref().is_some_and(|name| name.value == "fields"))
            {
                continue;
            }
            let side = side((model, model), line, report);
            let (Some(fields), Some(references)) = (side.fields.clone(), side.references.clone()) else { continue };
            if known_fields(&fields, block, report) {
                let mut spec = spec(&side, (block, block), fields, references, None);
                spec.to = Located::new(line.field.ty.as_str().to_owned(), line.field.ty_span);
                found.push((usize::MAX, (model, name_of(&side), spec)));
            }
        }
    }
    found
}
