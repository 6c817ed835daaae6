//! What the writers of Prisma text look things up in: one pass over the schema and its code side.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use underpin_schema::{Code, CodeEnum, Model, Name, PUBLIC, QName, Relation, RelationKind, Schema, Table};

use super::{edition::Edition, index, relation::End};

/// A schema and its code side, with the look-ups that each model needs. Hash maps are looked into, never walked.
pub(super) struct Book<'a> {
    pub schema: &'a Schema,
    pub code: &'a Code,
    pub edition: Edition,
    /// The PostgreSQL schemas beside `public`. Where there are any, every model and enum must say where it is.
    pub namespaces: BTreeSet<&'a Name>,
    /// Whether models say their PostgreSQL schema even where it is `public`, as those around them do.
    pub names_namespaces: bool,
    /// Whether the preview feature `partialIndexes` lets Prisma say `where`.
    pub partial_indexes: bool,
    models: FxHashMap<&'a str, &'a Model>,
    enums: FxHashMap<&'a QName, &'a CodeEnum>,
    ends: FxHashMap<&'a str, Vec<End<'a>>>,
    ignored: FxHashSet<&'a str>,
}

impl<'a> Book<'a> {
    /// Reads both sides once.
    pub fn new(schema: &'a Schema, code: &'a Code) -> Self {
        let edition = Edition::new(code.prisma.version);
        let mut book = Self {
            schema,
            code,
            edition,
            namespaces: namespaces(schema),
            names_namespaces: false,
            partial_indexes: edition.previews(code).contains(&"partialIndexes"),
            models: code.models.iter().map(|model| (model.name.as_str(), model)).collect(),
            enums: code.enums.iter().map(|item| (&item.ty, item)).collect(),
            ends: FxHashMap::default(),
            ignored: FxHashSet::default(),
        };
        for relation in &code.relations {
            book.ends.entry(relation.from.model.as_str()).or_default().push(End::From(relation));
            book.ends.entry(relation.to.model.as_str()).or_default().push(End::To(relation));
        }
        for model in &code.models {
            if book.table(model).is_some_and(|table| !index::identifies_rows(&book, table)) {
                book.ignored.insert(model.name.as_str());
            }
        }
        book
    }

    /// Whether models and enums must say which PostgreSQL schema they are in.
    pub fn is_namespaced(&self) -> bool {
        self.names_namespaces || !self.namespaces.is_empty()
    }

    /// The model of that name.
    pub fn model(&self, name: &Name) -> Option<&'a Model> {
        self.models.get(name.as_str()).copied()
    }

    /// Whether there is a model of that name.
    pub fn is_model(&self, name: &str) -> bool {
        self.models.contains_key(name)
    }

    /// The table that a model stands for.
    pub fn table(&self, model: &Model) -> Option<&'a Table> {
        self.schema.tables.get(&model.table)
    }

    /// The enum that stands for an enum type.
    pub fn code_enum(&self, ty: &QName) -> Option<&'a CodeEnum> {
        self.enums.get(ty).copied()
    }

    /// The relation ends of a model, in the order of the relations.
    pub fn ends(&self, model: &Model) -> &[End<'a>] {
        self.ends.get(model.name.as_str()).map_or(&[], Vec::as_slice)
    }

    /// Whether Prisma's client must leave the model out, since nothing in it tells one row from another.
    /// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#ignore-1>
    pub fn is_ignored(&self, model: &Name) -> bool {
        self.ignored.contains(model.as_str())
    }

    /// The join tables of many-to-many relations, which Prisma makes by itself.
    pub fn join_tables(&self) -> FxHashSet<&'a QName> {
        self.code.relations.iter().filter_map(join_table).collect()
    }
}

fn join_table(relation: &Relation) -> Option<&QName> {
    match &relation.kind {
        RelationKind::ManyToMany { table } => Some(table),
        RelationKind::ForeignKey {
            fields: _,
            references: _,
            constraint: _,
            on_delete: _,
            on_update: _,
            arity: _,
            optional: _,
        } => None,
    }
}

fn namespaces(schema: &Schema) -> BTreeSet<&Name> {
    let used = schema.tables.keys().chain(schema.enums.keys()).map(|name| &name.namespace);
    schema.namespaces.iter().chain(used).filter(|name| name.as_str() != PUBLIC).collect()
}
