//! Extensions, views, functions, triggers, policies.

use super::{Choices, NAMESPACES, at, indexes, text, texts};
use crate::spec::{
    Document, ExtensionSpec, FunctionSpec, IndexSpec, ModelSpec, OwnedSequenceSpec, PolicySpec, SequenceSpec,
    TriggerSpec, ViewSpec,
};
use crate::{Located, Span};

pub(super) fn all(choices: &mut Choices<'_>, models: &[ModelSpec]) -> Vec<Document> {
    let mut documents = Vec::new();
    let schema = |choices: &mut Choices<'_>| choices.maybe(30, |choices| text(*choices.one(NAMESPACES)));
    // Always there, since a random field may have its type. It stays in `public`, where that type is found.
    documents.push(Document::Extension(ExtensionSpec { name: text("citext"), schema: None }));
    documents
        .extend(choices.maybe(20, |choices| {
            Document::Extension(ExtensionSpec { name: text("pg_trgm"), schema: schema(choices) })
        }));
    let touch = FunctionSpec {
        returns: text("trigger"),
        language: Some(text("plpgsql")),
        body: text("\nBEGIN\n  -- $ 'x': y\n  RETURN NEW;\nEND\n"),
        ..function(choices, "touch")
    };
    documents.push(Document::Function(touch));
    for args in ["", "a int, b text DEFAULT 'x, y'"] {
        documents.extend(choices.maybe(20, |choices| {
            Document::Function(FunctionSpec {
                args: Some(text(args)),
                schema: schema(choices),
                ..function(choices, "measure")
            })
        }));
    }
    documents.extend(choices.maybe(30, |choices| {
        let depends = choices.one(models).name.clone();
        Document::View(view(choices, depends, schema))
    }));
    for name in ["numbers", "odd \"sequence\""] {
        documents.extend(choices.maybe(20, |choices| {
            let schema = schema(choices);
            Document::Sequence(sequence(choices, name, schema))
        }));
    }
    for model in models {
        documents.extend(choices.maybe(15, |choices| Document::Trigger(trigger(choices, model))));
        for name in ["readers", "tenant_isolation"] {
            documents.extend(choices.maybe(15, |choices| Document::Policy(policy(choices, name, &model.name))));
        }
    }
    documents
}

