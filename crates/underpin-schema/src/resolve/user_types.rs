//! Domains and composite types.

use rustc_hash::FxHashMap;

use super::defaults::{self, Filling};
use super::names::{self, Taken};
use super::registry::Registry;
use super::scope::{self, Scope};
use super::settings::Settings;
use super::{Report, doc, fields, types};
use crate::spec::{AttributeSpec, CompositeSpec, DomainSpec};
use crate::{
    Attribute, BaseType, Check, ColumnType, Composite, DefaultValue, DiagnosticId, Domain, Expr, Located, Name,
    ObjectId, QName, Schema, UserType, Validity,
};

/// A domain or composite type with the name that it has in the database.
#[derive(Debug)]
pub(super) struct TypeDraft<'a> {
    pub spec: TypeSpec<'a>,
    pub ty: QName,
}

/// How it is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum TypeSpec<'a> {
    Domain(&'a DomainSpec),
    Composite(&'a CompositeSpec),
}

impl<'a> TypeSpec<'a> {
    /// Its name in the specs.
    pub fn name(self) -> &'a Located<String> {
        match self {
            TypeSpec::Domain(spec) => &spec.name,
            TypeSpec::Composite(spec) => &spec.name,
        }
    }

    /// Its former names.
    pub fn was(self) -> &'a [Located<String>] {
        match self {
            TypeSpec::Domain(spec) => &spec.was,
            TypeSpec::Composite(spec) => &spec.was,
        }
    }
}

/// Checks the name of a type.
pub(super) fn draft<'a>(spec: TypeSpec<'a>, settings: &Settings, report: &mut Report) -> TypeDraft<'a> {
    let (schema, map) = match spec {
        TypeSpec::Domain(spec) => (spec.schema.as_ref(), spec.map.as_ref()),
        TypeSpec::Composite(spec) => (spec.schema.as_ref(), spec.map.as_ref()),
    };
    let namespace = scope::namespace(schema, report);
    let written = spec.name();
    let name = match map {
        Some(map) => names::database_name(map, report),
        None => {
            let name = settings.naming.enum_type(written);
            if !written.is_empty() {
                names::check_database_name(&name, written.span, report);
            }
            name
        }
    };
    TypeDraft { spec, ty: QName::new(namespace, name) }
}

/// The types below domains, so that a default can be read as what it is in the end.
pub(super) fn below(scope: &Scope<'_>) -> FxHashMap<QName, ColumnType> {
    let mut found = FxHashMap::default();
    for draft in scope.types.values() {
        if let TypeSpec::Domain(spec) = draft.spec
            // What is wrong with it is said when the domain is built.
            && let Some(ty) = types::parse(&spec.ty, scope, &mut Report::default()).ty
        {
            found.insert(draft.ty.clone(), ty);
        }
    }
    found
}

/// Puts domains and composite types into the schema.
pub(super) fn build(scope: &Scope<'_>, schema: &mut Schema, registry: &mut Registry, report: &mut Report) {
    for draft in scope.types.values() {
        registry.add(ObjectId::Type(draft.ty.clone()), draft.spec.name().span);
        let made = match draft.spec {
            TypeSpec::Domain(spec) => domain(spec, scope, report).map(UserType::Domain),
            TypeSpec::Composite(spec) => {
                Some(UserType::Composite(composite(spec, &draft.ty, (scope, registry), report)))
            }
        };
        if let Some(made) = made {
            // A type of a name that is taken has been reported, and would hide the first.
            schema.types.entry(draft.ty.clone()).or_insert(made);
        }
    }
    circles(scope, schema, report);
}

/// A type that ends with `?` has been said to be none.
fn plain_type(text: &Located<String>, what: &str, scope: &Scope<'_>, report: &mut Report) -> Option<ColumnType> {
    let read = types::parse(text, scope, report);
    if read.optional {
        let message = format!("`{}`: {what} may always be NULL", text.trim());
        report.error(DiagnosticId::BadType, message, text.span, "take the `?` off the type");
    }
    read.ty
}

