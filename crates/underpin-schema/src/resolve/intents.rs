//! Intents: `was:`, `fill:`, `using:`, `removed:`, `steps:`.
//!
//! A former name is one of code, of which the system's naming makes the one in the database, or that of the database itself: both
//! are kept where they differ, since only one of them can be found in the old schema.

use super::draft::Draft;
use super::report::Report;
use super::scope::Scope;
use crate::naming::Naming;
use crate::spec::{Document, Entries, EnumSpec, FieldSpec, Spec, StepSpec};
use crate::{
    ColumnIntent, DataStep, Expr, Intents, Located, Name, ObjectId, PUBLIC, QName, Removal, Rename, Signature,
};

use super::names::Taken;
use super::user_types::{self, TypeDraft, TypeSpec};

/// Gathers the intents of all documents.
pub(super) fn gather(spec: &Spec, (scope, drafts): (&Scope<'_>, &[Draft<'_>]), report: &mut Report) -> Intents {
    let naming = scope.settings.naming;
    let mut intents = Intents::default();
    for draft in drafts {
        rename(&mut intents, ObjectId::Table(draft.table.clone()), &draft.spec.was, |was| naming.table(was));
        for field in &draft.fields {
            if let Some(spec) = field.spec {
                of_field(&mut intents, (&draft.table, &field.column), spec, naming);
            }
        }
        for removed in &draft.spec.removed {
            for column in forms(removed, |name| naming.column(name)) {
                let object = Located::new(ObjectId::Column(draft.table.clone(), column.value), removed.span);
                intents.removals.push(Removal { object, target: None });
            }
        }
    }
    for found in scope.enums.values() {
        of_enum(&mut intents, found.spec, &found.ty, naming);
    }
    for found in scope.types.values() {
        of_type(&mut intents, found, scope);
    }
    for removed in &spec.system.removed {
        let objects = removed_objects(removed, naming);
        intents.removals.extend(
            objects.into_iter().map(|object| Removal { object: Located::new(object, removed.span), target: None }),
        );
    }
    for document in &spec.documents {
        if let Document::Sequence(found) = document {
            let namespace = found.schema.as_ref().map_or(PUBLIC, |schema| schema.as_str());
            let name = QName::new(namespace, found.name.as_str());
            rename(&mut intents, ObjectId::Sequence(name), &found.was, |was| Name::new(was));
        }
    }
    let mut taken = Taken::default();
    let of_models = spec.documents.iter().filter_map(|document| match document {
        Document::Model(model) => Some(&model.steps),
        Document::Enum(_)
        | Document::Domain(_)
        | Document::Composite(_)
        | Document::Extension(_)
        | Document::Sequence(_)
        | Document::View(_)
        | Document::Function(_)
        | Document::Trigger(_)
        | Document::Policy(_) => None,
    });
    for steps in std::iter::once(&spec.system.steps).chain(of_models) {
        self::steps(&mut intents, steps, &mut taken, report);
    }
    intents
}

fn rename(intents: &mut Intents, object: ObjectId, was: &[Located<String>], naming: impl Fn(&str) -> Name) {
    let was: Vec<_> = was.iter().flat_map(|name| forms(name, &naming)).collect();
    if !was.is_empty() {
        intents.renames.push(Rename { object, was });
    }
}

/// The names in the database that a former name may have had.
fn forms(name: &Located<String>, naming: impl Fn(&str) -> Name) -> Vec<Located<Name>> {
    if name.is_empty() {
        return Vec::new();
    }
    let made = naming(name);
    let mut forms = vec![Located::new(made.clone(), name.span)];
    if made.as_str() != name.as_str() {
        forms.push(Located::new(Name::new(name.as_str()), name.span));
    }
    forms
}

fn of_field(intents: &mut Intents, (table, column): (&QName, &Name), spec: &FieldSpec, naming: Naming) {
    let object = ObjectId::Column(table.clone(), column.clone());
    rename(intents, object, &spec.was, |was| naming.column(was));
    let intent = |text: &Located<String>| ColumnIntent {
        table: table.clone(),
        column: column.clone(),
        expr: Located::new(Expr::new(text.as_str()), text.span),
    };
    intents.fills.extend(spec.fill.as_ref().map(intent));
    intents.usings.extend(spec.using.as_ref().map(intent));
}

fn of_enum(intents: &mut Intents, spec: &EnumSpec, ty: &QName, naming: Naming) {
    rename(intents, ObjectId::Enum(ty.clone()), &spec.was, |was| naming.enum_type(was));
    let label = |name: &str| {
        let value = spec.values.iter().find(|(value, _)| value.as_str() == name);
        Name::new(value.and_then(|(_, value)| value.map.as_ref()).map_or(name, |map| map.as_str()))
    };
    for (name, value) in &spec.values {
        // A former label is one of the database.
        rename(intents, ObjectId::EnumValue(ty.clone(), label(name)), &value.was, |was| Name::new(was));
    }
    for (removed, target) in &spec.removed {
        let object = ObjectId::EnumValue(ty.clone(), Name::new(removed.as_str()));
        let target = target.as_ref().map(|target| Located::new(label(target), target.span));
        intents.removals.push(Removal { object: Located::new(object, removed.span), target });
    }
}

