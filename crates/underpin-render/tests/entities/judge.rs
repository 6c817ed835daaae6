//! SeaORM's own generator as the judge: on the tables of the case crate, its columns, Rust types and NULLs are ours.
//!
//! What the two are known to differ in is taken out on its side, each with its reason.

use std::collections::BTreeMap;

use quote::ToTokens;
use sea_orm_codegen::{
    BannerVersion, BigIntegerType, DateTimeCrate, EntityTransformer, EntityWriterContext, WithPrelude, WithSerde,
};
use underpin_render::{rust, sea};
use underpin_schema::{BaseType, QName, Schema};

use crate::case;

/// The columns of a table by name, each with its Rust type.
type Fields = BTreeMap<String, String>;

#[test]
fn columns_and_types_are_those_of_sea_orm_codegen() {
    let mut system = case::system();
    // sea-orm-codegen knows tables by their bare name and writes no foreign key to one that it does not have; what it
    // makes of relations is not compared: it numbers them (`users_1`) and takes tables for joins that are none.
    for table in system.schema.tables.values_mut() {
        table.foreign_keys.clear();
    }
    system.code.relations.clear();
    // It has no types for what sea-query has no word for, or wants features for them that a program may not have.
    let other = QName::public("AllTypes");
    let all_types = system.schema.tables.get_mut(&other).expect("the table");
    all_types.columns.retain(|_, column| !matches!(column.ty.base, BaseType::Other(_)));
    // It panics over tables without a primary key.
    let reserved = QName::public("reserved words");
    system.schema.tables.remove(&reserved);
    system.code.models.retain(|model| model.table != reserved);
    for model in &mut system.code.models {
        for field in &mut model.fields {
            // It knows no personal data.
            (field.pii, field.encrypted) = (None, false);
        }
    }

    let theirs = theirs(&system.schema);
    let (files, _) = rust::crate_files(&system.schema, &system.code);
    let mut compared = Vec::new();
    for file in &files {
        let Some((table, ours)) = entity(&file.text) else { continue };
        let theirs = theirs.get(&table).unwrap_or_else(|| panic!("sea-orm-codegen has no table `{table}`"));
        assert_eq!(&ours, theirs, "{table}");
        compared.push((table, ours.len()));
    }
    assert_eq!(compared.len(), system.code.models.len());
    assert!(compared.contains(&("AllTypes".to_owned(), 58)), "{compared:?}");
}

/// What sea-orm-codegen writes, by table.
fn theirs(schema: &Schema) -> BTreeMap<String, Fields> {
    let writer = EntityTransformer::transform(sea::create_tables(schema)).expect("tables that it takes");
    let context = EntityWriterContext::new(
        "dense".parse().expect("a format of its own"),
        WithPrelude::None,
        WithSerde::None,
        false,
        DateTimeCrate::Chrono,
        BigIntegerType::I64,
        None,
        false,
        false,
        false,
        vec![],
        vec![],
        vec![],
        vec![],
        vec![],
        false,
        true,
        BannerVersion::Minor,
    );
    writer.generate(&context).files.iter().filter_map(|file| entity(&file.content)).collect()
}

/// The table of an entity and its fields; nothing where the text is not that of an entity.
fn entity(text: &str) -> Option<(String, Fields)> {
    let file = syn::parse_file(text).ok()?;
    let model = file.items.iter().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == "Model" => Some(item),
        _ => None,
    })?;
    let table = argument(&model.attrs, "table_name")?;
    let relations = ["BelongsTo", "HasMany", "HasOne"];
    let mut fields = Fields::new();
    for field in &model.fields {
        let ty = field.ty.to_token_stream().to_string().replace(' ', "");
        if relations.iter().any(|relation| ty.starts_with(relation)) {
            continue;
        }
        let name = field.ident.as_ref()?.to_string();
        let column = argument(&field.attrs, "column_name").unwrap_or_else(|| name.trim_start_matches("r#").to_owned());
        fields.insert(column, ty.replace("enums::", ""));
    }
    Some((table, fields))
}

/// An argument of `#[sea_orm]` that is a string.
fn argument(attributes: &[syn::Attribute], name: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("sea_orm")) {
        attribute
            .parse_nested_meta(|meta| {
                if let Ok(value) = meta.value() {
                    let literal: syn::Lit = value.parse()?;
                    if let (syn::Lit::Str(text), true) = (literal, meta.path.is_ident(name)) {
                        found = Some(text.value());
                    }
                }
                Ok(())
            })
            .expect("arguments of names and literals");
    }
    found
}
