//! Specs -> what they mean.
//!
//! The work goes in passes, since everything may refer to everything: the names that documents define ([`scope`]), the
//! models with all their fields ([`draft`]), tables with keys and indexes, relations ([`links`]), and what stands on
//! tables ([`objects`]). Each pass is linear in what it reads. A mistake is reported and left out of the result, which
//! is therefore to be used only when no error was found.

pub(crate) mod answers;
mod defaults;
mod draft;
mod enums;
mod exclusions;
mod fields;
mod indexes;
mod intents;
mod keys;
mod links;
mod literals;
mod many;
mod mixins;
mod moments;
mod names;
mod objects;
mod registry;
mod relations;
mod report;
mod scope;
mod sequences;
mod settings;
mod tenancy;
mod types;
mod user_types;
mod validity;

use std::collections::BTreeSet;

use many::PairKey;
use rayon::prelude::*;
use registry::{Objects, Registry};
use report::Report;

use crate::spec::{Document, Spec};
use crate::{
    Check, Code, Diagnostic, Expr, Located, Model, Name, ObjectId, PUBLIC, RelationKind, Resolved, RowSecurity, Schema,
    Table, Tenancy,
};

pub(crate) use indexes::made_name as made_index_name;
pub(crate) use tenancy::{POLICY as TENANT_POLICY, policy as tenant_policy};

/// What the specs of a system mean: the schema in normal form, the code side, the intents and the places of all objects.
/// Mistakes are returned beside it, all at once, in the order of their places.
pub fn resolve(spec: &Spec) -> (Resolved, Vec<Diagnostic>) {
    resolve_beside(spec, spec.documents.len())
}

/// The same where the documents from a number on belong to others: they are there, and no migration touches them.
pub fn resolve_beside(spec: &Spec, managed: usize) -> (Resolved, Vec<Diagnostic>) {
    let mut report = Report::default();
    let settings = settings::read(&spec.system, &mut report);
    let tenant_relation = settings.tenancy.as_ref().map(tenancy::relation_name);
    let pair_key = if settings.prisma.version < 6 { PairKey::UniqueIndex } else { PairKey::Primary };
    let scope = scope::collect(spec, settings, tenant_relation.as_ref(), &mut report);
    tenancy::check(&scope, &mut report);
    let mut drafts = draft::build(spec, &scope, &mut report);

    let mut resolved = Resolved { code: code(&scope), ..Resolved::default() };
    let mut registry = Registry::default();
    enums::build(&scope, (&mut resolved.schema, &mut resolved.code), &mut registry);
    user_types::build(&scope, &mut resolved.schema, &mut registry, &mut report);
    let models = report.each(drafts.par_iter_mut(), |draft, report| model(draft, &scope, report));
    for (draft, (table, model, objects)) in drafts.iter().zip(models) {
        registry.add_all(objects);
        // A table of a name that is taken has been reported, and would hide the first.
        resolved.schema.tables.entry(draft.table.clone()).or_insert(table);
        resolved.code.models.push(model);
    }
    resolved.code.relations = links::build(&drafts, (&mut resolved.schema, &mut registry, pair_key), &mut report);
    validity::build(&drafts, &mut resolved.schema, &mut report);
    objects::build(spec, (&scope, &drafts), (&mut resolved.schema, &mut registry), &mut report);
    namespaces(spec, &mut resolved.schema, &mut registry);
    let mut clashes = Report::default();
    let ((), intents) =
        rayon::join(|| registry.check_names(&mut clashes), || intents::gather(spec, (&scope, &drafts), &mut report));
    resolved.intents = intents;
    report.add_all(clashes);
    resolved.code.external = external(spec.documents.get(managed..).unwrap_or_default(), &resolved);
    resolved.origins = registry.origins;
    (resolved, report.finish())
}

fn code(scope: &scope::Scope<'_>) -> Code {
    let settings = &scope.settings;
    let tenancy = settings.tenancy.as_ref().map(|tenancy| Tenancy {
        model: tenancy.model.clone(),
        field: tenancy.field.clone(),
        setting: tenancy.setting.clone(),
    });
    Code {
        project: settings.project.clone(),
        prisma: settings.prisma.clone(),
        tenancy,
        models: Vec::with_capacity(scope.models.len()),
        enums: Vec::with_capacity(scope.enums.len()),
        relations: Vec::new(),
        external: BTreeSet::new(),
    }
}

