//! Indexes and uniques.

use super::draft::Draft;
use super::fields::{self, collation};
use super::names;
use super::registry::Objects;
use super::report::Report;
use super::scope::Scope;
use super::settings::{self, Settings, UniqueForm};
use crate::spec::{IndexKeySpec, IndexSpec, KeyTargetSpec};
use crate::{
    BaseType, Deferral, Diagnostic, DiagnosticId, Expr, Index, IndexKey, IndexMethod, KeyTarget, Located, Name,
    NullsEqual, NullsPlace, ObjectId, Options, ScalarKind, SortOrder, Span, Table, Unique, Uniqueness, naming,
};

/// A field that is a key of one index twice. PostgreSQL takes that where the index is no constraint, so that a database may
/// have it.
fn twice(field: &str, span: Span, purpose: Purpose) -> Diagnostic {
    let message = format!("`{field}` is in the index twice");
    let found = match purpose {
        Purpose::Search | Purpose::Exclude => Diagnostic::warning(DiagnosticId::BadIndex, message),
        Purpose::Unique => Diagnostic::error(DiagnosticId::BadIndex, message),
    };
    found.at(span, "").help("remove one of the two")
}

/// Puts the indexes and uniques of a model into the table, and the uniques that a relation may refer to into its keys.
pub(super) fn build(
    draft: &mut Draft<'_>,
    scope: &Scope<'_>,
    (table, objects): (&mut Table, &mut Objects),
    report: &mut Report,
) {
    for (at, field) in draft.fields.iter().enumerate() {
        if !field.spec.and_then(|spec| spec.unique.as_ref()).is_some_and(|unique| unique.value) {
            continue;
        }
        if draft.primary == [at] {
            report.add(is_primary(&field.name, field.span));
        }
        draft.keys.push(vec![at]);
        let name = naming::unique(&draft.table.name, [field.column.as_str()]);
        let key = plain(field.column.clone());
        let made = Made {
            name,
            span: field.span,
            index: Index {
                uniqueness: Uniqueness::Unique(NullsEqual::Distinct),
                method: IndexMethod::Btree,
                keys: vec![key],
                include: Vec::new(),
                predicate: None,
                options: Options::default(),
            },
            form: scope.settings.uniques,
            deferral: Deferral::Never,
        };
        put(made, draft, (table, objects));
    }
    let specs = draft.uniques.iter().map(|spec| (*spec, Purpose::Unique));
    let specs: Vec<_> = specs.chain(draft.indexes.iter().map(|spec| (*spec, Purpose::Search))).collect();
    for (spec, purpose) in specs {
        if let Some((made, key)) = one(spec, purpose, (draft, scope), report) {
            draft.keys.extend(key);
            put(made, draft, (table, objects));
        }
    }
}

/// Says that a unique repeats the primary key. It does no harm, but costs each insert, and Prisma does not see it.
fn is_primary(fields: &str, place: Span) -> Diagnostic {
    let message = format!("`{fields}` is the primary key, and so is unique already");
    Diagnostic::warning(DiagnosticId::BadIndex, message).at(place, "").help("remove the unique")
}

/// What an index is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Unique,
    Search,
    Exclude,
}

/// An index with its name and place.
struct Made {
    name: Name,
    span: Span,
    index: Index,
    form: UniqueForm,
    /// Said of uniques that are constraints in any case.
    deferral: Deferral,
}

fn plain(column: Name) -> IndexKey {
    IndexKey {
        target: KeyTarget::Column(column),
        order: SortOrder::Asc,
        nulls: NullsPlace::Last,
        operator_class: None,
        collation: None,
    }
}

/// Puts an index into the table: as a unique constraint where the system wants those and a constraint can say as much.
fn put(made: Made, draft: &Draft<'_>, (table, objects): (&mut Table, &mut Objects)) {
    let Made { name, span, index, form, deferral } = made;
    if (form == UniqueForm::Constraint || deferral != Deferral::Never)
        && let Some(unique) = constraint(&index, deferral)
    {
        objects.add(ObjectId::Unique(draft.table.clone(), name.clone()), span);
        table.uniques.insert(name, unique);
        return;
    }
    objects.add(ObjectId::Index(draft.table.clone(), name.clone()), span);
    table.indexes.insert(name, index);
}

