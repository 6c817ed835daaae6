//! Objects with their definitions: what a plan creates, drops, and finds the needs of.

use std::sync::Arc;

use underpin_schema::{
    Check, Column, EnumType, Exclusion, Extension, ForeignKey, Function, Index, Name, ObjectId, Policy, PrimaryKey,
    QName, Schema, Sequence, Signature, Table, Trigger, Unique, UserType, View,
};

/// An object of a schema with its definition. An operation that creates or drops one carries all of it, so that it can be
/// taken back, and so that what the definition needs can be found on both ways.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// A PostgreSQL schema.
    Namespace(Name),
    /// An extension.
    Extension(Name, Extension),
    /// An enum type.
    Enum(QName, EnumType),
    /// A domain or a composite type.
    Type(QName, Box<UserType>),
    /// A sequence that is not that of a `serial` or identity column.
    Sequence(QName, Sequence),
    /// A table. An operation creates it with its columns, primary key, unique constraints and checks; its foreign keys,
    /// indexes, exclusion constraints, triggers, policies and comments are steps of their own, so that tables may refer to one another in a circle.
    /// Shared, since it is large, and stands in the way there and in the way back.
    Table(QName, Arc<Table>),
    /// A column of a table.
    Column(QName, Name, Box<Column>),
    /// The primary key of a table.
    PrimaryKey(QName, PrimaryKey),
    /// A unique constraint of a table.
    Unique(QName, Name, Unique),
    /// An index of a table, or of a materialized view.
    Index(QName, Name, Box<Index>),
    /// A foreign key of a table.
    ForeignKey(QName, Name, ForeignKey),
    /// A check constraint of a table.
    Check(QName, Name, Check),
    /// An exclusion constraint of a table.
    Exclusion(QName, Name, Box<Exclusion>),
    /// A trigger of a table, or of a view.
    Trigger(QName, Name, Trigger),
    /// A policy of a table.
    Policy(QName, Name, Policy),
    /// A view.
    View(QName, View),
    /// A function.
    Function(Signature, Function),
}

impl Object {
    /// All of what [`Object::kind`] can say.
    pub const KINDS: &[&str] = &[
        "Namespace",
        "Extension",
        "Enum",
        "Type",
        "Sequence",
        "Table",
        "Column",
        "PrimaryKey",
        "Unique",
        "Index",
        "ForeignKey",
        "Check",
        "Exclusion",
        "Trigger",
        "Policy",
        "View",
        "Function",
    ];

    /// Its address.
    pub fn id(&self) -> ObjectId {
        match self {
            Object::Namespace(name) => ObjectId::Namespace(name.clone()),
            Object::Extension(name, _) => ObjectId::Extension(name.clone()),
            Object::Enum(name, _) => ObjectId::Enum(name.clone()),
            Object::Type(name, _) => ObjectId::Type(name.clone()),
            Object::Sequence(name, _) => ObjectId::Sequence(name.clone()),
            Object::Table(name, _) => ObjectId::Table(name.clone()),
            Object::Column(table, name, _) => ObjectId::Column(table.clone(), name.clone()),
            Object::PrimaryKey(table, _) => ObjectId::PrimaryKey(table.clone()),
            Object::Unique(table, name, _) => ObjectId::Unique(table.clone(), name.clone()),
            Object::Index(table, name, _) => ObjectId::Index(table.clone(), name.clone()),
            Object::ForeignKey(table, name, _) => ObjectId::ForeignKey(table.clone(), name.clone()),
            Object::Check(table, name, _) => ObjectId::Check(table.clone(), name.clone()),
            Object::Exclusion(table, name, _) => ObjectId::Exclusion(table.clone(), name.clone()),
            Object::Trigger(table, name, _) => ObjectId::Trigger(table.clone(), name.clone()),
            Object::Policy(table, name, _) => ObjectId::Policy(table.clone(), name.clone()),
            Object::View(name, _) => ObjectId::View(name.clone()),
            Object::Function(signature, _) => ObjectId::Function(signature.clone()),
        }
    }

