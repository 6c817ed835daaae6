//! Rows that exclude one another.

use std::collections::BTreeSet;

use underpin_plan::{Object, Op};
use underpin_render::sql::{self, Ident, OperatorName, Path};
use underpin_schema::{Deferral, Exclusion, Expr, Index, IndexKey, KeyTarget, Name, QName};

use crate::rows::Fit;

/// The constraint under names of before; nothing where `here` knows one of its keys by no name.
pub(super) fn renamed(
    exclusion: &Exclusion,
    here: impl Fn(&KeyTarget) -> Option<KeyTarget>,
    stored: impl Fn(&Name) -> Option<Name>,
) -> Option<Exclusion> {
    let Exclusion { index, operators, deferral: _ } = exclusion;
    let Index { uniqueness, method, keys, include, predicate, options } = index;
    let key = |key: &IndexKey| Some(IndexKey { target: here(&key.target)?, ..key.clone() });
    let index = Index {
        uniqueness: *uniqueness,
        method: method.clone(),
        keys: keys.iter().map(key).collect::<Option<_>>()?,
        include: include.iter().map(stored).collect::<Option<_>>()?,
        predicate: predicate.clone(),
        options: options.clone(),
    };
    // Checked at once: a question does not wait either.
    Some(Exclusion { index, operators: operators.clone(), deferral: Deferral::Never })
}

/// Whether rows that keep the one keep the other.
pub(super) fn is_kept_by(wanted: &Exclusion, known: &Exclusion) -> bool {
    let facts = |one: &Exclusion| -> (Vec<(KeyTarget, String)>, Option<Expr>) {
        let elements = one.elements().map(|(key, operator)| (key.target.clone(), operator.to_string()));
        (elements.collect(), one.index.predicate.clone())
    };
    facts(wanted) == facts(known)
}

/// Statements that make the constraint and take it away.
pub(super) fn statements(table: &QName, name: &Name, exclusion: &Exclusion) -> (String, String) {
    let object = Object::Exclusion(table.clone(), name.clone(), Box::new(exclusion.clone()));
    (sql::op(&Op::Create(object.clone())).to_string(), sql::op(&Op::Drop(object)).to_string())
}

/// That a row and another one exclude one another, as far as columns alone tell.
pub(super) fn excludes(table: &QName, exclusion: &Exclusion) -> String {
    among(table, exclusion, "true".to_owned())
}

/// A query for the places of the rows that an earlier one excludes, as far as columns alone tell.
pub(super) fn later_of_two(table: &QName, exclusion: &Exclusion) -> String {
    let own = Ident(&table.name);
    let earlier = among(table, exclusion, format!("\"underpin twin\".ctid < {own}.ctid"));
    format!("SELECT {own}.ctid::text FROM {} WHERE {earlier}", Path(table))
}

/// That among some rows one and this exclude one another.
fn among(table: &QName, exclusion: &Exclusion, which: String) -> String {
    let own = Ident(&table.name);
    let held = exclusion.elements().filter_map(|(key, operator)| match &key.target {
        KeyTarget::Column(column) => {
            Some(format!("\"underpin twin\".{0} {1} {own}.{0}", Ident(column), OperatorName(operator)))
        }
        KeyTarget::Expr(_) => None,
    });
    let held: Vec<String> = std::iter::once(which).chain(held).collect();
    format!("EXISTS (SELECT FROM {} AS \"underpin twin\" WHERE {})", Path(table), held.join(" AND "))
}

/// That a row excludes none that is there; nothing where its columns alone do not tell.
pub(super) fn apart(table: &QName, exclusion: &Exclusion) -> Option<Fit> {
    let plain = |key: &IndexKey| matches!(key.target, KeyTarget::Column(_));
    let told = exclusion.index.keys.iter().all(plain);
    told.then(|| Fit::new(table.clone(), format!("NOT {}", excludes(table, exclusion))))
}

/// The columns in which two rows are the same where they exclude one another: those that are not told apart by `<>`.
pub(super) fn shared(exclusion: &Exclusion, columns: &[Name]) -> Vec<Name> {
    let differing: BTreeSet<&Name> = exclusion
        .elements()
        .filter_map(|(key, operator)| match &key.target {
            KeyTarget::Column(column) if operator.symbol() == "<>" => Some(column),
            KeyTarget::Column(_) | KeyTarget::Expr(_) => None,
        })
        .collect();
    columns.iter().filter(|column| !differing.contains(column)).cloned().collect()
}