fn view(
    choices: &mut Choices<'_>,
    on: Located<String>,
    schema: impl FnOnce(&mut Choices<'_>) -> Option<Located<String>>,
) -> ViewSpec {
    let materialized = choices.maybe(30, |_| at(true));
    let key =
        |field: &str| IndexSpec { name: Some(text("view \"index\"")), ..indexes::plain(vec![indexes::key(field)]) };
    // Both queries have a column that is called otherwise.
    let (sql, column) =
        *choices.one(&[("SELECT 1 AS one", "one"), ("SELECT 'a: b' AS x,\n       2 AS \"y # z\"", "y # z")]);
    let option = match &materialized {
        Some(_) => ("fillfactor", "70"),
        None => ("security_barrier", "true"),
    };
    ViewSpec {
        name: text(*choices.one(&["overview", "odd \"view\""])),
        schema: schema(choices),
        options: choices.maybe(40, |_| (text(option.0), text(option.1))).into_iter().collect(),
        indexes: materialized.iter().filter_map(|_| choices.maybe(50, |_| key(column))).collect(),
        uniques: Vec::new(),
        materialized,
        sql: text(sql),
        depends: vec![on, text("function touch()")],
        doc: texts::doc(choices),
    }
}

/// Ways to count that PostgreSQL takes: type, start, increment, least, largest.
type Way = (Option<&'static str>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

const WAYS: &[Way] = &[
    (None, Some(1000), None, None, None),
    (None, None, Some(-1), None, None),
    (Some("int"), None, Some(10), Some(5), Some(5000)),
    (Some("smallint"), Some(-7), Some(-2), Some(-30_000), Some(100)),
    (Some("bigint"), Some(1), Some(1), Some(1), None),
];

/// The sequence of a key of the model of that name, with that default. That of an identity has the type of the key.
pub(super) fn owned_sequence(choices: &mut Choices<'_>, (model, default): (&str, &str)) -> OwnedSequenceSpec {
    let (ty, start, increment, min, max) = *choices.one(WAYS);
    OwnedSequenceSpec {
        span: Span::default(),
        name: choices.maybe(30, |_| text(format!("{model} \"numbers\""))),
        ty: ty.filter(|_| default == "serial()").map(text),
        start: start.map(at),
        increment: increment.map(at),
        min: min.map(at),
        max: max.map(at),
        cache: choices.maybe(20, |_| at(7)),
        cycle: choices.maybe(20, |choices| at(*choices.one(&[true, false]))),
    }
}

fn sequence(choices: &mut Choices<'_>, name: &str, schema: Option<Located<String>>) -> SequenceSpec {
    let (ty, start, increment, min, max) = *choices.one(WAYS);
    SequenceSpec {
        name: text(name),
        schema,
        ty: ty.map(text),
        start: start.map(at),
        increment: increment.map(at),
        min: min.map(at),
        max: max.map(at),
        cache: choices.maybe(20, |_| at(7)),
        cycle: choices.maybe(20, |choices| at(*choices.one(&[true, false]))),
        owner: None,
        was: Vec::new(),
        doc: texts::doc(choices),
    }
}

fn function(choices: &mut Choices<'_>, name: &str) -> FunctionSpec {
    FunctionSpec {
        name: text(name),
        schema: None,
        args: None,
        returns: text("integer"),
        language: None,
        volatility: choices.maybe(50, |choices| text(*choices.one(&["volatile", "stable", "immutable"]))),
        security: choices.maybe(30, |choices| text(*choices.one(&["invoker", "definer"]))),
        strict: choices.maybe(20, |_| at(true)),
        leakproof: None,
        parallel: choices.maybe(30, |choices| text(*choices.one(&["safe", "restricted", "unsafe"]))),
        cost: choices.maybe(20, |choices| text(*choices.one(&["7", "0.5", "100"]))),
        rows: None,
        set: choices.maybe(30, |_| text("search_path = public, pg_temp")).into_iter().collect(),
        body: text("\n  SELECT 1 -- $ 'x': y\n"),
        margins: choices.maybe(30, |_| vec![text(" "), text("\n")]).unwrap_or_default(),
        depends: Vec::new(),
        doc: texts::doc(choices),
    }
}

fn trigger(choices: &mut Choices<'_>, model: &ModelSpec) -> TriggerSpec {
    let field: &Located<String> = &choices.one(&model.fields).0;
    let update = format!("update of {}", field.value);
    let events: &[&[&str]] = &[&["insert"], &["insert", "update"], &["delete", &update]];
    TriggerSpec {
        name: text(*choices.one(&["touched", "odd \"trigger\""])),
        on: model.name.clone(),
        timing: text(*choices.one(&["before", "after"])),
        events: choices.one(events).iter().map(|event| text(*event)).collect(),
        each: choices.maybe(30, |choices| text(*choices.one(&["row", "statement"]))),
        when: choices.maybe(30, texts::condition),
        execute: text(*choices.one(&[
            "touch()",
            "touch('it''s', 2, '')",
            "pg_catalog.suppress_redundant_updates_trigger()",
        ])),
        doc: texts::doc(choices),
    }
}

fn policy(choices: &mut Choices<'_>, name: &str, on: &Located<String>) -> PolicySpec {
    let command = *choices.one(&["all", "select", "insert", "update", "delete"]);
    PolicySpec {
        name: text(name),
        on: on.clone(),
        command: Some(text(command)),
        mode: choices.maybe(30, |choices| text(*choices.one(&["permissive", "restrictive"]))),
        roles: choices.maybe(30, |_| vec![text("pg_monitor"), text("pg_signal_backend")]).unwrap_or_default(),
        using: (command != "insert").then(|| texts::condition(choices)),
        check: matches!(command, "all" | "insert" | "update").then(|| texts::condition(choices)),
        doc: texts::doc(choices),
    }
}
