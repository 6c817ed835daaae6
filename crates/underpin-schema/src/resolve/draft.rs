//! Models under way: every field in its place, those that relations imply included.
//!
//! Fields stand in this order: primary keys that mixins give, the model's own, those that its relations imply, then the
//! same of each mixin. The field that the mixin `tenant` adds comes right after the primary key.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::mixins::{Expanded, Mixins, RelationUse};
use super::names::{self, Kind};
use super::report::Report;
use super::scope::{self, Scope};
use super::{tenancy, types};
use crate::spec::{FieldSpec, IndexSpec, ModelSpec, RelationSpec, Spec};
use crate::{ColumnType, Located, Name, QName, Span};

/// A model under way.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub spec: &'a ModelSpec,
    pub name: Name,
    pub table: QName,
    pub fields: Vec<FieldDraft<'a>>,
    /// The position of each field.
    pub positions: FxHashMap<Name, usize>,
    /// The positions of the primary key's fields.
    pub primary: Vec<usize>,
    pub relations: Vec<RelationDraft<'a>>,
    pub uniques: Vec<&'a IndexSpec>,
    pub indexes: Vec<&'a IndexSpec>,
    pub checks: Vec<(&'a Located<String>, &'a Located<String>)>,
    /// Where the model asks for the mixin `tenant`.
    pub tenant: Option<Span>,
    /// The sets of fields, sorted, of which no two rows hold the same: what a relation may refer to.
    pub keys: Vec<Vec<usize>>,
}

/// A field under way.
#[derive(Debug)]
pub(super) struct FieldDraft<'a> {
    pub name: Name,
    pub span: Span,
    pub column: Name,
    /// As it is written; nothing where a relation implies it.
    pub spec: Option<&'a FieldSpec>,
    /// Its type; nothing where it is wrong or not yet known.
    pub ty: Option<ColumnType>,
    pub optional: bool,
}

/// A relation under way.
#[derive(Debug)]
pub(super) struct RelationDraft<'a> {
    pub name: &'a str,
    pub span: Span,
    pub spec: Cow<'a, RelationSpec>,
    pub target: Target,
    /// Whether `fields` are made where no one declares them.
    pub makes_fields: bool,
    /// The names of the fields that refer; none of a many-to-many.
    pub fields: Vec<Name>,
    /// The names of the fields referred to.
    pub references: Vec<Name>,
}

/// What `to:` says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    /// The number of the other model; nothing where there is none of the name.
    pub model: Option<usize>,
    pub form: TargetForm,
}

/// How `to:` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetForm {
    /// `Model`
    One,
    /// `Model?`
    Optional,
    /// `Model[]`
    Many,
}

impl Draft<'_> {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&FieldDraft<'_>> {
        self.positions.get(name).map(|at| &self.fields[*at])
    }

    /// What the model's fields are called, for suggestions.
    pub fn field_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.fields.iter().map(|field| field.name.as_str())
    }
}

/// Makes every model with all of its fields.
pub(super) fn build<'a>(spec: &'a Spec, scope: &Scope<'a>, report: &mut Report) -> Vec<Draft<'a>> {
    let mixins = Mixins::read(spec, report);
    let models: Vec<&'a ModelSpec> = scope.models.values().copied().collect();
    let expanded: Vec<Expanded<'a>> = report.each(models.par_iter(), |model, report| {
        let mut parts = mixins.expand(model, scope.settings.tenancy.is_some(), report);
        tenancy::add_relation(model, &mut parts, scope, report);
        parts
    });
    let keys: Vec<Vec<&str>> = models.iter().zip(&expanded).map(|(model, parts)| key_names(model, parts)).collect();
    let parts = models.par_iter().zip(expanded);
    let mut drafts = report.each(parts, |(model, parts), report| draft(model, parts, scope, (&keys, report)));
    imply_types(&mut drafts);
    drafts
}

/// The names of the primary key's fields.
fn key_names<'a>(model: &'a ModelSpec, parts: &Expanded<'a>) -> Vec<&'a str> {
    if !model.primary.is_empty() {
        return model.primary.iter().map(|name| name.as_str()).collect();
    }
    let fields = parts.parts.iter().flat_map(|part| &part.fields);
    fields.filter(|(_, field)| is_primary(field)).map(|(name, _)| name.as_str()).collect()
}

fn is_primary(field: &FieldSpec) -> bool {
    field.primary.as_ref().is_some_and(|primary| primary.value)
}