/// The index as a unique constraint, which is over plain columns and all rows.
/// <https://www.postgresql.org/docs/current/indexes-unique.html>
fn constraint(index: &Index, deferral: Deferral) -> Option<Unique> {
    let Uniqueness::Unique(nulls) = index.uniqueness else { return None };
    if index.predicate.is_some() || index.method != IndexMethod::Btree {
        return None;
    }
    let column = |key: &IndexKey| match &key.target {
        KeyTarget::Column(column) if *key == plain(column.clone()) => Some(column.clone()),
        KeyTarget::Column(_) | KeyTarget::Expr(_) => None,
    };
    let columns = index.keys.iter().map(column).collect::<Option<_>>()?;
    Some(Unique { columns, include: index.include.clone(), nulls, deferral, options: index.options.clone() })
}

/// The index that a spec writes, which forbids nothing so far, and the places of the fields among its keys.
pub(super) fn index(
    spec: &IndexSpec,
    purpose: Purpose,
    draft: &Draft<'_>,
    report: &mut Report,
) -> Option<(Index, Vec<usize>)> {
    if spec.keys.is_empty() {
        report.error(
            DiagnosticId::BadIndex,
            "an index over nothing",
            spec.span,
            "write its fields, as `[tenantId, createdAt desc]`",
        );
        return None;
    }
    let method = method(spec.method.as_ref());
    check_method(spec, purpose, &method, report);
    let mut keys = Vec::with_capacity(spec.keys.len());
    let mut positions = Vec::new();
    let mut complete = true;
    for key in &spec.keys {
        match index_key(key, (spec, &method), draft, report) {
            Some((made, position)) => {
                if let Some(at) = position {
                    // Looked at by its order and by its beginning, a field is there twice, and rightly so.
                    let otherwise = purpose == Purpose::Exclude || key.ops.is_some() && purpose == Purpose::Search;
                    if positions.contains(&at) && !otherwise {
                        report.add(twice(&draft.fields[at].name, key.span, purpose));
                    }
                    if key.ops.is_none() && spec.ops.is_none() {
                        check_type((draft, at), &method, key.span, report);
                    }
                    positions.push(at);
                }
                keys.push(made);
            }
            None => complete = false,
        }
    }
    let mut include = Vec::with_capacity(spec.include.len());
    for name in &spec.include {
        match fields::column_of(draft, name, report) {
            Some((at, column)) if positions.contains(&at) => {
                // PostgreSQL takes it, so that a database may have it; it only makes the index larger.
                let message = format!("`{}` is a key of the index and stored beside it", name.value);
                let found = Diagnostic::warning(DiagnosticId::BadIndex, message).at(name.span, "");
                report.add(found.help("take it out of `include:`"));
                include.push(column);
            }
            Some((_, column)) => include.push(column),
            None => complete = false,
        }
    }
    if !complete {
        return None;
    }
    let predicate = spec.predicate.as_ref().map(|text| Expr::new(text.as_str()));
    let index = Index { uniqueness: Uniqueness::Any, method, keys, include, predicate, options: options(spec) };
    Some((index, positions))
}

