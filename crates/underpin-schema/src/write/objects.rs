//! Domains, composite types, extensions, views, functions, triggers and policies.

use super::yaml::{MapBuilder, Yaml};
use super::{Book, TenancyForm, defaults, field_name, indexes, namespace, user_types};
use crate::resolve::TENANT_POLICY;
use crate::{
    Estimate, Extension, Function, FunctionTraits, Model, Name, ObjectId, Parallel, Policy, PolicyCommand, PolicyMode,
    QName, Security, Sequence, Signature, Trigger, TriggerEvent, TriggerLevel, TriggerTiming, View, ViewStorage,
    Volatility,
};

type Document = Vec<(String, Yaml)>;

/// All documents of objects beside models and enums.
pub(super) fn documents(book: &Book<'_>) -> Vec<Document> {
    let mut documents = Vec::new();
    documents.extend(book.schema.types.iter().map(|(name, found)| user_types::document(name, found, book)));
    documents.extend(book.schema.extensions.iter().map(|(name, found)| extension(name, found)));
    documents.extend(book.schema.sequences.iter().map(|(name, found)| sequence(name, found, book)));
    documents.extend(book.schema.functions.iter().map(|(signature, found)| function(signature, found, book)));
    documents.extend(book.schema.views.iter().map(|(name, found)| view(name, found, book)));
    for (view, found) in &book.schema.views {
        let on = view.to_string();
        let triggers = found.triggers.iter();
        documents
            .extend(triggers.map(|(name, found)| trigger(name, found, (&on, &|column: &Name| column.to_string()))));
    }
    for (name, table) in &book.schema.tables {
        let Some(model) = book.models.get(name) else { continue };
        let field = |column: &Name| field_name(model, column).to_string();
        documents.extend(table.triggers.iter().map(|(name, found)| trigger(name, found, (&model.name, &field))));
        let by_mixin = model.tenant.is_some() && book.tenancy == TenancyForm::ByMixin;
        let written = table.policies.iter().filter(|(name, _)| !(by_mixin && name.as_str() == TENANT_POLICY));
        documents.extend(written.map(|(name, found)| policy(name, found, model)));
    }
    documents
}

fn extension(name: &Name, extension: &Extension) -> Document {
    let mut map = MapBuilder::default();
    map.text("extension", name);
    map.maybe("schema", extension.namespace.as_ref());
    map.into_entries()
}

fn sequence(name: &QName, sequence: &Sequence, book: &Book<'_>) -> Document {
    let Sequence { options, owner, comment } = sequence;
    let mut map = MapBuilder::default();
    map.text("sequence", &name.name);
    map.maybe("schema", namespace(name));
    map.maybe("doc", comment.as_ref());
    defaults::options(&mut map, options);
    if let Some((table, column)) = owner
        && let Some(model) = book.models.get(table)
    {
        map.text("owned_by", format!("{}.{}", model.name, field_name(model, column)));
    }
    map.into_entries()
}

fn view(name: &QName, view: &View, book: &Book<'_>) -> Document {
    let mut map = MapBuilder::default();
    map.text("view", &name.name);
    map.maybe("schema", namespace(name));
    map.flag("materialized", (view.storage == ViewStorage::Materialized).then_some(()));
    map.map("options", indexes::options(&view.options));
    let (plain, uniques) = indexes::of_view(name, view);
    map.list("indexes", plain);
    map.list("unique", uniques);
    map.maybe("doc", view.comment.as_ref());
    map.texts("depends", view.depends.iter().filter_map(|object| depends(object, book)));
    map.text("sql", &view.query);
    map.into_entries()
}

fn function(signature: &Signature, function: &Function, book: &Book<'_>) -> Document {
    let mut map = MapBuilder::default();
    map.text("function", &signature.name.name);
    map.maybe("schema", namespace(&signature.name));
    map.maybe("doc", function.comment.as_ref());
    if !function.arguments.is_empty() {
        map.text("args", &function.arguments);
    }
    map.text("returns", &function.returns);
    map.text("language", &function.language);
    match function.volatility {
        Volatility::Volatile => {}
        Volatility::Stable => map.text("volatility", "stable"),
        Volatility::Immutable => map.text("volatility", "immutable"),
    }
    match function.security {
        Security::Invoker => {}
        Security::Definer => map.text("security", "definer"),
    }
    traits(&mut map, &function.traits);
    map.texts("set", &function.settings);
    map.texts("depends", function.depends.iter().filter_map(|object| depends(object, book)));
    if !function.margins.are_usual() {
        map.texts("margins", [&function.margins.before, &function.margins.after]);
    }
    map.text("body", &function.body);
    map.into_entries()
}

