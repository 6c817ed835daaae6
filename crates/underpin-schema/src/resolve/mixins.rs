//! Mixins: what a model gains from `use:`.
//!
//! A model's own field, relation or check beats that of a mixin with the same name, and a mixin's own beats that of the
//! mixins it uses; two mixins side by side that give one name are a mistake. A mixin that is reached twice is
//! applied once.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::names;
use super::report::{Report, suggest};
use crate::spec::{Entries, FieldSpec, IndexSpec, MixinSpec, ModelSpec, RelationSpec, Spec};
use crate::{Diagnostic, DiagnosticId, Located, Name, Span};

/// The mixin that `tenancy:` defines.
pub(super) const TENANT: &str = "tenant";

/// The mixins of a system by name.
#[derive(Debug)]
pub(super) struct Mixins<'a> {
    by_name: FxHashMap<&'a str, &'a MixinSpec>,
}

/// What a model has, its own things first and then those of each mixin, in the order of their use.
#[derive(Debug, Default)]
pub(super) struct Expanded<'a> {
    pub parts: Vec<Part<'a>>,
    /// Where the model asks for the mixin `tenant`.
    pub tenant: Option<Span>,
}

/// What one source, the model or a mixin, gives.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub fields: Vec<(&'a Located<String>, &'a FieldSpec)>,
    pub relations: Vec<RelationUse<'a>>,
    pub uniques: &'a [IndexSpec],
    pub indexes: &'a [IndexSpec],
    pub checks: Vec<(&'a Located<String>, &'a Located<String>)>,
}

/// A relation of a model.
#[derive(Debug)]
pub(super) struct RelationUse<'a> {
    pub name: &'a Located<String>,
    pub spec: Cow<'a, RelationSpec>,
    /// The field that it makes where no one declares it, when that is not called after the relation.
    pub makes: Option<Name>,
}

impl<'a> Mixins<'a> {
    /// Checks the mixins among themselves, so that each mistake in them is said once and not for every model.
    pub fn read(spec: &'a Spec, report: &mut Report) -> Self {
        let mut by_name = FxHashMap::default();
        for (name, mixin) in &spec.system.mixins {
            let nothing = mixin.uses.is_empty()
                && mixin.fields.is_empty()
                && mixin.relations.is_empty()
                && mixin.uniques.is_empty()
                && mixin.indexes.is_empty()
                && mixin.checks.is_empty();
            if name.as_str() == TENANT && spec.system.tenancy.is_some() {
                let message = "`tenancy:` defines the mixin `tenant`";
                report.error(DiagnosticId::DuplicateName, message, name.span, "give this mixin another name");
            } else if nothing {
                let message = format!("the mixin `{}` gives nothing", name.value);
                report.error(
                    DiagnosticId::EmptyMixin,
                    message,
                    name.span,
                    "write what it gives under `fields:`, or remove it",
                );
            }
            by_name.insert(name.as_str(), mixin);
        }
        let mixins = Self { by_name };
        mixins.find_cycles(spec, report);
        mixins
    }

    /// Reports each circle once, at the mixin of it that is written first.
    fn find_cycles(&self, spec: &'a Spec, report: &mut Report) {
        let mut done = FxHashSet::default();
        for (name, _) in &spec.system.mixins {
            // A stack of our own: a chain of mixins may be as long as the file.
            let mut path: Vec<(&str, usize)> = vec![(name.as_str(), 0)];
            while let Some((at, next)) = path.last_mut() {
                let used = self.by_name.get(*at).and_then(|mixin| mixin.uses.get(*next));
                *next += 1;
                match used {
                    None => {
                        done.insert(*at);
                        path.pop();
                    }
                    Some(used) if done.contains(used.as_str()) => {}
                    Some(used) => match path.iter().position(|(name, _)| *name == used.as_str()) {
                        Some(start) => {
                            let names = path[start..].iter().map(|(name, _)| *name);
                            let circle: Vec<_> = names.chain([used.as_str()]).map(|name| format!("`{name}`")).collect();
                            let message = format!("mixins use one another in a circle: {}", circle.join(" -> "));
                            let help = format!("take `{}` out of one `use:`", used.value);
                            report.error(DiagnosticId::MixinCycle, message, used.span, help);
                        }
                        None => path.push((used.as_str(), 0)),
                    },
                }
            }
        }
    }