fn one(
    spec: &IndexSpec,
    purpose: Purpose,
    (draft, scope): (&Draft<'_>, &Scope<'_>),
    report: &mut Report,
) -> Option<(Made, Option<Vec<usize>>)> {
    let (mut index, mut positions) = self::index(spec, purpose, draft, report)?;
    if purpose == Purpose::Unique {
        index.uniqueness = Uniqueness::Unique(nulls_equal(spec, &scope.settings, report));
    }
    let is_key = purpose == Purpose::Unique && index.predicate.is_none() && positions.len() == index.keys.len();
    // No foreign key can refer to what is checked later.
    let is_referred_to = is_key && spec.deferrable.is_none();
    positions.sort_unstable();
    if is_key && draft.keys.first() == Some(&positions) && !draft.primary.is_empty() {
        let names: Vec<&str> = positions.iter().map(|at| draft.fields[*at].name.as_str()).collect();
        report.add(is_primary(&names.join(", "), spec.span));
    }
    let deferral = super::relations::deferral(spec.deferrable.as_ref());
    if let Some(word) = spec.deferrable.as_ref().filter(|_| constraint(&index, deferral).is_none()) {
        // https://www.postgresql.org/docs/current/sql-createtable.html
        let message = "only a unique over plain fields and all rows can be checked later";
        report.error(DiagnosticId::BadIndex, message, word.span, "remove `deferrable:`");
    }
    let name = match &spec.name {
        Some(name) => names::database_name(name, report),
        None => made_name(&draft.table.name, &index),
    };
    if let Some(form) = &spec.form {
        let message = match (purpose, form.as_str()) {
            (Purpose::Search | Purpose::Exclude, _) => Some("`as` is of uniques alone"),
            (Purpose::Unique, "constraint") if constraint(&index, deferral).is_none() => {
                Some("a unique constraint is over plain fields and over all rows")
            }
            (Purpose::Unique, _) => None,
        };
        if let Some(message) = message {
            report.error(DiagnosticId::BadIndex, message, form.span, "take `as` out: it is an index");
        }
    }
    let form = match spec.form.as_ref().map(|form| form.as_str()) {
        Some("index") => UniqueForm::Index,
        Some("constraint") => UniqueForm::Constraint,
        _ => scope.settings.uniques,
    };
    Some((Made { name, span: spec.span, index, form, deferral }, is_referred_to.then_some(positions)))
}

/// The name that an index has where no one gives it one.
pub(crate) fn made_name(table: &str, index: &Index) -> Name {
    let columns = index.keys.iter().map(|key| match &key.target {
        KeyTarget::Column(column) => column.as_str(),
        KeyTarget::Expr(_) => naming::EXPRESSION,
    });
    match index.uniqueness {
        Uniqueness::Any => naming::index(table, columns),
        Uniqueness::Unique(_) => naming::unique(table, columns),
    }
}

pub(super) fn nulls_equal(spec: &IndexSpec, settings: &Settings, report: &mut Report) -> NullsEqual {
    match spec.nulls.as_ref().filter(|nulls| nulls.as_str() == "equal") {
        Some(nulls) => {
            // https://www.postgresql.org/docs/15/release-15.html
            settings::need(settings, "`nulls: equal`", 15, nulls.span, report);
            NullsEqual::Equal
        }
        None => NullsEqual::Distinct,
    }
}

pub(super) fn method(word: Option<&Located<String>>) -> IndexMethod {
    match word.map(|word| word.to_lowercase()).as_deref() {
        None | Some("" | "btree") => IndexMethod::Btree,
        Some("hash") => IndexMethod::Hash,
        Some("gin") => IndexMethod::Gin,
        Some("gist") => IndexMethod::Gist,
        Some("spgist") => IndexMethod::Spgist,
        Some("brin") => IndexMethod::Brin,
        Some(other) => IndexMethod::Other(Name::new(other)),
    }
}

/// The access methods with their words.
const METHODS: &[&str] = &["btree", "hash", "gin", "gist", "spgist", "brin"];

