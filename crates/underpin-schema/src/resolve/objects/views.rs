//! Views, and the indexes of materialized ones.

use std::collections::BTreeMap;

use super::super::report::{Report, nearest};
use super::super::settings::Settings;
use super::super::{doc, indexes, names, registry::Registry, scope, settings};
use super::depends::Known;
use crate::spec::{IndexSpec, KeyTargetSpec, ViewSpec};
use crate::{
    DiagnosticId, Expr, Index, KeyTarget, Name, ObjectId, Options, QName, Schema, Uniqueness, View, ViewStorage,
};

/// The options of a plain view with the values that they take.
/// <https://www.postgresql.org/docs/current/sql-createview.html>
const OPTIONS: &[(&str, &[&str])] = &[
    ("security_barrier", &["true", "false"]),
    ("security_invoker", &["true", "false"]),
    ("check_option", &["local", "cascaded"]),
];

/// Puts a view into the schema.
pub(super) fn build(
    view: &ViewSpec,
    (known, settings): (&Known<'_>, &Settings),
    (schema, registry): (&mut Schema, &mut Registry),
    report: &mut Report,
) {
    let name = QName::new(scope::namespace(view.schema.as_ref(), report), names::database_name(&view.name, report));
    registry.add(ObjectId::View(name.clone()), view.name.span);
    let query = Expr::new(view.sql.as_str());
    if query.as_str().ends_with(';') {
        let message = "the query of a view ends with a semicolon";
        report.error(DiagnosticId::BadObject, message, view.sql.span, "remove the semicolon");
    }
    let storage = match view.materialized.as_ref().is_some_and(|materialized| materialized.value) {
        true => ViewStorage::Materialized,
        false => ViewStorage::Plain,
    };
    if storage == ViewStorage::Plain {
        check_options(view, settings, report);
    }
    let made = View {
        storage,
        options: Options::new(view.options.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        query,
        indexes: view_indexes(view, (&name, storage), (settings, registry), report),
        triggers: BTreeMap::new(),
        depends: known.all(&view.depends, report),
        comment: doc(view.doc.as_ref()),
    };
    schema.views.entry(name).or_insert(made);
}

fn check_options(view: &ViewSpec, settings: &Settings, report: &mut Report) {
    for (name, value) in &view.options {
        let word = name.to_lowercase();
        let Some((_, values)) = OPTIONS.iter().find(|(option, _)| *option == word) else {
            let known = OPTIONS.iter().map(|(option, _)| *option);
            let help = match nearest(&word, known.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("a view has {}", known.collect::<Vec<_>>().join(", ")),
            };
            report.error(DiagnosticId::BadObject, format!("a view has no option `{}`", name.value), name.span, help);
            continue;
        };
        let one = Options::new([(word.as_str(), value.as_str())]);
        if one.get(&word).is_some_and(|value| !values.contains(&value)) {
            let message = format!("`{}` is no value of `{word}`", value.value);
            report.error(DiagnosticId::BadObject, message, value.span, format!("write {}", values.join(" or ")));
        }
        if word == "security_invoker" {
            // https://www.postgresql.org/docs/15/release-15.html
            settings::need(settings, "`security_invoker`", 15, name.span, report);
        }
    }
}

/// The indexes of a materialized view. Its columns are those of its query, which is not looked into.
fn view_indexes(
    view: &ViewSpec,
    (name, storage): (&QName, ViewStorage),
    (settings, registry): (&Settings, &mut Registry),
    report: &mut Report,
) -> BTreeMap<Name, Index> {
    let mut made = BTreeMap::new();
    let all = view.indexes.iter().map(|spec| (spec, false)).chain(view.uniques.iter().map(|spec| (spec, true)));
    for (spec, is_unique) in all {
        if storage == ViewStorage::Plain {
            let help = "write `materialized: true`, or index the tables that it reads";
            report.error(DiagnosticId::BadIndex, "only a materialized view has indexes", spec.span, help);
            continue;
        }
        let uniqueness = match is_unique {
            true => Uniqueness::Unique(indexes::nulls_equal(spec, settings, report)),
            false => Uniqueness::Any,
        };
        let Some(index) = index(spec, uniqueness, report) else { continue };
        let key = match &spec.name {
            Some(name) => names::database_name(name, report),
            None => indexes::made_name(&name.name, &index),
        };
        registry.add(ObjectId::Index(name.clone(), key.clone()), spec.span);
        made.entry(key).or_insert(index);
    }
    made
}

fn index(spec: &IndexSpec, uniqueness: Uniqueness, report: &mut Report) -> Option<Index> {
    if spec.keys.is_empty() {
        let help = "write the columns of the view, as `[day, total desc]`";
        report.error(DiagnosticId::BadIndex, "an index over nothing", spec.span, help);
        return None;
    }
    let purpose = if uniqueness == Uniqueness::Any { indexes::Purpose::Search } else { indexes::Purpose::Unique };
    let method = indexes::method(spec.method.as_ref());
    indexes::check_method(spec, purpose, &method, report);
    if let Some(word) = &spec.deferrable {
        let message = "an index of a materialized view is never checked later";
        report.error(DiagnosticId::BadIndex, message, word.span, "remove `deferrable:`");
    }
    let keys = spec.keys.iter().map(|key| {
        let target = match &key.target {
            KeyTargetSpec::Field(name) => KeyTarget::Column(Name::new(name.as_str())),
            KeyTargetSpec::Expr(expr) => KeyTarget::Expr(Expr::new(expr.as_str())),
        };
        indexes::key_over(target, key, (spec, &method), report)
    });
    Some(Index {
        uniqueness,
        keys: keys.collect(),
        method: method.clone(),
        include: spec.include.iter().map(|name| Name::new(name.as_str())).collect(),
        predicate: spec.predicate.as_ref().map(|text| Expr::new(text.as_str())),
        options: indexes::options(spec),
    })
}
