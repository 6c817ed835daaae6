//! Indexes and uniques.

use super::fields::Owner;
use super::{Choices, text, texts};
use crate::spec::{Entries, IndexKeySpec, IndexSpec, KeyTargetSpec, ModelSpec, SystemSpec};
use crate::{Located, Span};

/// Adds indexes and uniques over the declared fields.
pub(super) fn add(choices: &mut Choices<'_>, model: &mut ModelSpec, system: &SystemSpec, owner: Owner) {
    let fields: Vec<(String, String)> =
        model.fields.iter().map(|(name, field)| (name.value.clone(), field.ty.value.clone())).collect();
    for at in 0..choices.below(4) {
        let mut index = index(choices, &fields);
        // Only the first is left to be named, so that two over the same fields do not come to one name.
        if at > 0 || owner == Owner::NamesAll {
            index.name = Some(text(format!("{} \"index\" {at}", model.name.value)));
        }
        model.indexes.push(index);
    }
    for at in 0..choices.below(3) {
        let mut unique = plain(keys(choices, &fields));
        // Over the primary key alone it would say what the key says.
        let is_key = unique.keys.iter().all(|key| match &key.target {
            KeyTargetSpec::Field(name) => ["id", "region", "number"].contains(&name.as_str()),
            KeyTargetSpec::Expr(_) => false,
        });
        unique.predicate = choices.maybe(if is_key { 100 } else { 30 }, texts::condition);
        if system.postgres.is_some() {
            unique.nulls = choices.maybe(30, |choices| text(*choices.one(&["equal", "distinct"])));
        }
        let is_plain = |key: &IndexKeySpec| key.order.is_none() && key.nulls.is_none();
        if unique.predicate.is_none() && unique.keys.iter().all(is_plain) {
            unique.deferrable = choices.maybe(20, |choices| text(*choices.one(&["allowed", "initially"])));
        }
        unique.options = fillfactor(choices);
        if unique.keys.len() == 1 || at > 0 || owner == Owner::NamesAll {
            unique.name = Some(text(format!("{}_unique_{at}", model.name.value)));
        }
        model.uniques.push(unique);
    }
}

fn index(choices: &mut Choices<'_>, fields: &[(String, String)]) -> IndexSpec {
    let inside = fields.iter().find(|(_, ty)| ty.starts_with("json") || ty.contains("[]"));
    let using = |method: &str, name: &str| IndexSpec { method: Some(text(method)), ..plain(vec![key(name)]) };
    match choices.below(6) {
        0 => IndexSpec { options: fillfactor(choices), ..plain(keys(choices, fields)) },
        1 => plain(keys(choices, fields)),
        2 => IndexSpec { predicate: Some(texts::condition(choices)), ..plain(keys(choices, fields)) },
        3 => {
            let methods: &[&str] =
                if fields[0].1 == "string" { &["hash", "brin", "spgist"] } else { &["hash", "brin"] };
            let method: &&str = choices.one(methods);
            using(method, &fields[0].0)
        }
        4 => match inside {
            Some((name, ty)) if ty.starts_with("json") && !ty.contains('[') => {
                IndexSpec { ops: choices.maybe(50, |_| text("jsonb_path_ops")), ..using("gin", name) }
            }
            Some((name, _)) => using("gin", name),
            // A field is a key of the index or stored beside it, not both.
            None => match fields.split_first() {
                Some((first, others)) if !others.is_empty() => {
                    IndexSpec { include: vec![text(&first.0)], ..plain(keys(choices, others)) }
                }
                Some(_) | None => plain(keys(choices, fields)),
            },
        },
        _ => {
            let number = IndexKeySpec { target: KeyTargetSpec::Expr(text("(1 + 1)")), ..key("") };
            let words = |choices: &mut Choices<'_>| IndexKeySpec {
                target: KeyTargetSpec::Expr(text("lower('a, b')")),
                ops: choices.maybe(30, |_| text("text_pattern_ops")),
                collate: choices.maybe(30, |_| text("C")),
                ..key("")
            };
            let expr = choices.maybe(50, words).unwrap_or(number);
            let mut all = vec![expr];
            all.extend(keys(choices, fields));
            plain(all)
        }
    }
}

/// Sometimes the share of a page that is filled at first.
fn fillfactor(choices: &mut Choices<'_>) -> Entries<Located<String>> {
    choices.maybe(20, |_| (text("fillfactor"), text("70"))).into_iter().collect()
}

pub(super) fn plain(keys: Vec<IndexKeySpec>) -> IndexSpec {
    IndexSpec {
        span: Span::default(),
        keys,
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

pub(super) fn key(field: &str) -> IndexKeySpec {
    IndexKeySpec {
        span: Span::default(),
        target: KeyTargetSpec::Field(text(field)),
        order: None,
        nulls: None,
        ops: None,
        collate: None,
    }
}

/// One to three fields, each once.
fn keys(choices: &mut Choices<'_>, fields: &[(String, String)]) -> Vec<IndexKeySpec> {
    let count = 1 + choices.below(3.min(fields.len()));
    let first = choices.below(fields.len());
    (0..count)
        .map(|at| {
            let mut key = key(&fields[(first + at) % fields.len()].0);
            key.order = choices.maybe(30, |choices| text(*choices.one(&["asc", "desc"])));
            key.nulls = choices.maybe(20, |choices| text(*choices.one(&["first", "last"])));
            key
        })
        .collect()
}
