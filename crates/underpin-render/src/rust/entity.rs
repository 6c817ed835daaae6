//! One model as a SeaORM 2 entity in the dense format.

use askama::Template;
use underpin_schema::{Column, DefaultValue, Diagnostic, Field, Model, Name, QName, Table};

use super::{
    behavior::Hook,
    case,
    column::RustColumn,
    frame::{Use, render},
    key::{Uniques, key_of},
    link::Link,
    names,
    relation::{Context, RelationField},
    taken::ModelNames,
    text::{CHAIN, LINE, SKIP, attribute, docs, literal, one_line},
};

/// The text of an entity's file.
#[derive(Template)]
#[template(path = "rust/entity.rs")]
pub struct EntityText<'a> {
    project: &'a str,
    title: &'a str,
    imports: &'a [String],
    docs: &'a str,
    derives: &'a str,
    attribute: &'a str,
    fields: &'a [FieldView],
    hooks: &'a [Hook],
    no_hook: &'a [&'static str],
    tenants: &'a [Tenant],
    links: &'a [Link],
}

/// An entity, laid out.
pub struct Entity {
    /// The module.
    pub module: String,
    /// What the file is about, on one line.
    pub title: String,
    /// The documentation of the model.
    pub docs: String,
    /// Its attributes.
    pub attribute: String,
    /// Its columns and relations.
    pub fields: Vec<FieldView>,
    /// The hook that fills what the program makes, if anything.
    pub hooks: Vec<Hook>,
    derives: &'static str,
    imports: Vec<String>,
    no_hook: Vec<&'static str>,
    tenants: Vec<Tenant>,
    links: Vec<Link>,
}

/// A field of the model.
pub struct FieldView {
    /// Its documentation.
    pub docs: String,
    /// Its attribute.
    pub attribute: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: String,
}

/// The query for the rows of one tenant.
struct Tenant {
    attribute: &'static str,
    ty: String,
    column: String,
}