/// The objects of documents that belong to others, with the join tables between their models.
fn external(documents: &[Document], resolved: &Resolved) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    let mut theirs = BTreeSet::new();
    for document in documents {
        match document {
            Document::Model(spec) => {
                theirs.insert(spec.name.as_str());
                let model = resolved.code.model(&spec.name);
                found.extend(model.map(|model| ObjectId::Table(model.table.clone())));
            }
            Document::Enum(spec) => {
                let item = resolved.code.enums.iter().find(|item| item.name.as_str() == spec.name.as_str());
                found.extend(item.map(|item| ObjectId::Enum(item.ty.clone())));
            }
            Document::Extension(spec) => {
                found.insert(ObjectId::Extension(Name::new(spec.name.as_str())));
            }
            Document::Domain(_)
            | Document::Composite(_)
            | Document::Sequence(_)
            | Document::View(_)
            | Document::Function(_)
            | Document::Trigger(_)
            | Document::Policy(_) => {}
        }
    }
    for relation in &resolved.code.relations {
        let ends = [&relation.from.model, &relation.to.model];
        if let RelationKind::ManyToMany { table } = &relation.kind
            && ends.iter().all(|model| theirs.contains(model.as_str()))
        {
            found.insert(ObjectId::Table(table.clone()));
        }
    }
    let used = resolved.schema.tables.keys().map(|name| (ObjectId::Table(name.clone()), name));
    let used = used.chain(resolved.schema.enums.keys().map(|name| (ObjectId::Enum(name.clone()), name)));
    let spaces: Vec<ObjectId> = used
        .filter(|(id, name)| found.contains(id) && name.namespace.as_str() != PUBLIC)
        .map(|(_, name)| ObjectId::Namespace(name.namespace.clone()))
        .collect();
    found.extend(spaces);
    found
}

/// A model as a table, without its foreign keys, and as code sees it.
fn model(draft: &mut draft::Draft<'_>, scope: &scope::Scope<'_>, report: &mut Report) -> (Table, Model, Objects) {
    let spec = draft.spec;
    let doc = doc(spec.doc.as_ref());
    let mut objects = Objects::default();
    objects.add(ObjectId::Table(draft.table.clone()), spec.name.span);
    let mut table = Table { comment: scope.settings.docs.comment(doc.as_ref()), ..Table::default() };
    let fields = fields::build(draft, scope, (&mut table, &mut objects), report);
    keys::primary(draft, &mut table, &mut objects, report);
    indexes::build(draft, scope, (&mut table, &mut objects), report);
    keys::check(draft, report);
    // The key of `checks:` is the constraint's name as it is: such names need to differ within their table alone, so that
    // one in a mixin serves every model, and what PostgreSQL reports is what stands in the spec.
    for (name, expr) in &draft.checks {
        let check = names::database_name(name, report);
        objects.add(ObjectId::Check(draft.table.clone(), check.clone()), name.span);
        table.checks.insert(check, Check::new(Expr::new(expr.as_str())));
    }
    exclusions::build(draft, (&mut table, &mut objects), report);
    tenancy::isolate(draft, &mut table, scope, &mut objects);
    match spec.rls.as_ref().map(|rls| rls.as_str()) {
        Some("off") => table.row_security = RowSecurity::Off,
        Some("enabled") => table.row_security = RowSecurity::Enabled,
        Some("forced") => table.row_security = RowSecurity::Forced,
        _ => {}
    }
    let tenant =
        scope.settings.tenancy.as_ref().filter(|_| draft.tenant.is_some()).map(|tenancy| tenancy.field.clone());
    let model = Model { name: draft.name.clone(), table: draft.table.clone(), doc, fields, tenant };
    (table, model, objects)
}

/// The PostgreSQL schemas that hold something, each with the first place that names it.
fn namespaces(spec: &Spec, schema: &mut Schema, registry: &mut Registry) {
    let empty = spec.system.schemas.iter().filter(|name| name.as_str() != PUBLIC && !name.is_empty());
    for named in empty {
        let name = Name::new(named.as_str());
        registry.origins.record(ObjectId::Namespace(name.clone()), named.span);
        schema.namespaces.insert(name);
    }
    for document in &spec.documents {
        let named = match document {
            Document::Model(model) => &model.schema,
            Document::Enum(spec) => &spec.schema,
            Document::Domain(spec) => &spec.schema,
            Document::Composite(spec) => &spec.schema,
            Document::Extension(extension) => &extension.schema,
            Document::View(view) => &view.schema,
            Document::Sequence(sequence) => &sequence.schema,
            Document::Function(function) => &function.schema,
            Document::Trigger(_) | Document::Policy(_) => continue,
        };
        if let Some(named) = named.as_ref().filter(|name| name.as_str() != PUBLIC && !name.is_empty()) {
            let name = Name::new(named.as_str());
            registry.origins.record(ObjectId::Namespace(name.clone()), named.span);
            schema.namespaces.insert(name);
        }
    }
}

/// A doc without the white space around it; nothing where nothing is left.
fn doc(text: Option<&Located<String>>) -> Option<String> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}