fn draft<'a>(
    model: &'a ModelSpec,
    parts: Expanded<'a>,
    scope: &Scope<'a>,
    (keys, report): (&[Vec<&str>], &mut Report),
) -> Draft<'a> {
    let naming = scope.settings.naming;
    let namespace = scope::namespace(model.schema.as_ref(), report);
    let table = match &model.map {
        Some(map) => names::database_name(map, report),
        None => {
            let name = naming.table(&model.name);
            if !model.name.is_empty() {
                names::check_database_name(&name, model.name.span, report);
            }
            name
        }
    };
    let mut draft = Draft {
        spec: model,
        name: Name::new(model.name.as_str()),
        table: QName::new(namespace, table),
        fields: Vec::new(),
        positions: FxHashMap::default(),
        primary: Vec::new(),
        relations: Vec::new(),
        uniques: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        tenant: parts.tenant,
        keys: Vec::new(),
    };
    let declared: FxHashSet<&str> =
        parts.parts.iter().flat_map(|part| &part.fields).map(|(name, _)| name.as_str()).collect();
    let mut implied = FxHashSet::default();
    let mut from_mixin = false;
    let mut front = 0;
    for part in parts.parts {
        for (name, field) in part.fields {
            names::check_code_name(name, Kind::Field, report);
            let read = types::parse(&field.ty, scope, report);
            let column = match &field.map {
                Some(map) => names::database_name(map, report),
                None => naming.column(name),
            };
            let made = FieldDraft {
                name: Name::new(name.as_str()),
                span: name.span,
                column,
                spec: Some(field),
                ty: read.ty,
                optional: read.optional,
            };
            if from_mixin && is_primary(field) && model.primary.is_empty() {
                draft.fields.insert(front, made);
                front += 1;
            } else {
                draft.fields.push(made);
            }
        }
        for relation in part.relations {
            let drafted = relation_draft(relation, scope, keys, report);
            for field in &drafted.fields {
                // Fields that someone names must be there; the others are made where they are not.
                let is_made = drafted.makes_fields && !declared.contains(field.as_str());
                if is_made && implied.insert(field.clone()) {
                    draft.fields.push(FieldDraft {
                        name: field.clone(),
                        span: drafted.span,
                        column: naming.column(field),
                        spec: None,
                        ty: None,
                        optional: drafted.target.form == TargetForm::Optional,
                    });
                }
            }
            draft.relations.push(drafted);
        }
        draft.uniques.extend(part.uniques);
        draft.indexes.extend(part.indexes);
        draft.checks.extend(part.checks);
        from_mixin = true;
    }
    if draft.tenant.is_some() {
        tenancy::place_field(&mut draft, scope);
    }
    draft.positions = draft.fields.iter().enumerate().map(|(at, field)| (field.name.clone(), at)).collect();
    draft
}

fn target(spec: &RelationSpec, scope: &Scope<'_>, report: &mut Report) -> Target {
    let text = spec.to.trim();
    let (name, form) = match (text.strip_suffix("[]"), text.strip_suffix('?')) {
        (Some(name), _) => (name, TargetForm::Many),
        (None, Some(name)) => (name, TargetForm::Optional),
        (None, None) => (text, TargetForm::One),
    };
    let model = scope.models.get_index_of(name.trim_end());
    if model.is_none() && !text.is_empty() {
        report.add(unknown_model(name, spec.to.span, scope));
    }
    Target { model, form }
}

/// Says that there is no model of a name.
pub(super) fn unknown_model(name: &str, span: Span, scope: &Scope<'_>) -> crate::Diagnostic {
    let finding = crate::Diagnostic::error(crate::DiagnosticId::UnknownModel, format!("there is no model `{name}`"));
    let otherwise = match scope.enums.contains_key(name) {
        true => format!("`{name}` is an enum: write a field of that type"),
        false => format!("write a document `model: {name}`"),
    };
    finding.at(span, "").help(super::report::suggest(name, scope.models.keys().copied(), otherwise))
}

/// A relation with the names of its fields: those given, else `authorId`; for a composite key `author` before each field's name.
fn relation_draft<'a>(
    relation: RelationUse<'a>,
    scope: &Scope<'a>,
    keys: &[Vec<&str>],
    report: &mut Report,
) -> RelationDraft<'a> {
    let RelationUse { name, spec, makes } = relation;
    names::check_code_name(name, Kind::Relation, report);
    let target = target(&spec, scope, report);
    let names = |located: &[Located<String>]| located.iter().map(|name| Name::new(name.as_str())).collect::<Vec<_>>();
    let makes_fields = spec.fields.is_empty() || makes.is_some();
    let (mut fields, mut references) = (names(&spec.fields), names(&spec.references));
    match target.model.filter(|_| target.form != TargetForm::Many) {
        None => (fields, references) = (Vec::new(), Vec::new()),
        Some(model) => {
            if references.is_empty() {
                references = keys[model].iter().map(Name::new).collect();
            }
            if fields.is_empty() {
                let id = if name.contains('_') { "_id" } else { "Id" };
                fields = match references.as_slice() {
                    [_] => vec![Name::from(format!("{}{id}", name.value))],
                    several => several
                        .iter()
                        .map(|field| Name::from(format!("{}{}", name.value, capitalised(field))))
                        .collect(),
                };
            }
        }
    }
    RelationDraft { name, span: name.span, spec, target, makes_fields, fields, references }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Gives implied fields the types of the fields they refer to. Such a field may itself be implied, so this goes in
/// rounds until nothing moves; a circle of them stays without a type.
fn imply_types(drafts: &mut [Draft<'_>]) {
    let mut open: Vec<(usize, usize, usize, Name)> = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        for relation in &draft.relations {
            let Some(model) = relation.target.model else { continue };
            for (field, referred) in relation.fields.iter().zip(&relation.references) {
                if let Some(position) = draft.positions.get(field).filter(|at| draft.fields[**at].spec.is_none()) {
                    open.push((at, *position, model, referred.clone()));
                }
            }
        }
    }
    loop {
        let before = open.len();
        open.retain(|(at, position, model, referred)| {
            if drafts[*at].fields[*position].ty.is_none() {
                drafts[*at].fields[*position].ty = drafts[*model].field(referred).and_then(|field| field.ty.clone());
            }
            drafts[*at].fields[*position].ty.is_none()
        });
        if open.len() == before {
            return;
        }
    }
}
