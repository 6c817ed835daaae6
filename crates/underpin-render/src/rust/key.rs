//! What tells rows apart: primary and unique keys, as SeaORM takes them.

use std::collections::BTreeSet;

use underpin_schema::{Diagnostic, DiagnosticId, KeyTarget, Model, Name, Table, Uniqueness};

use super::{entity::ModelColumn, taken::ModelNames};

/// The columns that SeaORM is to tell rows apart by: the primary key, or a unique key whose columns are never NULL.
pub fn key_of<'a>(model: &Model, table: &'a Table, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<&'a Name>> {
    if let Some(key) = &table.primary_key {
        return Some(key.columns.iter().collect());
    }
    let is_required =
        |columns: &[&Name]| columns.iter().all(|name| table.columns.get(*name).is_some_and(|column| !column.nullable));
    let keys = unique_keys(table).into_iter().filter(|columns| is_required(columns));
    let key = keys.min_by_key(Vec::len);
    if key.is_none() {
        diagnostics.push(
            Diagnostic::error(
                DiagnosticId::RustNoKey,
                format!("model `{}` has neither a primary key nor a unique one without NULLs", model.name),
            )
            .help("SeaORM cannot tell its rows apart: write `primary: true` on a field"),
        );
    }
    key
}

/// The columns of each unique constraint and of each unique index over whole columns and all rows.
fn unique_keys(table: &Table) -> Vec<Vec<&Name>> {
    let constraints = table.uniques.values().map(|unique| unique.columns.iter().collect());
    let indexes = table.indexes.values().filter_map(|index| {
        let columns = index.keys.iter().map(|key| match &key.target {
            KeyTarget::Column(name) => Some(name),
            KeyTarget::Expr(_) => None,
        });
        match (index.uniqueness, &index.predicate) {
            (Uniqueness::Unique(_), None) => columns.collect::<Option<Vec<_>>>(),
            (Uniqueness::Unique(_) | Uniqueness::Any, _) => None,
        }
    });
    constraints.chain(indexes).collect()
}

/// The unique keys as SeaORM takes them: `find_by_<name>` is made of each.
pub struct Uniques<'a> {
    /// The columns that are unique by themselves.
    pub single: BTreeSet<&'a Name>,
    /// The keys of several columns, each with its name.
    pub groups: Vec<(String, Vec<&'a Name>)>,
}

impl<'a> Uniques<'a> {
    /// The unique keys of a table.
    pub fn new(table: &'a Table, columns: &[ModelColumn], own: &ModelNames) -> Self {
        let keys = unique_keys(table);
        let single: BTreeSet<&Name> = keys.iter().filter(|key| key.len() == 1).map(|key| key[0]).collect();
        let mut groups: Vec<(String, Vec<&Name>)> = Vec::new();
        for key in keys {
            let words: Option<Vec<String>> = key
                .iter()
                .map(|name| {
                    let column = columns.iter().find(|column| column.field.column == **name)?;
                    Some(own.field(&column.field.name).trim_end_matches('_').to_owned())
                })
                .collect();
            let Some(words) = words.filter(|words| words.len() > 1) else { continue };
            let mut name = words.join("_");
            // A unique field of that name would make a second `find_by_` of it.
            while columns.iter().any(|column| column.name == name) {
                name.push_str("_key");
            }
            if groups.iter().all(|(other, _)| *other != name) {
                groups.push((name, key));
            }
        }
        Self { single, groups }
    }
}
