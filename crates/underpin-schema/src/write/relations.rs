//! Relations.

use super::yaml::{MapBuilder, Yaml};
use super::{Book, field_name};
use crate::{Action, Deferral, MatchType, Model, Name, Relation, RelationKind, Table, naming};

/// `relations:`
pub(super) fn all(model: &Model, table: &Table, book: &Book<'_>) -> Vec<(String, Yaml)> {
    let relations = book.relations.get(&model.name).into_iter().flatten();
    relations.map(|relation| (relation.from.field.to_string(), one(relation, model, table, book))).collect()
}

fn one(relation: &Relation, model: &Model, table: &Table, book: &Book<'_>) -> Yaml {
    let mut map = MapBuilder::default();
    match &relation.kind {
        RelationKind::ManyToMany { table: _ } => map.text("to", format!("{}[]", relation.to.model)),
        RelationKind::ForeignKey { fields, references, constraint, on_delete, on_update, arity: _, optional: _ } => {
            map.text("to", &relation.to.model);
            if !matches!(fields.as_slice(), [field] if is_implied(relation, field)) {
                map.texts("fields", fields);
            }
            if *references != key_fields(&relation.to.model, book) {
                map.texts("references", references);
            }
            map.text("on_delete", action(*on_delete));
            if *on_update != Action::Cascade {
                map.text("on_update", action(*on_update));
            }
            let key = table.foreign_keys.get(constraint);
            if key.is_some_and(|key| key.matching == MatchType::Full) {
                map.text("match", "full");
            }
            map.maybe("deferrable", key.and_then(|key| deferral(key.deferral)));
            let columns = fields.iter().filter_map(|field| model.field(field)).map(|field| field.column.as_str());
            if *constraint != naming::foreign_key(&model.table.name, columns) {
                map.text("map", constraint);
            }
        }
    }
    map.text("back", &relation.to.field);
    map.maybe("name", relation.name.as_ref());
    map.maybe("doc", relation.from.doc.as_ref());
    Yaml::Map(map.into_entries())
}

/// What `deferrable:` says, where it says anything.
pub(super) fn deferral(deferral: Deferral) -> Option<&'static str> {
    match deferral {
        Deferral::Never => None,
        Deferral::Allowed => Some("allowed"),
        Deferral::Initially => Some("initially"),
    }
}

/// Whether a relation has the field without saying so.
fn is_implied(relation: &Relation, field: &str) -> bool {
    let name = relation.from.field.as_str();
    field == format!("{name}{}", if name.contains('_') { "_id" } else { "Id" })
}

fn key_fields(model: &Name, book: &Book<'_>) -> Vec<Name> {
    let Some(model) = book.by_name.get(model) else { return Vec::new() };
    let key = book.schema.tables.get(&model.table).and_then(|table| table.primary_key.as_ref());
    let columns = key.map(|key| key.columns.as_slice()).unwrap_or_default();
    columns.iter().map(|column| field_name(model, column).clone()).collect()
}

fn action(action: Action) -> &'static str {
    match action {
        Action::NoAction => "no_action",
        Action::Restrict => "restrict",
        Action::Cascade => "cascade",
        Action::SetNull => "set_null",
        Action::SetDefault => "set_default",
    }
}
