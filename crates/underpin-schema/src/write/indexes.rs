//! Indexes and uniques.

use super::models::collation;
use super::relations::deferral as deferral_word;
use super::yaml::{MapBuilder, Yaml};
use super::{Book, field_name};
use crate::resolve::made_index_name;
use crate::{
    Deferral, Exclusion, Index, IndexKey, IndexMethod, KeyTarget, Model, Name, NullsEqual, NullsPlace, Operator,
    Options, QName, SortOrder, Table, Unique, Uniqueness, View,
};

/// `unique:`
pub(super) fn uniques(model: &Model, table: &Table, book: &Book<'_>) -> Vec<Yaml> {
    let named = |name, found: &Index, form| index(Some(model), (&model.table.name, name), (found, form));
    let constraints =
        table.uniques.iter().map(|(name, unique)| named(name, &as_index(unique), Form::AsSaid(unique.deferral)));
    let indexes = table.indexes.iter().filter(|(_, index)| index.uniqueness != Uniqueness::Any);
    let form = |found: &Index| match book.schema.tables.values().any(|table| !table.uniques.is_empty()) {
        true if could_be_constraint(found) => Form::Index,
        true | false => USUAL,
    };
    constraints.chain(indexes.map(|(name, found)| named(name, found, form(found)))).collect()
}

/// `indexes:`
pub(super) fn plain(model: &Model, table: &Table) -> Vec<Yaml> {
    let indexes = table.indexes.iter().filter(|(_, index)| index.uniqueness == Uniqueness::Any);
    indexes.map(|(name, found)| index(Some(model), (&model.table.name, name), (found, USUAL))).collect()
}

/// Whether an index says that it is one, where the system has uniques be constraints; and when it is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    AsSaid(Deferral),
    Index,
}

const USUAL: Form = Form::AsSaid(Deferral::Never);

/// Whether a unique index is over plain columns and all rows, as a unique constraint is.
fn could_be_constraint(index: &Index) -> bool {
    let plain = |key: &IndexKey| {
        matches!(key.target, KeyTarget::Column(_))
            && key.order == SortOrder::Asc
            && key.nulls == NullsPlace::Last
            && key.operator_class.is_none()
            && key.collation.is_none()
    };
    index.predicate.is_none() && index.method == IndexMethod::Btree && index.keys.iter().all(plain)
}

/// A unique constraint as the index that it has.
fn as_index(unique: &Unique) -> Index {
    let key = |column: &Name| IndexKey {
        target: KeyTarget::Column(column.clone()),
        order: SortOrder::Asc,
        nulls: NullsPlace::Last,
        operator_class: None,
        collation: None,
    };
    Index {
        uniqueness: Uniqueness::Unique(unique.nulls),
        method: IndexMethod::Btree,
        keys: unique.columns.iter().map(key).collect(),
        include: unique.include.clone(),
        predicate: None,
        options: unique.options.clone(),
    }
}

/// The indexes of a materialized view: those that are not unique, and those that are.
pub(super) fn of_view(name: &QName, view: &View) -> (Vec<Yaml>, Vec<Yaml>) {
    let one = |(key, found): (&Name, &Index)| index(None, (&name.name, key), (found, USUAL));
    let of = |is_unique: bool| {
        let indexes = view.indexes.iter().filter(move |(_, found)| (found.uniqueness != Uniqueness::Any) == is_unique);
        indexes.map(one).collect()
    };
    (of(false), of(true))
}

/// `options:`
pub(super) fn options(options: &Options) -> Vec<(String, Yaml)> {
    options.iter().map(|(name, value)| (name.to_string(), Yaml::Text(value.to_owned()))).collect()
}

