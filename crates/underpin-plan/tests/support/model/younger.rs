//! A schema as it may have been before.

use std::collections::{BTreeMap, BTreeSet};

use underpin_schema::*;

use super::Model;

/// The schema as it may have been before: some of its objects taken away, and with them all that needs them.
pub fn younger(schema: &Schema, mut take: impl FnMut(usize) -> bool) -> Schema {
    let model = Model::holding(schema);
    // What the catalog does not keep: what bodies mention, and what specs say beyond a definition.
    let said = |object: &ObjectId| match object {
        ObjectId::View(name) => schema.views[name].depends.clone(),
        ObjectId::Function(signature) => model.body(&schema.functions[signature]),
        _ => Vec::new(),
    };
    let said: BTreeMap<_, _> = model.objects.keys().map(|object| (object.clone(), said(object))).collect();
    let mut gone: BTreeSet<ObjectId> = BTreeSet::new();
    for object in model.objects.keys() {
        let removable = match object {
            ObjectId::Column(table, name) => {
                let column = &schema.tables[table].columns[name];
                name.as_str() != "c0" && comes_back(schema, column)
            }
            // The default of a column goes with the column.
            ObjectId::Check(table, name) => schema.tables[table].checks.contains_key(name),
            ObjectId::PrimaryKey(_) => false,
            // PostgreSQL adds an attribute after all others.
            ObjectId::Attribute(ty, name) => is_last(schema, ty, name),
            // An enum type keeps a label at least.
            ObjectId::EnumValue(ty, value) => schema.enums[ty].values.first() != Some(value),
            _ => true,
        };
        if removable && take(4) {
            gone.insert(object.clone());
        }
    }
    loop {
        let before = gone.len();
        for (object, needs) in &model.objects {
            let follows = needs.on.iter().chain(&said[object]).any(|need| gone.contains(need));
            if !follows || gone.contains(object) {
                continue;
            }
            gone.insert(object.clone());
            if let ObjectId::Check(table, name) = object
                && let Some(name) = name.strip_prefix("default of ")
            {
                gone.insert(ObjectId::Column(table.clone(), name.into()));
            }
            if let ObjectId::Attribute(ty, name) = object
                && !is_last(schema, ty, name)
            {
                gone.insert(ObjectId::Type(ty.clone()));
            }
            if let ObjectId::Column(table, name) = object {
                let column = &schema.tables[table].columns[name];
                if name.as_str() == "c0" || !comes_back(schema, column) {
                    gone.insert(ObjectId::Table(table.clone()));
                }
            }
        }
        if gone.len() == before {
            break;
        }
    }
    let mut younger = schema.clone();
    for object in &gone {
        match object {
            ObjectId::Namespace(name) => drop(younger.namespaces.remove(name)),
            ObjectId::Extension(name) => drop(younger.extensions.remove(name)),
            ObjectId::Enum(name) => drop(younger.enums.remove(name)),
            ObjectId::EnumValue(ty, value) => {
                if let Some(ty) = younger.enums.get_mut(ty) {
                    ty.values.retain(|other| other != value);
                }
            }
            ObjectId::Type(name) => drop(younger.types.remove(name)),
            ObjectId::Attribute(ty, name) => {
                if let Some(UserType::Composite(composite)) = younger.types.get_mut(ty) {
                    composite.attributes.retain(|attribute| attribute.name != *name);
                }
            }
            ObjectId::Sequence(name) => drop(younger.sequences.remove(name)),
            ObjectId::Table(name) => drop(younger.tables.remove(name)),
            ObjectId::View(name) => drop(younger.views.remove(name)),
            ObjectId::Function(signature) => drop(younger.functions.remove(signature)),
            ObjectId::Step(_) => {}
            ObjectId::Column(of, _)
            | ObjectId::PrimaryKey(of)
            | ObjectId::Unique(of, _)
            | ObjectId::Index(of, _)
            | ObjectId::ForeignKey(of, _)
            | ObjectId::Check(of, _)
            | ObjectId::Exclusion(of, _)
            | ObjectId::Trigger(of, _)
            | ObjectId::Policy(of, _) => {
                let Some(table) = younger.tables.get_mut(of) else { continue };
                match object {
                    ObjectId::Column(_, name) => drop(table.columns.shift_remove(name)),
                    ObjectId::Unique(_, name) => drop(table.uniques.remove(name)),
                    ObjectId::Index(_, name) => drop(table.indexes.remove(name)),
                    ObjectId::ForeignKey(_, name) => drop(table.foreign_keys.remove(name)),
                    ObjectId::Check(_, name) => drop(table.checks.remove(name)),
                    ObjectId::Exclusion(_, name) => drop(table.exclusions.remove(name)),
                    ObjectId::Trigger(_, name) => drop(table.triggers.remove(name)),
                    ObjectId::Policy(_, name) => drop(table.policies.remove(name)),
                    _ => {}
                }
            }
        }
    }
    for table in younger.tables.values_mut() {
        if take(2) {
            table.row_security = RowSecurity::Off;
        }
        if take(3) {
            table.comment = Some("as it was".into());
        }
        for column in table.columns.values_mut() {
            if take(5) {
                column.comment = None;
            }
        }
    }
    for sequence in younger.sequences.values_mut() {
        if take(3) {
            sequence.options.increment = Some(3);
        }
        if take(3) {
            sequence.owner = None;
        }
    }
    for view in younger.views.values_mut() {
        if take(2) {
            view.comment = None;
            view.depends.clear();
        }
    }
    younger
}

/// Whether the attribute stands after others.
fn is_last(schema: &Schema, ty: &QName, name: &Name) -> bool {
    match &schema.types[ty] {
        UserType::Composite(Composite { attributes, comment: _ }) => match attributes.as_slice() {
            [_, .., last] => last.name == *name,
            [] | [_] => false,
        },
        UserType::Domain(_) => false,
    }
}

/// Whether rows that are there can take the column.
fn comes_back(schema: &Schema, column: &Column) -> bool {
    let mut ty = &column.ty;
    while let BaseType::Type(name) = &ty.base
        && let (UserType::Domain(domain), false) = (&schema.types[name], ty.list)
    {
        if domain.required && column.default.is_none() {
            return false;
        }
        ty = &domain.ty;
    }
    column.nullable || column.default.is_some()
}