    /// What kind of object it is, in one word of a name: `Table`.
    pub fn kind(&self) -> &'static str {
        match self {
            Object::Namespace(_) => "Namespace",
            Object::Extension(_, _) => "Extension",
            Object::Enum(_, _) => "Enum",
            Object::Type(_, _) => "Type",
            Object::Sequence(_, _) => "Sequence",
            Object::Table(_, _) => "Table",
            Object::Column(_, _, _) => "Column",
            Object::PrimaryKey(_, _) => "PrimaryKey",
            Object::Unique(_, _, _) => "Unique",
            Object::Index(_, _, _) => "Index",
            Object::ForeignKey(_, _, _) => "ForeignKey",
            Object::Check(_, _, _) => "Check",
            Object::Exclusion(_, _, _) => "Exclusion",
            Object::Trigger(_, _, _) => "Trigger",
            Object::Policy(_, _, _) => "Policy",
            Object::View(_, _) => "View",
            Object::Function(_, _) => "Function",
        }
    }

    /// The table that it belongs to, where it belongs to one; of an index or trigger of a view, that.
    pub fn owner(&self) -> Option<&QName> {
        match self {
            Object::Column(table, _, _)
            | Object::PrimaryKey(table, _)
            | Object::Unique(table, _, _)
            | Object::Index(table, _, _)
            | Object::ForeignKey(table, _, _)
            | Object::Check(table, _, _)
            | Object::Exclusion(table, _, _)
            | Object::Trigger(table, _, _)
            | Object::Policy(table, _, _) => Some(table),
            Object::Namespace(_)
            | Object::Extension(_, _)
            | Object::Enum(_, _)
            | Object::Type(_, _)
            | Object::Sequence(_, _)
            | Object::Table(_, _)
            | Object::View(_, _)
            | Object::Function(_, _) => None,
        }
    }

    /// The object of that address, with its definition, where the schema has it. A label of an enum type is none.
    pub fn find(schema: &Schema, id: &ObjectId) -> Option<Self> {
        let of = |table: &QName| schema.tables.get(table);
        Some(match id {
            ObjectId::Namespace(name) => Object::Namespace(schema.namespaces.get(name)?.clone()),
            ObjectId::Extension(name) => Object::Extension(name.clone(), schema.extensions.get(name)?.clone()),
            ObjectId::Enum(name) => Object::Enum(name.clone(), schema.enums.get(name)?.clone()),
            ObjectId::Type(name) => Object::Type(name.clone(), Box::new(schema.types.get(name)?.clone())),
            ObjectId::EnumValue(_, _) | ObjectId::Attribute(_, _) | ObjectId::Step(_) => return None,
            ObjectId::Sequence(name) => Object::Sequence(name.clone(), schema.sequences.get(name)?.clone()),
            ObjectId::Table(name) => Object::Table(name.clone(), Arc::new(of(name)?.clone())),
            ObjectId::Column(table, name) => {
                Object::Column(table.clone(), name.clone(), Box::new(of(table)?.columns.get(name)?.clone()))
            }
            ObjectId::PrimaryKey(table) => Object::PrimaryKey(table.clone(), of(table)?.primary_key.clone()?),
            ObjectId::Unique(table, name) => {
                Object::Unique(table.clone(), name.clone(), of(table)?.uniques.get(name)?.clone())
            }
            ObjectId::Index(owner, name) => {
                let of_view = || schema.views.get(owner)?.indexes.get(name);
                let index = of(owner).and_then(|table| table.indexes.get(name)).or_else(of_view)?;
                Object::Index(owner.clone(), name.clone(), Box::new(index.clone()))
            }
            ObjectId::ForeignKey(table, name) => {
                Object::ForeignKey(table.clone(), name.clone(), of(table)?.foreign_keys.get(name)?.clone())
            }
            ObjectId::Check(table, name) => {
                Object::Check(table.clone(), name.clone(), of(table)?.checks.get(name)?.clone())
            }
            ObjectId::Exclusion(table, name) => {
                Object::Exclusion(table.clone(), name.clone(), Box::new(of(table)?.exclusions.get(name)?.clone()))
            }
            ObjectId::Trigger(owner, name) => {
                let of_view = || schema.views.get(owner)?.triggers.get(name);
                let trigger = of(owner).and_then(|table| table.triggers.get(name)).or_else(of_view)?;
                Object::Trigger(owner.clone(), name.clone(), trigger.clone())
            }
            ObjectId::Policy(table, name) => {
                Object::Policy(table.clone(), name.clone(), of(table)?.policies.get(name)?.clone())
            }
            ObjectId::View(name) => Object::View(name.clone(), schema.views.get(name)?.clone()),
            ObjectId::Function(signature) => {
                Object::Function(signature.clone(), schema.functions.get(signature)?.clone())
            }
        })
    }

    /// Puts it into a schema, in the place of what has its address. A part of a table that is not there goes nowhere.
    pub fn insert(&self, schema: &mut Schema) {
        let Schema { namespaces, extensions, enums, types, sequences, tables, views, functions } = schema;
        if let Some(owner) = self.owner() {
            if let Some(table) = tables.get_mut(owner) {
                self.insert_part(table);
            } else if let (Object::Index(_, name, index), Some(view)) = (self, views.get_mut(owner)) {
                view.indexes.insert(name.clone(), (**index).clone());
            } else if let (Object::Trigger(_, name, trigger), Some(view)) = (self, views.get_mut(owner)) {
                view.triggers.insert(name.clone(), trigger.clone());
            }
            return;
        }
        match self {
            Object::Namespace(name) => {
                namespaces.insert(name.clone());
            }
            Object::Extension(name, extension) => {
                extensions.insert(name.clone(), extension.clone());
            }
            Object::Enum(name, ty) => {
                enums.insert(name.clone(), ty.clone());
            }
            Object::Type(name, ty) => {
                types.insert(name.clone(), (**ty).clone());
            }
            Object::Sequence(name, sequence) => {
                sequences.insert(name.clone(), sequence.clone());
            }
            Object::Table(name, table) => {
                tables.insert(name.clone(), (**table).clone());
            }
            Object::View(name, view) => {
                views.insert(name.clone(), view.clone());
            }
            Object::Function(signature, function) => {
                functions.insert(signature.clone(), function.clone());
            }
            Object::Column(_, _, _)
            | Object::PrimaryKey(_, _)
            | Object::Unique(_, _, _)
            | Object::Index(_, _, _)
            | Object::ForeignKey(_, _, _)
            | Object::Check(_, _, _)
            | Object::Exclusion(_, _, _)
            | Object::Trigger(_, _, _)
            | Object::Policy(_, _, _) => {}
        }
    }

    fn insert_part(&self, table: &mut Table) {
        match self {
            Object::Column(_, name, column) => {
                table.columns.insert(name.clone(), (**column).clone());
            }
            Object::PrimaryKey(_, key) => table.primary_key = Some(key.clone()),
            Object::Unique(_, name, unique) => {
                table.uniques.insert(name.clone(), unique.clone());
            }
            Object::Index(_, name, index) => {
                table.indexes.insert(name.clone(), (**index).clone());
            }
            Object::ForeignKey(_, name, key) => {
                table.foreign_keys.insert(name.clone(), key.clone());
            }
            Object::Check(_, name, check) => {
                table.checks.insert(name.clone(), check.clone());
            }
            Object::Exclusion(_, name, exclusion) => {
                table.exclusions.insert(name.clone(), (**exclusion).clone());
            }
            Object::Trigger(_, name, trigger) => {
                table.triggers.insert(name.clone(), trigger.clone());
            }
            Object::Policy(_, name, policy) => {
                table.policies.insert(name.clone(), policy.clone());
            }
            Object::Namespace(_)
            | Object::Extension(_, _)
            | Object::Enum(_, _)
            | Object::Type(_, _)
            | Object::Sequence(_, _)
            | Object::Table(_, _)
            | Object::View(_, _)
            | Object::Function(_, _) => {}
        }
    }

    /// Takes what has its address out of a schema.
    pub fn remove(&self, schema: &mut Schema) {
        let Schema { namespaces, extensions, enums, types, sequences, tables, views, functions } = schema;
        let mut part = |name: &QName, remove: &dyn Fn(&mut Table)| {
            if let Some(table) = tables.get_mut(name) {
                remove(table);
            }
        };
        match self {
            Object::Namespace(name) => {
                namespaces.remove(name);
            }
            Object::Extension(name, _) => {
                extensions.remove(name);
            }
            Object::Enum(name, _) => {
                enums.remove(name);
            }
            Object::Type(name, _) => {
                types.remove(name);
            }
            Object::Sequence(name, _) => {
                sequences.remove(name);
            }
            Object::Table(name, _) => {
                tables.remove(name);
            }
            Object::View(name, _) => {
                views.remove(name);
            }
            Object::Function(signature, _) => {
                functions.remove(signature);
            }
            Object::Column(table, name, _) => part(table, &|table| {
                table.columns.shift_remove(name);
            }),
            Object::PrimaryKey(table, _) => part(table, &|table| table.primary_key = None),
            Object::Unique(table, name, _) => part(table, &|table| {
                table.uniques.remove(name);
            }),
            Object::Index(owner, name, _) => {
                if let Some(view) = views.get_mut(owner) {
                    view.indexes.remove(name);
                }
                part(owner, &|table| {
                    table.indexes.remove(name);
                });
            }
            Object::ForeignKey(table, name, _) => part(table, &|table| {
                table.foreign_keys.remove(name);
            }),
            Object::Check(table, name, _) => part(table, &|table| {
                table.checks.remove(name);
            }),
            Object::Exclusion(table, name, _) => part(table, &|table| {
                table.exclusions.remove(name);
            }),
            Object::Trigger(owner, name, _) => {
                if let Some(view) = views.get_mut(owner) {
                    view.triggers.remove(name);
                }
                part(owner, &|table| {
                    table.triggers.remove(name);
                });
            }
            Object::Policy(table, name, _) => part(table, &|table| {
                table.policies.remove(name);
            }),
        }
    }
}
