//! What the documents define, by name: the first pass, so that everything may refer to everything.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::names::{self, InRust, Kind, Taken};
use super::settings::Settings;
use super::{Report, enums};
use crate::spec::{Document, EnumSpec, ModelSpec, Spec};
use crate::{Located, Name, PUBLIC, QName};

/// What the documents define.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub settings: Settings,
    /// The models in the order of the specs; the position is the model's number.
    pub models: IndexMap<&'a str, &'a ModelSpec>,
    /// The enums in the order of the specs.
    pub enums: IndexMap<&'a str, EnumDraft<'a>>,
    /// What code calls each enum type.
    enum_names: FxHashMap<QName, &'a str>,
    /// The name of the relation that the mixin `tenant` adds.
    pub tenant_relation: Option<&'a Located<String>>,
}

/// An enum with the names it has on both sides.
#[derive(Debug)]
pub(super) struct EnumDraft<'a> {
    pub spec: &'a EnumSpec,
    pub ty: QName,
    pub values: Vec<ValueDraft>,
}

/// A value of an enum with the names it has on both sides.
#[derive(Debug)]
pub(super) struct ValueDraft {
    pub name: Name,
    pub label: Name,
    /// The value's place in the spec.
    pub at: usize,
}

impl EnumDraft<'_> {
    /// The value that a word means: its name in code, or else its label.
    pub fn value(&self, word: &str) -> Option<&ValueDraft> {
        let named = self.values.iter().find(|value| value.name.as_str() == word);
        named.or_else(|| self.values.iter().find(|value| value.label.as_str() == word))
    }
}

impl<'a> Scope<'a> {
    /// The enum of a type.
    pub fn enum_of(&self, ty: &QName) -> Option<&EnumDraft<'a>> {
        self.enums.get(self.enum_names.get(ty)?)
    }
}

/// Gathers the models and enums. Of two with one name the first stays.
pub(super) fn collect<'a>(
    spec: &'a Spec,
    settings: Settings,
    tenant_relation: Option<&'a Located<String>>,
    report: &mut Report,
) -> Scope<'a> {
    let mut scope = Scope {
        settings,
        models: IndexMap::new(),
        enums: IndexMap::new(),
        enum_names: FxHashMap::default(),
        tenant_relation,
    };
    let mut taken = Taken::default();
    let mut in_rust = InRust::default();
    for document in &spec.documents {
        let (kind, name) = match document {
            Document::Model(model) => (Kind::Model, &model.name),
            Document::Enum(spec) => (Kind::Enum, &spec.name),
            Document::Extension(_)
            | Document::View(_)
            | Document::Function(_)
            | Document::Trigger(_)
            | Document::Policy(_) => continue,
        };
        names::check_code_name(name, kind, report);
        if let Some(first) = taken.take(name, name.span) {
            names::twice("the name", name, [first, name.span], report);
            continue;
        }
        in_rust.take(name, name.span, report);
        match document {
            Document::Model(model) => {
                scope.models.insert(&model.name, model);
            }
            Document::Enum(spec) => {
                let draft = enums::draft(spec, &scope.settings, report);
                scope.enum_names.entry(draft.ty.clone()).or_insert(&spec.name);
                scope.enums.insert(&spec.name, draft);
            }
            Document::Extension(_)
            | Document::View(_)
            | Document::Function(_)
            | Document::Trigger(_)
            | Document::Policy(_) => {}
        }
    }
    scope
}

/// The PostgreSQL schema that `schema:` names.
pub(super) fn namespace(schema: Option<&Located<String>>, report: &mut Report) -> Name {
    match schema {
        Some(name) => names::namespace(name, report),
        None => Name::new(PUBLIC),
    }
}
