//! `underpin.yaml`.

use std::collections::HashSet;

use super::yaml::{MapBuilder, Yaml};
use super::{Book, TenancyForm};
use crate::resolve::{TENANT_POLICY, tenant_policy};
use crate::{Model, Name, NullsEqual, Prisma, RowSecurity, Schema, Uniqueness};

pub(super) fn document(book: &Book<'_>) -> Vec<(String, Yaml)> {
    let mut map = MapBuilder::default();
    if !book.code.project.is_empty() {
        map.text("project", &book.code.project);
    }
    if has_equal_nulls(book) {
        map.put("postgres", Yaml::Word("15".to_owned()));
    }
    map.list("models", vec![Yaml::Quoted("models/*.yaml".to_owned())]);
    if book.schema.tables.values().any(|table| !table.uniques.is_empty()) {
        map.text("uniques", "constraint");
    }
    map.texts("schemas", empty_schemas(book));
    if is_uncommented(book) {
        map.text("docs", "code");
    }
    if let Some(tenancy) = &book.code.tenancy {
        let mut inner = MapBuilder::default();
        inner.text("model", &tenancy.model);
        inner.text("field", &tenancy.field);
        if book.tenancy == TenancyForm::ByPolicies {
            inner.put("rls", Yaml::Word("false".to_owned()));
        }
        inner.text("setting", &tenancy.setting);
        map.map("tenancy", inner.into_entries());
    }
    let prisma = &book.code.prisma;
    if *prisma != Prisma::default() {
        let mut inner = MapBuilder::default();
        inner.put("version", Yaml::Word(prisma.version.to_string()));
        inner.texts("preview", &prisma.preview);
        if let Some(output) = &prisma.output {
            inner.text("output", output);
        }
        map.map("prisma", inner.into_entries());
    }
    map.into_entries()
}

/// The PostgreSQL schemas that nothing is in.
fn empty_schemas<'b>(book: &Book<'b>) -> Vec<&'b Name> {
    let Schema { namespaces, extensions, enums, types, sequences, tables, views, functions } = book.schema;
    let named = enums
        .keys()
        .chain(sequences.keys())
        .chain(types.keys())
        .chain(tables.keys())
        .chain(views.keys())
        .map(|name| &name.namespace);
    let named = named.chain(functions.keys().map(|signature| &signature.name.namespace));
    let named: HashSet<&Name> = named.chain(extensions.values().filter_map(|found| found.namespace.as_ref())).collect();
    namespaces.iter().filter(|name| !named.contains(name)).collect()
}

/// Whether docs are kept out of the database.
fn is_uncommented(book: &Book<'_>) -> bool {
    let models = &book.code.models;
    let said = models.iter().any(|model| model.doc.is_some() || model.fields.iter().any(|field| field.doc.is_some()))
        || book.code.enums.iter().any(|found| found.doc.is_some());
    let kept = book.schema.enums.values().any(|found| found.comment.is_some())
        || book.schema.types.values().any(|found| found.comment().is_some())
        || book
            .schema
            .tables
            .values()
            .any(|table| table.comment.is_some() || table.columns.values().any(|column| column.comment.is_some()));
    said && !kept
}

/// Whether anything needs PostgreSQL 15.
fn has_equal_nulls(book: &Book<'_>) -> bool {
    book.schema.tables.values().any(|table| {
        table.uniques.values().any(|unique| unique.nulls == NullsEqual::Equal)
            || table.indexes.values().any(|index| index.uniqueness == Uniqueness::Unique(NullsEqual::Equal))
    })
}

/// Whether a model has what the mixin `tenant` gives, or belongs to no tenant.
pub(super) fn is_isolated(model: &Model, book: &Book<'_>) -> bool {
    let Some(tenant) = &model.tenant else { return true };
    let Some(tenancy) = &book.code.tenancy else { return false };
    let Some(table) = book.schema.tables.get(&model.table) else { return false };
    let Some(field) = model.field(tenant) else { return false };
    let Some(column) = table.columns.get(&field.column) else { return false };
    let policy = tenant_policy(&field.column, &column.ty, &tenancy.setting);
    table.row_security == RowSecurity::Forced && table.policies.get(TENANT_POLICY) == Some(&policy)
}