impl Entity {
    /// An entity without fields.
    pub fn new(title: String, module: String) -> Self {
        Self {
            module,
            title,
            docs: String::new(),
            attribute: String::new(),
            fields: Vec::new(),
            hooks: Vec::new(),
            derives: "",
            imports: vec!["sea_orm::entity::prelude::*".to_owned()],
            no_hook: Vec::new(),
            tenants: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Derives `Eq` only where every column has it.
    pub fn derives(&mut self, eq: bool) {
        self.derives = if eq {
            "Clone, Debug, PartialEq, Eq, DeriveEntityModel"
        } else {
            "Clone, Debug, PartialEq, DeriveEntityModel"
        };
    }

    /// Says that nothing happens before a row is saved.
    pub fn without_hook(&mut self) {
        self.no_hook = vec!["impl ActiveModelBehavior for ActiveModel {}"];
    }

    /// The file's text.
    pub fn text(&self, project: &str) -> String {
        let too_wide = |field: &FieldView| "    pub : ,".len() + field.name.len() + field.ty.len() > LINE;
        let skip = if self.fields.iter().any(too_wide) { SKIP } else { "" };
        let Self { module: _, title, docs, attribute, fields, hooks, derives, imports, no_hook, tenants, links } = self;
        let attribute = &format!("{attribute}{skip}");
        render(&EntityText {
            project,
            title,
            imports,
            docs,
            derives,
            attribute,
            fields,
            hooks,
            no_hook,
            tenants,
            links,
        })
    }
}

/// The attribute of a model: its table, and the table's schema where it is not `public`.
pub fn table_attribute(name: &QName) -> String {
    let mut arguments = Vec::new();
    if !name.is_public() {
        arguments.push(format!("schema_name = {}", literal(&name.namespace)));
    }
    arguments.push(format!("table_name = {}", literal(&name.name)));
    attribute(0, &arguments)
}

/// The entity of a model; nothing where its table is missing or has no key.
pub fn entity(context: &Context, model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Option<Entity> {
    let own = context.names.model(&model.name)?;
    let table = context.schema.tables.get(&model.table)?;
    let columns = columns(context, Stored { model, table, own });
    let key = key_of(model, table, diagnostics)?;
    let uniques = Uniques::new(table, &columns, own);

    let mut entity = Entity::new(
        one_line(&format!("The model `{}`, table `{}`.", model.name, model.table)).into_owned(),
        own.module.clone(),
    );
    entity.docs = docs(0, model.doc.as_deref().unwrap_or(&format!("A row of the table `{}`.", model.table)));
    entity.attribute = table_attribute(&model.table);
    entity.derives(columns.iter().all(|column| column.rust.eq));
    for column in &columns {
        entity.fields.push(field(column, &key, &uniques));
    }
    for view in context.relations.of(&model.name) {
        if let Some(RelationField { ty, attributes, doc }) = context.field(view, own) {
            entity.fields.push(FieldView {
                docs: docs(4, view.near.doc.as_deref().unwrap_or(&doc)),
                attribute: attribute(4, &attributes),
                name: own.field(&view.near.field).into_owned(),
                ty,
            });
        }
        entity.links.extend(context.link(view, own));
    }
    match Hook::new(&columns, &model.name, diagnostics) {
        Some(hook) => entity.hooks.push(hook),
        None => entity.without_hook(),
    }
    if let Some(tenant) = &model.tenant {
        entity.tenants.extend(columns.iter().find(|column| column.field.name == *tenant).map(tenant_query));
    }
    entity.imports(&columns);
    Some(entity)
}

/// A column of a model with its Rust side.
pub struct ModelColumn<'a> {
    /// Its field in code.
    pub field: &'a Field,
    /// The column.
    pub column: &'a Column,
    /// What it is to Rust.
    pub rust: RustColumn,
    /// The field's name in Rust.
    pub name: String,
}

/// A model with its table and its names.
struct Stored<'a> {
    model: &'a Model,
    table: &'a Table,
    own: &'a ModelNames<'a>,
}

fn columns<'a>(context: &Context<'a>, stored: Stored<'a>) -> Vec<ModelColumn<'a>> {
    let Stored { model, table, own } = stored;
    let names = context.names;
    let enum_name = |name: &QName| names.enumeration(name).map(str::to_owned);
    let with_column = model.fields.iter().filter_map(|field| Some((field, table.columns.get(&field.column)?)));
    with_column
        .map(|(field, column)| {
            let rust = RustColumn::new(field, column, context.schema, enum_name);
            let name = own.field(&field.name).into_owned();
            ModelColumn { field, column, rust, name }
        })
        .collect()
}

fn field(column: &ModelColumn, key: &[&Name], uniques: &Uniques) -> FieldView {
    let ModelColumn { field, column: stored, rust, name } = column;
    let mut attributes = Vec::new();
    if key.contains(&&field.column) {
        attributes.push("primary_key".to_owned());
        let counts = matches!(stored.default, Some(DefaultValue::Serial(_) | DefaultValue::Identity(_)));
        // SeaORM takes it for granted of numbers, and forbids it of keys of several columns.
        if !(counts && key.len() == 1) {
            attributes.push("auto_increment = false".to_owned());
        }
    }
    if !is_default_column(name, &field.column) {
        attributes.push(format!("column_name = {}", literal(&field.column)));
    }
    attributes.extend(rust.attributes.iter().cloned());
    // `find_by_id` is SeaORM's own.
    if uniques.single.contains(&field.column) && key != [&field.column] && name != "id" {
        attributes.push("unique".to_owned());
    }
    for (group, columns) in &uniques.groups {
        if columns.contains(&&field.column) {
            attributes.push(format!("unique_key = \"{group}\""));
        }
    }
    FieldView { docs: field_docs(column), attribute: attribute(4, &attributes), name: name.clone(), ty: rust.ty() }
}

/// Whether SeaORM's macros make the column's name of the field's.
fn is_default_column(field: &str, column: &str) -> bool {
    let is_one_word = || column.bytes().all(|byte| byte.is_ascii_lowercase());
    field == column && (is_one_word() || case::snake(&case::camel(field)) == column)
}

fn field_docs(column: &ModelColumn) -> String {
    let ModelColumn { field, column: _, rust, name: _ } = column;
    let mut text = match &field.doc {
        Some(doc) => doc.clone(),
        None => format!("The column `{}`.", field.column),
    };
    if rust.generated {
        text.push_str("\n\nThe database computes it: what a program sets here is not written.");
    }
    docs(4, &text)
}

fn tenant_query(column: &ModelColumn) -> Tenant {
    let variant = names::variant(&column.name);
    let attribute =
        if "Column::.eq(tenant.into())".len() + variant.len() > CHAIN { "    #[rustfmt::skip]\n" } else { "" };
    Tenant { attribute, ty: column.rust.value.clone(), column: variant }
}

impl Entity {
    fn imports(&mut self, columns: &[ModelColumn]) {
        let mut imports = Vec::new();
        if columns.iter().any(|column| column.rust.value.contains("enums::")) {
            imports.push("crate::enums".to_owned());
        }
        if columns.iter().any(|column| column.rust.value.starts_with("Hidden<")) {
            imports.push("crate::hidden::{Hidden, kind}".to_owned());
        }
        self.imports.splice(0..0, imports);
    }

    /// Whether the entity uses that.
    pub fn uses(&self, item: Use) -> bool {
        let makes = |function| self.hooks.iter().any(|hook| hook.steps.iter().any(|step| step.contains(function)));
        match item {
            Use::Hidden => self.imports.iter().any(|import| import.starts_with("crate::hidden")),
            Use::Uuid => makes("Uuid::new_v4()"),
            Use::Cuid => makes("cuid::cuid1()"),
        }
    }
}