/// What an access method cannot do. <https://www.postgresql.org/docs/current/index-api.html>
pub(super) fn check_method(spec: &IndexSpec, purpose: Purpose, method: &IndexMethod, report: &mut Report) {
    let Some(word) = &spec.method else { return };
    if let IndexMethod::Other(name) = method {
        if let Some(near) = super::report::nearest(name, METHODS.iter().copied()) {
            let message = format!("there is no index method `{name}`");
            report.error(DiagnosticId::BadIndex, message, word.span, format!("did you mean `{near}`?"));
        }
        return;
    }
    let wrong = match (purpose, method) {
        (_, IndexMethod::Btree) => None,
        (Purpose::Unique, _) => Some("keeps nothing unique"),
        (Purpose::Exclude, IndexMethod::Gin | IndexMethod::Brin) => Some("finds no single row, so it excludes none"),
        (Purpose::Search | Purpose::Exclude, IndexMethod::Hash) if spec.keys.len() > 1 => Some("takes one field"),
        (Purpose::Search | Purpose::Exclude, IndexMethod::Spgist) if spec.keys.len() > 1 => Some("takes one field"),
        (Purpose::Search | Purpose::Exclude, IndexMethod::Hash | IndexMethod::Gin | IndexMethod::Brin)
            if !spec.include.is_empty() =>
        {
            Some("includes no other fields")
        }
        (Purpose::Search | Purpose::Exclude, _) => None,
    };
    if let Some(wrong) = wrong {
        let message = format!("an index `using: {}` {wrong}", word.value);
        report.error(
            DiagnosticId::BadIndex,
            message,
            word.span,
            "use `btree`, which is what an index is where nothing is said",
        );
    }
}

/// Types that an access method has no operator class for: the mistakes that are made most.
/// <https://www.postgresql.org/docs/current/gin-builtin-opclasses.html>
fn check_type((draft, at): (&Draft<'_>, usize), method: &IndexMethod, place: Span, report: &mut Report) {
    let field = &draft.fields[at];
    let Some(ty) = &field.ty else { return };
    let json = matches!(&ty.base, BaseType::Scalar(scalar) if scalar.kind == ScalarKind::Json);
    let other = matches!(&ty.base, BaseType::Other(_));
    if *method == IndexMethod::Gin && !ty.list && !json && !other {
        let message = format!("`gin` looks inside lists and JSON, and `{}` is neither", field.name);
        let help = "name an operator class, as `ops: gin_trgm_ops` of the extension `pg_trgm`, or use `btree`";
        report.error(DiagnosticId::BadIndex, message, place, help);
    }
}

fn index_key(
    key: &IndexKeySpec,
    (spec, method): (&IndexSpec, &IndexMethod),
    draft: &Draft<'_>,
    report: &mut Report,
) -> Option<(IndexKey, Option<usize>)> {
    let (target, position) = match &key.target {
        KeyTargetSpec::Field(name) => {
            let (at, column) = fields::column_of(draft, name, report)?;
            (KeyTarget::Column(column), Some(at))
        }
        KeyTargetSpec::Expr(expr) => (KeyTarget::Expr(Expr::new(expr.as_str())), None),
    };
    Some((key_over(target, key, (spec, method), report), position))
}

/// The options of an index.
pub(super) fn options(spec: &IndexSpec) -> Options {
    Options::new(spec.options.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// A key over something that is known.
pub(super) fn key_over(
    target: KeyTarget,
    key: &IndexKeySpec,
    (spec, method): (&IndexSpec, &IndexMethod),
    report: &mut Report,
) -> IndexKey {
    let sorted = key.order.as_ref().or(key.nulls.as_ref());
    let order = match key.order.as_ref().map(|order| order.to_lowercase()).as_deref() {
        Some("desc") => SortOrder::Desc,
        _ => SortOrder::Asc,
    };
    let nulls = match key.nulls.as_ref().map(|nulls| nulls.to_lowercase()).as_deref() {
        Some("first") => NullsPlace::First,
        Some("last") => NullsPlace::Last,
        _ => order.default_nulls(),
    };
    if let (Some(sorted), false) = (sorted, *method == IndexMethod::Btree) {
        let message = "only a `btree` index has an order";
        report.error(DiagnosticId::BadIndex, message, sorted.span, format!("remove `{}`", sorted.value));
    }
    let class = key.ops.as_ref().or(spec.ops.as_ref()).map(|ops| Name::new(ops.as_str()));
    let collation = key.collate.as_ref().map(|name| collation(name));
    IndexKey { target, order, nulls, operator_class: class, collation }
}
