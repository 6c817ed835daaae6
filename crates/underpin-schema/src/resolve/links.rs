//! Relations as code sees them: a name where two lead between the same models, and a field at each end.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::draft::{Draft, RelationDraft, TargetForm};
use super::many::PairKey;
use super::names::{self, Kind};
use super::registry::Registry;
use super::report::Report;
use super::{doc, many, relations};
use crate::{Arity, Diagnostic, DiagnosticId, Name, Relation, RelationEnd, RelationKind, Schema, Span, naming};

/// Makes every relation, in the order of the models and of what they declare.
pub(super) fn build(
    drafts: &[Draft<'_>],
    (schema, registry, pair_key): (&mut Schema, &mut Registry, PairKey),
    report: &mut Report,
) -> Vec<Relation> {
    let names = relation_names(drafts, report);
    let mut fields = Fields::new(drafts, report);
    let mut built = Vec::new();
    for (from, draft) in drafts.iter().enumerate() {
        for (at, relation) in draft.relations.iter().enumerate() {
            let Some(to) = relation.target.model else { continue };
            let name = names.get(&(from, at)).cloned();
            let kind = match relation.target.form {
                TargetForm::Many => {
                    many::build((from, relation, name.as_ref()), drafts, (schema, registry, pair_key), report)
                }
                TargetForm::One | TargetForm::Optional => {
                    relations::build((draft, relation), drafts, (schema, registry), report)
                }
            };
            let Some(kind) = kind else { continue };
            let back = fields.back((from, relation, &kind), drafts);
            built.push(Relation {
                name,
                from: RelationEnd {
                    model: draft.name.clone(),
                    field: Name::new(relation.name),
                    doc: doc(relation.spec.doc.as_ref()),
                },
                to: RelationEnd { model: drafts[to].name.clone(), field: back, doc: None },
                kind,
            });
        }
    }
    built
}

/// The names of relations: those given, and where Prisma needs one (a relation of a model with itself, or one of
/// several between two models), the model and the field that declare it; of the first join table its own.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/relations#disambiguating-relations>
fn relation_names(drafts: &[Draft<'_>], report: &mut Report) -> FxHashMap<(usize, usize), Name> {
    let mut between: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    let pair = |from: usize, to: usize| (from.min(to), from.max(to));
    for (from, draft) in drafts.iter().enumerate() {
        for to in draft.relations.iter().filter_map(|relation| relation.target.model) {
            *between.entry(pair(from, to)).or_default() += 1;
        }
    }
    let mut names = FxHashMap::default();
    let mut joined = FxHashSet::default();
    let mut taken: FxHashMap<(usize, usize, Name), Span> = FxHashMap::default();
    for (from, draft) in drafts.iter().enumerate() {
        for (at, relation) in draft.relations.iter().enumerate() {
            let Some(to) = relation.target.model else { continue };
            let count = between[&pair(from, to)];
            let is_joined = relation.target.form == TargetForm::Many;
            let name = match given_name(relation, report) {
                Some(name) => name,
                None if count == 1 && from != to => continue,
                // The name that Prisma would make, so that a join table keeps its name when other relations come.
                None if is_joined && joined.insert(pair(from, to)) => {
                    Name::from(naming::many_to_many(&draft.name, &drafts[to].name))
                }
                None => Name::from(format!("{}_{}", draft.name, relation.name)),
            };
            let (first, second) = pair(from, to);
            if let Some(first) = taken.insert((first, second, name.clone()), relation.span) {
                names::twice("the relation", &name, [first, relation.span], report);
            }
            names.insert((from, at), name);
        }
    }
    names
}

/// The name that `name:` gives; of a many-to-many also `map:`, since Prisma calls the join table after the relation.
fn given_name(relation: &RelationDraft<'_>, report: &mut Report) -> Option<Name> {
    if let Some(name) = &relation.spec.name {
        return Some(Name::new(name.as_str()));
    }
    let map = relation.spec.map.as_ref().filter(|_| relation.target.form == TargetForm::Many)?;
    match map.strip_prefix('_').filter(|name| !name.is_empty()) {
        Some(name) => Some(Name::new(name)),
        None => {
            let message =
                format!("`{}` cannot be a join table: Prisma calls it `_` and the relation's name", map.value);
            let help = format!("write `map: _{}`, or make the join table a model of its own", map.value);
            report.error(DiagnosticId::BadRelation, message, map.span, help);
            None
        }
    }
}

/// The fields of every model, its relations among them.
struct Fields {
    taken: Vec<FxHashSet<Name>>,
}

impl Fields {
    /// Takes the names that are written: fields, relations, and the `back:` of other models' relations.
    fn new(drafts: &[Draft<'_>], report: &mut Report) -> Self {
        let mut places: Vec<FxHashMap<Name, Span>> = drafts
            .par_iter()
            .map(|draft| {
                let fields = draft.fields.iter().map(|field| (field.name.clone(), field.span));
                fields.chain(draft.relations.iter().map(|relation| (Name::new(relation.name), relation.span))).collect()
            })
            .collect();
        for draft in drafts {
            for relation in &draft.relations {
                let (Some(back), Some(to)) = (&relation.spec.back, relation.target.model) else { continue };
                names::check_code_name(back, Kind::Relation, report);
                if let Some(first) = places[to].insert(Name::new(back.as_str()), back.span) {
                    let message = format!("`{}` already has a field `{}`", drafts[to].name, back.value);
                    let finding = Diagnostic::error(DiagnosticId::DuplicateName, message).at(back.span, "again here");
                    report.add(finding.at(first, "first here").help("write another name with `back:`"));
                }
            }
        }
        let taken = places.into_iter().map(|names| names.into_keys().collect()).collect();
        Self { taken }
    }

    /// The field at the far end: `back:`, or the model's name, in the plural where there may be many. Where that is taken
    /// the relation's own name tells them apart.
    fn back(
        &mut self,
        (from, relation, kind): (usize, &RelationDraft<'_>, &RelationKind),
        drafts: &[Draft<'_>],
    ) -> Name {
        if let Some(back) = &relation.spec.back {
            return Name::new(back.as_str());
        }
        let model = &drafts[from].name;
        let base = match kind {
            RelationKind::ForeignKey { arity: Arity::One, .. } => naming::one_field(model),
            RelationKind::ForeignKey { arity: Arity::Many, .. } | RelationKind::ManyToMany { .. } => {
                naming::many_field(model)
            }
        };
        let Some(taken) = relation.target.model.map(|to| &mut self.taken[to]) else { return Name::from(base) };
        let mut name = Name::new(&base);
        let mut count = 1;
        while !taken.insert(name.clone()) {
            let by = heck::ToUpperCamelCase::to_upper_camel_case(relation.name);
            name = match count {
                1 => Name::from(format!("{base}By{by}")),
                _ => Name::from(format!("{base}By{by}{count}")),
            };
            count += 1;
        }
        name
    }
}
