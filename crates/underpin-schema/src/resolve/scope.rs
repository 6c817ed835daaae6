//! What the documents define, by name: the first pass, so that everything may refer to everything.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::names::{self, InRust, Kind, Taken};
use super::settings::Settings;
use super::user_types::{self, TypeDraft, TypeSpec};
use super::{Report, enums};
use crate::spec::{Document, EnumSpec, ModelSpec, Spec};
use crate::{ColumnType, Located, Name, PUBLIC, QName};

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
    /// The domains and composite types in the order of the specs.
    pub types: IndexMap<&'a str, TypeDraft<'a>>,
    /// The types below domains.
    below: FxHashMap<QName, ColumnType>,
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

    /// The type that values of a type are stored as: what is below its domains.
    pub fn below<'t>(&'t self, ty: &'t ColumnType) -> std::borrow::Cow<'t, ColumnType> {
        crate::user_type::below(ty, |name| self.below.get(name))
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
        types: IndexMap::new(),
        below: FxHashMap::default(),
        tenant_relation,
    };
    let mut taken = Taken::default();
    let mut in_rust = InRust::default();
    for document in &spec.documents {
        let (kind, name) = match document {
            Document::Model(model) => (Kind::Model, &model.name),
            Document::Enum(spec) => (Kind::Enum, &spec.name),
            Document::Domain(spec) => (Kind::Domain, &spec.name),
            Document::Composite(spec) => (Kind::Composite, &spec.name),
            Document::Extension(_)
            | Document::View(_)
            | Document::Sequence(_)
            | Document::Function(_)
            | Document::Trigger(_)
            | Document::Policy(_) => continue,
        };
        names::check_code_name(name, kind, report);
        if let Some(first) = taken.take(name, name.span) {
            names::twice("the name", name, [first, name.span], report);
            continue;
        }
        if let Some(spec) = type_spec(document) {
            let draft = user_types::draft(spec, &scope.settings, report);
            scope.types.insert(name, draft);
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
            Document::Domain(_)
            | Document::Composite(_)
            | Document::Extension(_)
            | Document::View(_)
            | Document::Sequence(_)
            | Document::Function(_)
            | Document::Trigger(_)
            | Document::Policy(_) => {}
        }
    }
    scope.below = user_types::below(&scope);
    scope
}

/// The domain or composite type that a document is of.
fn type_spec(document: &Document) -> Option<TypeSpec<'_>> {
    match document {
        Document::Domain(spec) => Some(TypeSpec::Domain(spec)),
        Document::Composite(spec) => Some(TypeSpec::Composite(spec)),
        Document::Model(_)
        | Document::Enum(_)
        | Document::Extension(_)
        | Document::Sequence(_)
        | Document::View(_)
        | Document::Function(_)
        | Document::Trigger(_)
        | Document::Policy(_) => None,
    }
}

/// The PostgreSQL schema that `schema:` names.
pub(super) fn namespace(schema: Option<&Located<String>>, report: &mut Report) -> Name {
    match schema {
        Some(name) => names::namespace(name, report),
        None => Name::new(PUBLIC),
    }
}
