//! Models and their fields.

use super::yaml::{MapBuilder, Yaml};
use super::{Book, TenancyForm, defaults, field_name, indexes, namespace, relations, type_text};
use crate::resolve::TENANT_POLICY;
use crate::{
    Column, DefaultValue, Field, Index, KeyTarget, Model, Name, Pii, PrimaryKey, QName, RowSecurity, Table, Uniqueness,
    naming,
};

pub(super) fn document(model: &Model, book: &Book<'_>) -> Vec<(String, Yaml)> {
    let mut map = MapBuilder::default();
    map.text("model", &model.name);
    if model.name != model.table.name {
        map.text("map", &model.table.name);
    }
    map.maybe("schema", namespace(&model.table));
    map.maybe("doc", model.doc.as_ref());
    if model.tenant.is_some() {
        map.texts("use", ["tenant"]);
    }
    let nothing = Table::default();
    let table = book.schema.tables.get(&model.table).unwrap_or(&nothing);
    let key = table.primary_key.as_ref().map(|key| key.columns.as_slice()).unwrap_or_default();
    if key.len() > 1 {
        map.texts("primary", key.iter().map(|column| field_name(model, column)));
    }
    if !tells_apart(table) {
        map.flag("keyless", Some(()));
    }
    let own = |key: &&PrimaryKey| key.name != naming::primary_key(&model.table.name);
    map.maybe("primary_name", table.primary_key.as_ref().filter(own).map(|key| &key.name));
    map.maybe("primary_deferrable", table.primary_key.as_ref().and_then(|key| relations::deferral(key.deferral)));
    let fields = model.fields.iter().filter_map(|field| {
        let column = table.columns.get(&field.column)?;
        let is_key = key.len() == 1 && key[0] == field.column;
        Some((field.name.to_string(), self::field(field, column, is_key.then_some(()), book)))
    });
    map.map("fields", fields.collect());
    map.map("relations", relations::all(model, table, book));
    map.list("unique", indexes::uniques(model, table, book));
    map.list("indexes", indexes::plain(model, table));
    let checks = table.checks.iter().map(|(name, check)| (name.to_string(), Yaml::Text(check.expr.to_string())));
    map.map("checks", checks.collect());
    map.map("excludes", indexes::exclusions(model, table));
    let checks = table.checks.iter().filter(|(_, check)| !check.validity.is_valid()).map(|(name, _)| name);
    let keys = table.foreign_keys.iter().filter(|(_, key)| !key.validity.is_valid()).map(|(name, _)| name);
    map.texts("not_valid", checks.chain(keys));
    row_security(&mut map, model, table, book);
    map.into_entries()
}

/// Whether the rows of a table are told apart by something that no row leaves empty.
fn tells_apart(table: &Table) -> bool {
    let required = |name: &Name| table.columns.get(name).is_some_and(|column| !column.nullable);
    let plain = |index: &Index| {
        index.uniqueness != Uniqueness::Any
            && index.predicate.is_none()
            && index.keys.iter().all(|key| matches!(&key.target, KeyTarget::Column(name) if required(name)))
    };
    table.primary_key.is_some()
        || table.uniques.values().any(|unique| unique.columns.iter().all(required))
        || table.indexes.values().any(plain)
}

/// `rls:` where it differs from what follows from the policies.
fn row_security(map: &mut MapBuilder, model: &Model, table: &Table, book: &Book<'_>) {
    let by_mixin = model.tenant.is_some() && book.tenancy == TenancyForm::ByMixin;
    let written = table.policies.keys().any(|name| !(by_mixin && name.as_str() == TENANT_POLICY));
    let implied = match (by_mixin, written) {
        (true, _) => RowSecurity::Forced,
        (false, true) => RowSecurity::Enabled,
        (false, false) => RowSecurity::Off,
    };
    if table.row_security != implied {
        map.text(
            "rls",
            match table.row_security {
                RowSecurity::Off => "off",
                RowSecurity::Enabled => "enabled",
                RowSecurity::Forced => "forced",
            },
        );
    }
}

fn field(field: &Field, column: &Column, is_key: Option<()>, book: &Book<'_>) -> Yaml {
    let optional = if column.nullable { "?" } else { "" };
    let ty = format!("{}{optional}", type_text(&column.ty, |name| book.type_name(name)));
    let mut map = MapBuilder::default();
    map.text("type", ty);
    map.flag("primary", is_key);
    match (&column.default, field.client_default) {
        (Some(DefaultValue::Generated(expr)), _) => map.text("generated", expr),
        (Some(default), _) => map.put("default", defaults::default(default, &column.ty, book)),
        (None, Some(made)) => map.put("default", Yaml::Word(made.to_string())),
        (None, None) => {}
    }
    if let Some(sequence) = column.default.as_ref().and_then(DefaultValue::sequence) {
        map.map("sequence", defaults::owned_sequence(sequence));
    }
    map.flag("updated", field.updated.then_some(()));
    map.maybe("collate", column.collation.as_ref().map(collation).as_ref());
    if field.name != field.column {
        map.text("map", &field.column);
    }
    map.maybe("pii", field.pii.map(pii));
    map.flag("encrypted", field.encrypted.then_some(()));
    map.maybe("doc", field.doc.as_ref());
    match map.into_entries() {
        mut entries if entries.len() == 1 => entries.remove(0).1,
        entries => Yaml::Map(entries),
    }
}

/// A collation, such that it is read as the same.
pub(super) fn collation(name: &QName) -> String {
    let is_bare =
        !["public.", "pg_catalog."].iter().any(|prefix| name.name.starts_with(prefix)) && !name.name.starts_with('"');
    match name.namespace.as_str() {
        "pg_catalog" if is_bare => name.name.to_string(),
        namespace => format!("{}.{}", quoted(namespace), quoted(&name.name)),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn pii(pii: Pii) -> &'static str {
    match pii {
        Pii::Name => "name",
        Pii::Email => "email",
        Pii::Phone => "phone",
        Pii::Address => "address",
        Pii::Birthday => "birthday",
        Pii::Ip => "ip",
        Pii::Health => "health",
        Pii::Payment => "payment",
        Pii::Token => "token",
        Pii::Other => "other",
    }
}