fn traits(map: &mut MapBuilder, traits: &FunctionTraits) {
    let FunctionTraits { strict, leakproof, parallel, cost, rows } = traits;
    map.flag("strict", strict.then_some(()));
    map.flag("leakproof", leakproof.then_some(()));
    match parallel {
        Parallel::Unsafe => {}
        Parallel::Restricted => map.text("parallel", "restricted"),
        Parallel::Safe => map.text("parallel", "safe"),
    }
    map.maybe("cost", cost.as_ref().map(Estimate::as_str));
    map.maybe("rows", rows.as_ref().map(Estimate::as_str));
}

/// A trigger on a model or view, whose columns are called so.
fn trigger(name: &Name, trigger: &Trigger, (on, field): (&str, &dyn Fn(&Name) -> String)) -> Document {
    let mut map = MapBuilder::default();
    map.text("trigger", name);
    map.text("on", on);
    map.maybe("doc", trigger.comment.as_ref());
    map.text(
        "timing",
        match trigger.timing {
            TriggerTiming::Before => "before",
            TriggerTiming::After => "after",
            TriggerTiming::InsteadOf => "instead_of",
        },
    );
    map.texts("events", trigger.events.iter().map(|event| self::event(event, field)));
    match trigger.level {
        TriggerLevel::Row => {}
        TriggerLevel::Statement => map.text("each", "statement"),
    }
    map.maybe("when", trigger.when.as_ref());
    let arguments: Vec<_> = trigger.arguments.iter().map(|text| format!("'{}'", text.replace('\'', "''"))).collect();
    map.text("execute", format!("{}({})", trigger.function, arguments.join(", ")));
    map.into_entries()
}

fn event(event: &TriggerEvent, field: &dyn Fn(&Name) -> String) -> String {
    match event {
        TriggerEvent::Insert => "insert".to_owned(),
        TriggerEvent::Delete => "delete".to_owned(),
        TriggerEvent::Truncate => "truncate".to_owned(),
        TriggerEvent::Update(columns) if columns.is_empty() => "update".to_owned(),
        TriggerEvent::Update(columns) => {
            let fields: Vec<String> = columns.iter().map(field).collect();
            format!("update of {}", fields.join(", "))
        }
    }
}

fn policy(name: &Name, policy: &Policy, model: &Model) -> Document {
    let mut map = MapBuilder::default();
    map.text("policy", name);
    map.text("on", &model.name);
    map.maybe("doc", policy.comment.as_ref());
    match policy.command {
        PolicyCommand::All => {}
        PolicyCommand::Select => map.text("for", "select"),
        PolicyCommand::Insert => map.text("for", "insert"),
        PolicyCommand::Update => map.text("for", "update"),
        PolicyCommand::Delete => map.text("for", "delete"),
    }
    match policy.mode {
        PolicyMode::Permissive => {}
        PolicyMode::Restrictive => map.text("as", "restrictive"),
    }
    map.texts("to", &policy.roles);
    map.maybe("using", policy.using.as_ref());
    map.maybe("check", policy.check.as_ref());
    map.into_entries()
}

/// What an object is called in `depends:`; the kind before the name tells it from others of the name. Only what a
/// document defines can be named.
fn depends(object: &ObjectId, book: &Book<'_>) -> Option<String> {
    match object {
        ObjectId::Table(name) => book.models.get(name).map(|model| model.name.to_string()),
        ObjectId::View(name) => Some(format!("view {name}")),
        ObjectId::Function(signature) => Some(format!("function {signature}")),
        ObjectId::Enum(name) => Some(format!("enum {}", book.enum_name(name))),
        ObjectId::Type(name) => Some(format!("type {}", book.type_name(name))),
        ObjectId::Sequence(name) => Some(format!("sequence {name}")),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Attribute(_, _)
        | ObjectId::Column(_, _)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Exclusion(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::Step(_) => None,
    }
}