fn of_type(intents: &mut Intents, draft: &TypeDraft<'_>, scope: &Scope<'_>) {
    let naming = scope.settings.naming;
    rename(intents, ObjectId::Type(draft.ty.clone()), draft.spec.was(), |was| naming.enum_type(was));
    let TypeSpec::Composite(spec) = draft.spec else { return };
    for (name, attribute) in &spec.attributes {
        let object = ObjectId::Attribute(draft.ty.clone(), user_types::attribute_name(name, attribute, scope));
        rename(intents, object, &attribute.was, |was| naming.column(was));
    }
    for removed in &spec.removed {
        for attribute in forms(removed, |name| naming.column(name)) {
            let object = Located::new(ObjectId::Attribute(draft.ty.clone(), attribute.value), removed.span);
            intents.removals.push(Removal { object, target: None });
        }
    }
}

/// The words that may stand before the name of what is removed.
const KINDS: &[&str] = &[
    "model",
    "table",
    "enum",
    "sequence",
    "type",
    "domain",
    "composite",
    "view",
    "extension",
    "schema",
    "function",
    "trigger",
    "policy",
];

/// What `removed:` of the system names: `OldModel`, or with a word before it what kind of object it was.
fn removed_objects(text: &str, naming: Naming) -> Vec<ObjectId> {
    let text = text.trim();
    // `total(uuid, int)` has a blank too, so the word must be one of those known.
    let (kind, name) = match text.split_once(' ') {
        Some((kind, name)) if KINDS.contains(&kind) => (kind, name.trim()),
        Some(_) | None => ("", text),
    };
    if name.is_empty() {
        return Vec::new();
    }
    let qualified = |make: &dyn Fn(&str) -> Name| {
        let Ok(written) = name.parse::<QName>();
        let made = QName::new(written.namespace.clone(), make(&written.name));
        if made == written { vec![made] } else { vec![made, written] }
    };
    let as_is = |name: &str| Name::new(name);
    let tables = || qualified(&|name| naming.table(name)).into_iter().map(ObjectId::Table);
    let enums = || qualified(&|name| naming.enum_type(name)).into_iter().map(ObjectId::Enum);
    let types = || qualified(&|name| naming.enum_type(name)).into_iter().map(ObjectId::Type);
    let views = || qualified(&as_is).into_iter().map(ObjectId::View);
    let sequences = || qualified(&as_is).into_iter().map(ObjectId::Sequence);
    let of_table = |make: fn(QName, Name) -> ObjectId| match name.split_once(" on ") {
        Some((object, on)) => {
            let Ok(on) = on.trim().parse::<QName>();
            let made = QName::new(on.namespace.clone(), naming.table(&on.name));
            vec![make(made, Name::new(object.trim()))]
        }
        None => Vec::new(),
    };
    match kind {
        "model" | "table" => tables().collect(),
        "enum" => enums().collect(),
        "type" | "domain" | "composite" => types().collect(),
        "sequence" => sequences().collect(),
        "view" => views().collect(),
        "extension" => vec![ObjectId::Extension(Name::new(name))],
        "schema" => vec![ObjectId::Namespace(Name::new(name))],
        "function" => function(name),
        "trigger" => of_table(ObjectId::Trigger),
        "policy" => of_table(ObjectId::Policy),
        _ if name.contains('(') => function(name),
        _ => tables().chain(enums()).chain(types()).chain(views()).chain(sequences()).collect(),
    }
}

fn function(text: &str) -> Vec<ObjectId> {
    let (name, args) = text.split_once('(').unwrap_or((text, ""));
    let Ok(name) = name.trim().parse::<QName>();
    let args = super::objects::argument_types(args.trim_end_matches(')'));
    vec![ObjectId::Function(Signature { name, args })]
}

fn steps<'s>(intents: &mut Intents, steps: &'s Entries<StepSpec>, taken: &mut Taken<'s>, report: &mut Report) {
    for (name, step) in steps {
        if let Some(first) = taken.take(name, name.span) {
            super::names::twice("the step", name, [first, name.span], report);
            continue;
        }
        intents.steps.push(DataStep {
            name: Located::new(Name::new(name.as_str()), name.span),
            phase: step.phase.clone(),
            sql: Located::new(Expr::new(step.sql.as_str()), step.sql.span),
        });
    }
}
