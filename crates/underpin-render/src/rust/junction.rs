//! Entities of the join tables that many-to-many relations imply.

use underpin_schema::{Action, ForeignKey, Relation, RelationKind, Table};

use super::{
    column::RustColumn,
    entity::{Entity, FieldView},
    names,
    relation::{Context, action},
    text::{attribute, docs, literal},
};

/// The two sides of a join table.
pub struct Sides {
    /// The side of the relation's `from` model.
    pub from: JoinSide,
    /// The side of its `to` model.
    pub to: JoinSide,
}

/// One side of a join table: a column and the foreign key over it.
pub struct JoinSide {
    /// The relation of the join table that leads to the model: its module's name, or the column's of a self relation.
    pub relation: String,
    /// The field of that relation.
    field: String,
    /// The column's field.
    column_field: String,
    /// The column.
    column: String,
    /// The model's name.
    model: String,
}

/// The sides of the join table of a relation: A belongs to the model and field that come first by name.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/relations/many-to-many-relations#rules-for-implicit-m-n-relations>
pub fn sides(context: &Context, relation: &Relation) -> Option<Sides> {
    let Relation { name: _, from, to, kind: _ } = relation;
    let from_is_first = (&from.model, &from.field) <= (&to.model, &to.field);
    let columns = if from_is_first { ["A", "B"] } else { ["B", "A"] };
    let is_self = from.model == to.model;
    let side = |model: &str, column: &str| {
        let module = &context.names.model(model)?.module;
        let field = if is_self { column.to_ascii_lowercase() } else { module.clone() };
        Some(JoinSide {
            relation: names::variant(&field),
            column_field: format!("{}_id", field.trim_end_matches('_')),
            field,
            column: column.to_owned(),
            model: model.to_owned(),
        })
    };
    Some(Sides { from: side(&from.model, columns[0])?, to: side(&to.model, columns[1])? })
}

/// The entity of a relation's join table; nothing where the relation has none, or the schema does not hold it.
pub fn entity(context: &Context, relation: &Relation) -> Option<Entity> {
    let RelationKind::ManyToMany { table: name } = &relation.kind else { return None };
    let table = context.schema.tables.get(name)?;
    let Sides { from, to } = sides(context, relation)?;
    let mut both = [from, to];
    both.sort_by(|a, b| a.column.cmp(&b.column));
    let mut fields = Vec::new();
    for side in &both {
        fields.push(column_field(context, table, side)?);
    }
    for side in &both {
        fields.push(relation_field(context, table, side)?);
    }
    let title = format!("The join table of `{}.{}`.", relation.from.model, relation.from.field);
    let mut entity = Entity::new(title.clone(), context.names.junction(name)?.to_owned());
    entity.docs = docs(0, &format!("A tie between `{}` and `{}`.", relation.from.model, relation.to.model));
    entity.attribute = super::entity::table_attribute(name);
    entity.fields = fields;
    entity.derives(true);
    entity.without_hook();
    Some(entity)
}

fn column_field(context: &Context, table: &Table, side: &JoinSide) -> Option<FieldView> {
    let column = table.columns.get(side.column.as_str())?;
    let field = underpin_schema::Field {
        name: side.column.as_str().into(),
        column: side.column.as_str().into(),
        doc: None,
        client_default: None,
        updated: false,
        pii: None,
        encrypted: false,
    };
    let rust =
        RustColumn::new(&field, column, context.schema, |name| context.names.enumeration(name).map(str::to_owned));
    let mut attributes = vec![
        "primary_key".to_owned(),
        "auto_increment = false".to_owned(),
        format!("column_name = {}", literal(&side.column)),
    ];
    attributes.extend(rust.attributes.iter().cloned());
    Some(FieldView {
        docs: docs(4, &format!("The key of the `{}` row.", side.model)),
        attribute: attribute(4, &attributes),
        name: side.column_field.clone(),
        ty: rust.ty(),
    })
}

fn relation_field(context: &Context, table: &Table, side: &JoinSide) -> Option<FieldView> {
    let other = context.names.model(&side.model)?;
    let model = context.models.get(side.model.as_str())?;
    let key: Option<&ForeignKey> =
        table.foreign_keys.values().find(|key| matches!(&key.columns[..], [column] if column.as_str() == side.column));
    let referenced = key.and_then(|key| key.references.first());
    let field = referenced.and_then(|column| model.fields.iter().find(|field| field.column == *column));
    let to = field.map_or_else(|| "id".to_owned(), |field| other.field(&field.name).into_owned());
    let (on_update, on_delete) = key.map_or((Action::Cascade, Action::Cascade), |key| (key.on_update, key.on_delete));
    let attributes = vec![
        "belongs_to".to_owned(),
        format!("relation_enum = \"{}\"", side.relation),
        format!("from = \"{}\"", side.column_field),
        format!("to = \"{to}\""),
        format!("on_update = \"{}\"", action(on_update)),
        format!("on_delete = \"{}\"", action(on_delete)),
    ];
    Some(FieldView {
        docs: docs(4, &format!("The `{}` row.", side.model)),
        attribute: attribute(4, &attributes),
        name: side.field.clone(),
        ty: format!("BelongsTo<super::{}::Entity>", other.module),
    })
}