fn domain(spec: &DomainSpec, scope: &Scope<'_>, report: &mut Report) -> Option<Domain> {
    let ty = plain_type(&spec.ty, "what is below a domain", scope, report)?;
    let filling = spec.default.as_ref().and_then(|default| defaults::read(default, (&ty, false), scope, report));
    let default = match filling {
        Some(Filling::Database(value @ (DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Sql(_)))) => {
            Some(value)
        }
        Some(Filling::Database(DefaultValue::Serial(_) | DefaultValue::Identity(_) | DefaultValue::Generated(_)))
        | Some(Filling::Program(_)) => {
            let span = spec.default.as_ref().map_or(spec.name.span, |default| default.span);
            let message = "a domain has no sequence, and no program fills it";
            report.error(DiagnosticId::BadDefault, message, span, "write this default at the fields of the domain");
            None
        }
        None => None,
    };
    if let Some(collate) = &spec.collate {
        fields::check_collation(collate, scope.below(&ty), report);
    }
    let mut checks = std::collections::BTreeMap::new();
    for (name, expr) in &spec.checks {
        checks.insert(names::database_name(name, report), Check::new(Expr::new(expr.as_str())));
    }
    for name in &spec.not_valid {
        if let Some(check) = checks.get_mut(name.as_str()) {
            check.validity = Validity::NotValid;
        } else if !name.is_empty() {
            let message = format!("`{}` is no check of the domain `{}`", name.value, spec.name.value);
            let help = super::report::suggest(name, checks.keys().map(Name::as_str), "remove it");
            report.error(DiagnosticId::BadObject, message, name.span, help);
        }
    }
    Some(Domain {
        ty,
        required: spec.required.as_ref().is_some_and(|required| required.value),
        default,
        collation: spec.collate.as_ref().map(|name| fields::collation(name)),
        checks,
        comment: scope.settings.docs.comment(doc(spec.doc.as_ref()).as_ref()),
    })
}

fn composite(
    spec: &CompositeSpec,
    ty: &QName,
    (scope, registry): (&Scope<'_>, &mut Registry),
    report: &mut Report,
) -> Composite {
    let mut taken = Taken::default();
    let mut attributes: Vec<Attribute> = Vec::new();
    for (name, attribute) in &spec.attributes {
        if let Some(first) = taken.take(name, name.span) {
            names::twice("the attribute", name, [first, name.span], report);
            continue;
        }
        let AttributeSpec { span: _, ty: text, collate, map: _, was: _ } = attribute;
        let in_database = attribute_name(name, attribute, scope);
        names::check_database_name(&in_database, attribute.map.as_ref().map_or(name.span, |map| map.span), report);
        if attributes.iter().any(|other| other.name == in_database) {
            let message = format!("two attributes would be called `{in_database}` in the database");
            report.error(DiagnosticId::NameTaken, message, name.span, "give one of them another name with `map:`");
            continue;
        }
        let Some(of) = plain_type(text, "an attribute", scope, report) else { continue };
        if let Some(collate) = collate {
            fields::check_collation(collate, scope.below(&of), report);
        }
        registry.origins.record(ObjectId::Attribute(ty.clone(), in_database.clone()), name.span);
        let collation = collate.as_ref().map(|name| fields::collation(name));
        attributes.push(Attribute { name: in_database, ty: of, collation });
    }
    Composite { attributes, comment: scope.settings.docs.comment(doc(spec.doc.as_ref()).as_ref()) }
}

/// What an attribute is called in the database.
pub(super) fn attribute_name(name: &str, spec: &AttributeSpec, scope: &Scope<'_>) -> Name {
    match &spec.map {
        Some(map) => Name::new(map.as_str()),
        None => scope.settings.naming.column(name),
    }
}

/// Says which types consist of themselves: PostgreSQL makes none of these.
fn circles(scope: &Scope<'_>, schema: &mut Schema, report: &mut Report) {
    for draft in scope.types.values() {
        if reaches(schema, &draft.ty, &draft.ty, schema.types.len()) {
            let name = draft.spec.name();
            let message = format!("the type `{}` would consist of itself", name.value);
            report.error(DiagnosticId::BadType, message, name.span, "take it out of the types that it is made of");
            schema.types.remove(&draft.ty);
        }
    }
}

fn reaches(schema: &Schema, from: &QName, to: &QName, depth: usize) -> bool {
    let parts = schema.types.get(from).map(UserType::parts).unwrap_or_default();
    parts.into_iter().any(|part| match &part.base {
        BaseType::Type(name) => name == to || depth > 0 && reaches(schema, name, to, depth - 1),
        BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Other(_) => false,
    })
}
