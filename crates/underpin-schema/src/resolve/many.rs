//! Implicit many-to-many relations: the join table that Prisma makes.
//! <https://www.prisma.io/docs/orm/prisma-schema/data-model/relations/many-to-many-relations#conventions-for-relation-tables-in-implicit-m-n-relations>

use super::draft::{Draft, FieldDraft, RelationDraft};
use super::names;
use super::registry::Registry;
use super::report::Report;
use crate::{
    Action, Column, Deferral, Diagnostic, DiagnosticId, ForeignKey, Index, IndexKey, IndexMethod, KeyTarget, MatchType,
    Name, NullsEqual, NullsPlace, ObjectId, Options, PrimaryKey, QName, RelationKind, Schema, SortOrder, Span, Table,
    Uniqueness, naming,
};

/// What keeps a pair of rows from being joined twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PairKey {
    /// A unique index, as up to Prisma 5.
    UniqueIndex,
    /// The primary key, from Prisma 6 on.
    /// <https://www.prisma.io/docs/orm/more/upgrade-guides/upgrading-versions/upgrading-to-prisma-6>
    Primary,
}

/// Makes the join table; nothing where one of the models has no single field as its key.
pub(super) fn build(
    (from, relation, name): (usize, &RelationDraft<'_>, Option<&Name>),
    drafts: &[Draft<'_>],
    (schema, registry, pair_key): (&mut Schema, &mut Registry, PairKey),
    report: &mut Report,
) -> Option<RelationKind> {
    let (here, there) = (&drafts[from], &drafts[relation.target.model?]);
    check_options(relation, report);
    check_once((from, relation), drafts, report);
    let key_of = |model: &Draft<'_>, report: &mut Report| {
        let [at] = model.primary.as_slice() else {
            let message = format!("a join table needs one field as the primary key of `{}`", model.name);
            let help = format!(
                "give `{}` such a key, or make the join table a model of its own with two relations",
                model.name
            );
            report.error(DiagnosticId::BadRelation, message, relation.spec.to.span, help);
            return None;
        };
        Some(*at)
    };
    let (here_key, there_key) = (key_of(here, report), key_of(there, report));
    let (here_key, there_key) = (&here.fields[here_key?], &there.fields[there_key?]);
    let (a, b) = match here.name <= there.name {
        true => ((here, here_key), (there, there_key)),
        false => ((there, there_key), (here, here_key)),
    };
    let relation_name = match name {
        Some(name) => name.to_string(),
        None => naming::many_to_many(&here.name, &there.name),
    };
    // Prisma puts the table where the first of the two models is.
    let table = QName::new(a.0.table.namespace.clone(), naming::join_table(&relation_name));
    names::check_database_name(&table.name, relation.span, report);
    registry.add(ObjectId::Table(table.clone()), relation.span);
    let made = join_table(&table, [a, b], pair_key, (registry, relation.span))?;
    schema.tables.entry(table.clone()).or_insert(made);
    Some(RelationKind::ManyToMany { table })
}

/// What only a foreign key has.
fn check_options(relation: &RelationDraft<'_>, report: &mut Report) {
    let spec = &relation.spec;
    let written = [
        spec.fields.first().map(|field| (field.span, "fields")),
        spec.references.first().map(|field| (field.span, "references")),
        spec.on_delete.as_ref().map(|action| (action.span, "on_delete")),
        spec.on_update.as_ref().map(|action| (action.span, "on_update")),
        spec.deferrable.as_ref().map(|word| (word.span, "deferrable")),
        spec.matching.as_ref().map(|word| (word.span, "match")),
    ];
    for (span, key) in written.into_iter().flatten() {
        let message = format!("a many-to-many relation takes no `{key}:`");
        let help = "remove it: the join table refers to both primary keys and loses its rows with either";
        report.error(DiagnosticId::BadRelation, message, span, help);
    }
    if let (Some(name), Some(map)) = (&spec.name, &spec.map)
        && map.strip_prefix('_') != Some(name.as_str())
    {
        let message =
            format!("the relation `{}` has the join table `_{}`, not `{}`", name.value, name.value, map.value);
        report.error(DiagnosticId::BadRelation, message, map.span, "remove `map:` or `name:`");
    }
}

/// A relation declared at both of its ends would be two: the mistake is to be told from two that are meant.
fn check_once((from, relation): (usize, &RelationDraft<'_>), drafts: &[Draft<'_>], report: &mut Report) {
    let Some(to) = relation.target.model.filter(|to| *to > from && relation.spec.name.is_none()) else { return };
    let other = drafts[to].relations.iter().find(|other| {
        other.target.model == Some(from)
            && other.target.form == super::draft::TargetForm::Many
            && other.spec.name.is_none()
            && other.spec.map.is_none()
    });
    if let Some(other) = other.filter(|_| relation.spec.map.is_none()) {
        let message =
            format!("`{}` and `{}` both declare their many-to-many relation", drafts[from].name, drafts[to].name);
        let finding = Diagnostic::error(DiagnosticId::BadRelation, message).at(other.span, "").at(relation.span, "");
        let help = format!("remove this one, and write `back: {}` at the other", other.name);
        report.add(finding.help(help).help("if two relations are meant, give each a `name:`"));
    }
}

/// An end of the join table: the model and its key.
type End<'d, 's> = (&'d Draft<'s>, &'d FieldDraft<'s>);

fn join_table(
    name: &QName,
    ends: [End<'_, '_>; 2],
    unique: PairKey,
    (registry, span): (&mut Registry, Span),
) -> Option<Table> {
    let [a, b] = [Name::new("A"), Name::new("B")];
    let mut table = Table::default();
    for (column, (model, key)) in [&a, &b].into_iter().zip(ends) {
        let made = Column { ty: key.ty.clone()?, nullable: false, default: None, collation: None, comment: None };
        table.columns.insert(column.clone(), made);
        // The column is told even where the table's name is cut, or both keys would have one name.
        let constraint = naming::cut(&name.name, &format!("_{column}_fkey"));
        registry.add(ObjectId::ForeignKey(name.clone(), constraint.clone()), span);
        let key = ForeignKey {
            columns: vec![column.clone()],
            table: model.table.clone(),
            references: vec![key.column.clone()],
            on_delete: Action::Cascade,
            on_update: Action::Cascade,
            matching: MatchType::Simple,
            deferral: Deferral::Never,
            validity: Default::default(),
        };
        table.foreign_keys.insert(constraint, key);
    }
    let index = |uniqueness, columns: &[&Name]| Index {
        uniqueness,
        method: IndexMethod::Btree,
        keys: columns.iter().map(|column| key((*column).clone())).collect(),
        include: Vec::new(),
        predicate: None,
        options: Options::default(),
    };
    let mut add = |registry: &mut Registry, made: Name, index: Index| {
        registry.add(ObjectId::Index(name.clone(), made.clone()), span);
        table.indexes.insert(made, index);
    };
    add(registry, naming::cut(&name.name, "_B_index"), index(Uniqueness::Any, &[&b]));
    match unique {
        PairKey::UniqueIndex => {
            let unique = index(Uniqueness::Unique(NullsEqual::Distinct), &[&a, &b]);
            add(registry, naming::cut(&name.name, "_AB_unique"), unique);
        }
        PairKey::Primary => {
            let made = naming::cut(&name.name, "_AB_pkey");
            registry.add_primary_key(name.clone(), made.clone(), span);
            table.primary_key = Some(PrimaryKey { name: made, columns: vec![a, b], deferral: Deferral::Never });
        }
    }
    Some(table)
}

fn key(column: Name) -> IndexKey {
    IndexKey {
        target: KeyTarget::Column(column),
        order: SortOrder::Asc,
        nulls: NullsPlace::Last,
        operator_class: None,
        collation: None,
    }
}