/// An index of a model, or of a view whose columns are called as they are.
fn index(model: Option<&Model>, (owner, name): (&Name, &Name), (index, form): (&Index, Form)) -> Yaml {
    let keys = Yaml::List(index.keys.iter().map(|found| key(model, found, None)).collect());
    let mut map = MapBuilder::default();
    map.put("fields", keys.clone());
    map.maybe("where", index.predicate.as_ref());
    map.maybe("using", method(&index.method));
    map.texts("include", index.include.iter().map(|column| called(model, column)));
    if index.uniqueness == Uniqueness::Unique(NullsEqual::Equal) {
        map.text("nulls", "equal");
    }
    map.map("options", options(&index.options));
    match form {
        Form::Index => map.text("as", "index"),
        Form::AsSaid(deferral) => map.maybe("deferrable", deferral_word(deferral)),
    }
    if *name != made_index_name(owner, index) {
        map.text("name", name);
    }
    match map.into_entries() {
        entries if entries.len() == 1 => keys,
        entries => Yaml::Map(entries),
    }
}

fn method(method: &IndexMethod) -> Option<&str> {
    match method {
        IndexMethod::Btree => None,
        IndexMethod::Hash => Some("hash"),
        IndexMethod::Gin => Some("gin"),
        IndexMethod::Gist => Some("gist"),
        IndexMethod::Spgist => Some("spgist"),
        IndexMethod::Brin => Some("brin"),
        IndexMethod::Other(name) => Some(name),
    }
}

/// What specs call a column.
fn called<'a>(model: Option<&'a Model>, column: &'a Name) -> &'a Name {
    model.map_or(column, |model| field_name(model, column))
}

/// A key; of an exclusion constraint, with its operator.
fn key(model: Option<&Model>, key: &IndexKey, with: Option<&Operator>) -> Yaml {
    let order = match key.order {
        SortOrder::Asc => None,
        SortOrder::Desc => Some("desc"),
    };
    let nulls = (key.nulls != key.order.default_nulls()).then_some(match key.nulls {
        NullsPlace::First => "first",
        NullsPlace::Last => "last",
    });
    // A column of a view may be called anything, and a blank or a bracket in a short key means something.
    let plain = |column: &Name| model.is_some() || column.chars().all(|c| c.is_alphanumeric() || c == '_');
    let short = key.operator_class.is_none() && key.collation.is_none();
    match &key.target {
        KeyTarget::Column(column) if short && plain(column) => {
            let mut text = called(model, column).to_string();
            text.extend(order.map(|order| format!(" {order}")));
            text.extend(nulls.map(|nulls| format!(" nulls {nulls}")));
            text.extend(with.map(|with| format!(" with {with}")));
            Yaml::Text(text)
        }
        target => {
            let mut map = MapBuilder::default();
            match target {
                KeyTarget::Column(column) => map.text("field", called(model, column)),
                KeyTarget::Expr(expr) => map.text("expr", expr),
            }
            map.maybe("with", with);
            map.maybe("order", order);
            map.maybe("nulls", nulls);
            map.maybe("ops", key.operator_class.as_ref());
            map.maybe("collate", key.collation.as_ref().map(collation).as_ref());
            Yaml::Map(map.into_entries())
        }
    }
}

/// `excludes:`
pub(super) fn exclusions(model: &Model, table: &Table) -> Vec<(String, Yaml)> {
    let one = |(name, exclusion): (&Name, &Exclusion)| {
        let Exclusion { index, operators: _, deferral } = exclusion;
        let Index { uniqueness: _, method: by, keys: _, include, predicate, options: stored } = index;
        let keys = exclusion.elements().map(|(found, operator)| key(Some(model), found, Some(operator)));
        let mut map = MapBuilder::default();
        map.put("fields", Yaml::List(keys.collect()));
        map.maybe("where", predicate.as_ref());
        match by {
            IndexMethod::Gist => {}
            IndexMethod::Btree => map.text("using", "btree"),
            other => map.maybe("using", method(other)),
        }
        map.texts("include", include.iter().map(|column| field_name(model, column)));
        map.map("options", options(stored));
        map.maybe("deferrable", deferral_word(*deferral));
        let mut entries = map.into_entries();
        let yaml = if entries.len() == 1 { entries.remove(0).1 } else { Yaml::Map(entries) };
        (name.to_string(), yaml)
    };
    table.exclusions.iter().map(one).collect()
}
