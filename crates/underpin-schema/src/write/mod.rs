//! Schemas -> specs: the inverse of reading and resolving.
//!
//! Nothing is left to a default that depends on something else: fields that relations imply, names of back relations
//! and referential actions are all written, so that the text means the same wherever it is moved.

mod defaults;
mod enums;
mod indexes;
mod models;
mod objects;
mod relations;
mod system;
mod types;
mod user_types;
mod yaml;

use std::collections::HashMap;

use crate::{Code, CodeEnum, Model, Name, QName, Relation, Schema};

pub(crate) use types::type_text;
use yaml::Yaml;

/// The specs of a schema and its code side, as files: `underpin.yaml`, and model files under `models/`.
///
/// Reading and resolving them gives the same schema and code, as long as the schema is one that specs can give: tables
/// without a model, and systems with both unique constraints and plain unique indexes, have no words in the language.
pub fn write_specs(schema: &Schema, code: &Code) -> Vec<(String, String)> {
    let book = Book::new(schema, code);
    let mut files = vec![("underpin.yaml".to_owned(), yaml::document(&system::document(&book)))];
    let mut add = |path: &str, documents: Vec<Vec<(String, Yaml)>>| {
        if !documents.is_empty() {
            let texts: Vec<String> = documents.iter().map(|document| yaml::document(document)).collect();
            files.push((path.to_owned(), texts.join("---\n")));
        }
    };
    // Documents are read in the order of paths, and models and enums keep their order within a file.
    add("models/enums.yaml", code.enums.iter().map(enums::document).collect());
    add("models/models.yaml", code.models.iter().map(|model| models::document(model, &book)).collect());
    add("models/objects.yaml", objects::documents(&book));
    files
}

/// The schema and the code side with what is looked up in them.
struct Book<'a> {
    schema: &'a Schema,
    code: &'a Code,
    enums: HashMap<&'a QName, &'a CodeEnum>,
    types: HashMap<&'a QName, String>,
    models: HashMap<&'a QName, &'a Model>,
    by_name: HashMap<&'a Name, &'a Model>,
    relations: HashMap<&'a Name, Vec<&'a Relation>>,
    tenancy: TenancyForm,
}

/// How the specs say that tenants are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TenancyForm {
    /// Every tenant model has what the mixin gives.
    ByMixin,
    /// The policies, if any, are written one by one.
    ByPolicies,
}

impl<'a> Book<'a> {
    fn new(schema: &'a Schema, code: &'a Code) -> Self {
        let mut relations: HashMap<&Name, Vec<&Relation>> = HashMap::new();
        for relation in &code.relations {
            relations.entry(&relation.from.model).or_default().push(relation);
        }
        let mut book = Self {
            schema,
            code,
            enums: code.enums.iter().map(|found| (&found.ty, found)).collect(),
            types: user_types::names(schema, code),
            models: code.models.iter().map(|model| (&model.table, model)).collect(),
            by_name: code.models.iter().map(|model| (&model.name, model)).collect(),
            relations,
            tenancy: TenancyForm::ByPolicies,
        };
        if code.models.iter().all(|model| system::is_isolated(model, &book)) {
            book.tenancy = TenancyForm::ByMixin;
        }
        book
    }

    /// What the specs call a type that is no scalar one.
    fn type_name(&self, ty: &QName) -> String {
        self.types.get(ty).cloned().unwrap_or_else(|| self.enum_name(ty))
    }

    /// What code calls an enum type.
    fn enum_name(&self, ty: &QName) -> String {
        self.enums.get(ty).map_or_else(|| ty.name.to_string(), |found| found.name.to_string())
    }
}

/// What code calls a column.
fn field_name<'m>(model: &'m Model, column: &'m Name) -> &'m Name {
    model.fields.iter().find(|field| field.column == *column).map_or(column, |field| &field.name)
}

/// The namespace of a name where it has to be written.
fn namespace(name: &QName) -> Option<&Name> {
    (!name.is_public()).then_some(&name.namespace)
}