    /// Everything that a model has.
    pub fn expand(&self, model: &'a ModelSpec, has_tenancy: bool, report: &mut Report) -> Expanded<'a> {
        let mut out = Expanded::default();
        let mut given = Given::default();
        let own = Source {
            name: None,
            fields: &model.fields,
            relations: &model.relations,
            uniques: &model.uniques,
            indexes: &model.indexes,
            checks: &model.checks,
        };
        out.parts.push(given.part(&own, &[], report));
        let mut reached = FxHashSet::default();
        // What a mixin uses stands before its own things, as it would had they been written together; but its own count
        // first, so parts are made on the way down and placed on the way up.
        let mut parts = Vec::new();
        let enter = |uses: &'a [Located<String>], path: &[&'a str]| {
            uses.iter().rev().map(|name| Visit::Enter(name, path.to_vec())).collect::<Vec<_>>()
        };
        let mut todo = enter(&model.uses, &[]);
        while let Some(visit) = todo.pop() {
            let (name, mut path) = match visit {
                Visit::Enter(name, path) => (name, path),
                Visit::Leave(at) => {
                    out.parts.extend(Option::take(&mut parts[at]));
                    continue;
                }
            };
            if name.as_str() == TENANT && has_tenancy {
                out.tenant.get_or_insert(name.span);
                continue;
            }
            let Some(mixin) = self.by_name.get(name.as_str()) else {
                report.add(self.unknown(name));
                continue;
            };
            if !reached.insert(name.as_str()) {
                continue;
            }
            let source = Source {
                name: Some(name.as_str()),
                fields: &mixin.fields,
                relations: &mixin.relations,
                uniques: &mixin.uniques,
                indexes: &mixin.indexes,
                checks: &mixin.checks,
            };
            todo.push(Visit::Leave(parts.len()));
            parts.push(Some(given.part(&source, &path, report)));
            path.push(name.as_str());
            todo.extend(enter(&mixin.uses, &path));
        }
        out
    }

    fn unknown(&self, name: &Located<String>) -> Diagnostic {
        if name.as_str() == TENANT {
            let message = "the mixin `tenant` needs `tenancy:`";
            let help =
                "write `tenancy: { model: Tenant }` in `underpin.yaml`, with the model whose rows are the tenants";
            return Diagnostic::error(DiagnosticId::BadTenancy, message).at(name.span, "").help(help);
        }
        let message = format!("there is no mixin `{}`", name.value);
        let mut names: Vec<&str> = self.by_name.keys().copied().collect();
        names.sort_unstable();
        let help = suggest(
            name,
            names,
            format!("write it under `mixins:` of `underpin.yaml`, as `{}: {{ fields: ... }}`", name.value),
        );
        Diagnostic::error(DiagnosticId::UnknownMixin, message).at(name.span, "").help(help)
    }
}

/// A step of the walk through the mixins of a model.
enum Visit<'a> {
    /// A mixin, with those through which it was reached.
    Enter(&'a Located<String>, Vec<&'a str>),
    /// The end of the mixin whose part has that number.
    Leave(usize),
}

/// The model or a mixin, as far as both give the same things.
struct Source<'a> {
    /// The mixin; nothing for the model itself.
    name: Option<&'a str>,
    fields: &'a Entries<FieldSpec>,
    relations: &'a Entries<RelationSpec>,
    uniques: &'a [IndexSpec],
    indexes: &'a [IndexSpec],
    checks: &'a Entries<Located<String>>,
}

/// What has been given so far, and by which mixin.
#[derive(Default)]
struct Given<'a> {
    fields: FxHashMap<&'a str, (Option<&'a str>, Span)>,
    checks: FxHashMap<&'a str, (Option<&'a str>, Span)>,
}

impl<'a> Given<'a> {
    /// What of a source counts; `path` names the mixins through which it was reached.
    fn part(&mut self, source: &Source<'a>, path: &[&'a str], report: &mut Report) -> Part<'a> {
        // A relation beats a field of the same name, and the other way round: both are fields of the model in code.
        let fields =
            source.fields.iter().filter(|(name, _)| take(&mut self.fields, ("field", name), source, path, report));
        let fields = fields.map(|(name, field)| (name, field)).collect();
        let relations = source
            .relations
            .iter()
            .filter(|(name, _)| take(&mut self.fields, ("field or relation", name), source, path, report));
        let relations =
            relations.map(|(name, spec)| RelationUse { name, spec: Cow::Borrowed(spec), makes: None }).collect();
        let checks =
            source.checks.iter().filter(|(name, _)| take(&mut self.checks, ("check", name), source, path, report));
        let checks = checks.map(|(name, expr)| (name, expr)).collect();
        Part { fields, relations, uniques: source.uniques, indexes: source.indexes, checks }
    }
}

fn take<'a>(
    given: &mut FxHashMap<&'a str, (Option<&'a str>, Span)>,
    (what, name): (&str, &'a Located<String>),
    source: &Source<'a>,
    path: &[&'a str],
    report: &mut Report,
) -> bool {
    let Some((owner, first)) = given.get(name.as_str()) else {
        given.insert(name, (source.name, name.span));
        return true;
    };
    match owner {
        _ if *owner == source.name => names::twice(&format!("the {what}"), name, [*first, name.span], report),
        // The model's own, or that of a mixin that uses this one, is meant to win.
        None => {}
        Some(owner) if path.contains(owner) => {}
        Some(owner) => {
            let this = source.name.unwrap_or_default();
            let message = format!("the mixins `{owner}` and `{this}` both give `{}`", name.value);
            let finding = Diagnostic::error(DiagnosticId::DuplicateName, message).at(name.span, "").at(*first, "");
            report.add(finding.help(format!("write `{}` in the model, or in one of the mixins alone", name.value)));
        }
    }
    false
}
