//! What a rename makes of a schema: everything that refers to the object follows, as it does in PostgreSQL.
//!
//! The catalog keeps expressions as trees, so they follow too. Here they are text: names in it are replaced where they
//! stand as columns. Should that go wrong, the text differs from the new one, and what it belongs to is built anew; no
//! harm is done. Views keep the names of columns, since their output does not follow, and functions their bodies, since the
//! catalog keeps these as text.
//! <https://www.postgresql.org/docs/current/sql-altertable.html>

use underpin_schema::{
    BaseType, Column, DefaultValue, Exclusion, Expr, Index, KeyTarget, Literal, Name, ObjectId, Policy, QName, Schema,
    Signature, Table, Trigger, TriggerEvent, UserType,
};

use crate::{Pair, mentions};

/// Renames an object in a schema.
pub(crate) fn rename(schema: &mut Schema, names: &Pair<ObjectId>) {
    match (&names.old, &names.new) {
        (ObjectId::Table(old), ObjectId::Table(new)) => table(schema, old, new),
        (ObjectId::Enum(old), ObjectId::Enum(new)) => enum_type(schema, old, new),
        (ObjectId::Type(old), ObjectId::Type(new)) => user_type(schema, old, new),
        (ObjectId::Attribute(of, old), ObjectId::Attribute(_, new)) => attribute(schema, of, Pair { old, new }),
        (ObjectId::Sequence(old), ObjectId::Sequence(new)) => sequence(schema, old, new),
        (ObjectId::Column(of, old), ObjectId::Column(_, new)) => column(schema, of, Pair { old, new }),
        (ObjectId::Unique(of, old), ObjectId::Unique(_, new)) => part(schema, of, |table| {
            if let Some(unique) = table.uniques.remove(old) {
                table.uniques.insert(new.clone(), unique);
            }
        }),
        (ObjectId::Index(of, old), ObjectId::Index(_, new)) => part(schema, of, |table| {
            if let Some(index) = table.indexes.remove(old) {
                table.indexes.insert(new.clone(), index);
            }
        }),
        (ObjectId::ForeignKey(of, old), ObjectId::ForeignKey(_, new)) => part(schema, of, |table| {
            if let Some(key) = table.foreign_keys.remove(old) {
                table.foreign_keys.insert(new.clone(), key);
            }
        }),
        (ObjectId::Check(of, old), ObjectId::Check(_, new)) => part(schema, of, |table| {
            if let Some(check) = table.checks.remove(old) {
                table.checks.insert(new.clone(), check);
            }
        }),
        (ObjectId::Exclusion(of, old), ObjectId::Exclusion(_, new)) => part(schema, of, |table| {
            if let Some(exclusion) = table.exclusions.remove(old) {
                table.exclusions.insert(new.clone(), exclusion);
            }
        }),
        // Nothing else is renamed.
        (_, _) => {}
    }
}

fn part(schema: &mut Schema, table: &QName, change: impl FnOnce(&mut Table)) {
    if let Some(table) = schema.tables.get_mut(table) {
        change(table);
    }
}

fn table(schema: &mut Schema, old: &QName, new: &QName) {
    if let Some(table) = schema.tables.remove(old) {
        schema.tables.insert(new.clone(), table);
    }
    owners(schema, |(table, _)| {
        if table == old {
            *table = new.clone();
        }
    });
    for table in schema.tables.values_mut() {
        for key in table.foreign_keys.values_mut().filter(|key| key.table == *old) {
            key.table = new.clone();
        }
    }
    depends(schema, &Pair { old: ObjectId::Table(old.clone()), new: ObjectId::Table(new.clone()) });
    queries(schema, &|text| mentions::relation_renamed(text, Pair { old, new }));
}

fn owners(schema: &mut Schema, change: impl Fn(&mut (QName, Name))) {
    schema.sequences.values_mut().flat_map(|sequence| &mut sequence.owner).for_each(change);
}

/// The defaults that draw from a sequence know it by its number, not by its name.
fn sequence(schema: &mut Schema, old: &QName, new: &QName) {
    if let Some(sequence) = schema.sequences.remove(old) {
        schema.sequences.insert(new.clone(), sequence);
    }
    depends(schema, &Pair { old: ObjectId::Sequence(old.clone()), new: ObjectId::Sequence(new.clone()) });
    let names = Pair { old, new };
    for column in schema.tables.values_mut().flat_map(|table| table.columns.values_mut()) {
        if let Some(DefaultValue::Sql(expr)) = &mut column.default
            && let Some(text) = mentions::sequence_renamed(expr.as_str(), names)
        {
            *expr = Expr(text);
        }
    }
    queries(schema, &|text| {
        let read = mentions::relation_renamed(text, names);
        let drawn = mentions::sequence_renamed(read.as_deref().unwrap_or(text), names);
        drawn.or(read)
    });
}

/// Rewrites what the catalog keeps as queries: views, and policies, which may hold subqueries.
fn queries(schema: &mut Schema, rewrite: &dyn Fn(&str) -> Option<String>) {
    let policies = schema.tables.values_mut().flat_map(|table| table.policies.values_mut());
    let policies = policies.flat_map(|policy| policy.using.iter_mut().chain(&mut policy.check));
    for expr in policies.chain(schema.views.values_mut().map(|view| &mut view.query)) {
        if let Some(text) = rewrite(expr.as_str()) {
            *expr = Expr(text);
        }
    }
}

fn enum_type(schema: &mut Schema, old: &QName, new: &QName) {
    if let Some(ty) = schema.enums.remove(old) {
        schema.enums.insert(new.clone(), ty);
    }
    for column in schema.tables.values_mut().flat_map(|table| table.columns.values_mut()) {
        if column.ty.base == BaseType::Enum(old.clone()) {
            column.ty.base = BaseType::Enum(new.clone());
        }
    }
    parts_of_types(schema, &BaseType::Enum(old.clone()), &BaseType::Enum(new.clone()));
    depends(schema, &Pair { old: ObjectId::Enum(old.clone()), new: ObjectId::Enum(new.clone()) });
    type_names(schema, Pair { old, new });
}

fn user_type(schema: &mut Schema, old: &QName, new: &QName) {
    if let Some(ty) = schema.types.remove(old) {
        schema.types.insert(new.clone(), ty);
    }
    let (old_base, new_base) = (BaseType::Type(old.clone()), BaseType::Type(new.clone()));
    for column in schema.tables.values_mut().flat_map(|table| table.columns.values_mut()) {
        if column.ty.base == old_base {
            column.ty.base = new_base.clone();
        }
    }
    parts_of_types(schema, &old_base, &new_base);
    depends(schema, &Pair { old: ObjectId::Type(old.clone()), new: ObjectId::Type(new.clone()) });
    type_names(schema, Pair { old, new });
}

/// The types that other types are made of.
fn parts_of_types(schema: &mut Schema, old: &BaseType, new: &BaseType) {
    for part in schema.types.values_mut().flat_map(UserType::parts_mut).filter(|part| part.base == *old) {
        part.base = new.clone();
    }
}

fn attribute(schema: &mut Schema, of: &QName, names: Pair<&Name>) {
    let Some(UserType::Composite(composite)) = schema.types.get_mut(of) else { return };
    for attribute in composite.attributes.iter_mut().filter(|attribute| attribute.name == *names.old) {
        attribute.name = names.new.clone();
    }
}

/// What names a type in expressions, which the catalog keeps as trees.
fn type_names(schema: &mut Schema, names: Pair<&QName>) {
    let Pair { old, new } = names;
    signatures(schema, names);
    let rewrite = |text: &str| mentions::cast_renamed(text, Pair { old, new });
    for ty in schema.types.values_mut() {
        let UserType::Domain(domain) = ty else { continue };
        let defaults = domain.default.iter_mut().filter_map(|default| match default {
            DefaultValue::Sql(expr) => Some(expr),
            _ => None,
        });
        for expr in defaults.chain(domain.checks.values_mut().map(|check| &mut check.expr)) {
            if let Some(text) = rewrite(expr.as_str()) {
                *expr = Expr(text);
            }
        }
    }
    for table in schema.tables.values_mut() {
        for column in table.columns.values_mut() {
            if let Some(DefaultValue::Sql(expr)) = &mut column.default
                && let Some(text) = rewrite(expr.as_str())
            {
                *expr = Expr(text);
            }
        }
        expressions(table, &rewrite);
    }
    for view in schema.views.values_mut() {
        if let Some(text) = rewrite(view.query.as_str()) {
            view.query = Expr(text);
        }
    }
}

/// The arguments and results of functions, which the catalog keeps as types.
fn signatures(schema: &mut Schema, names: Pair<&QName>) {
    let renamed = |text: &str| mentions::type_renamed(text, names).unwrap_or_else(|| text.to_owned());
    let functions = std::mem::take(&mut schema.functions).into_iter().map(|(signature, mut function)| {
        function.arguments = renamed(&function.arguments);
        function.returns = renamed(&function.returns);
        (Signature { name: signature.name, args: renamed(&signature.args) }, function)
    });
    schema.functions = functions.collect();
    let views = schema.views.values_mut().map(|view| &mut view.depends);
    let functions = schema.functions.values_mut().map(|function| &mut function.depends);
    for object in views.chain(functions).flatten() {
        if let ObjectId::Function(Signature { name: _, args }) = object {
            *args = renamed(args);
        }
    }
}

/// What views and functions say that they depend on.
fn depends(schema: &mut Schema, names: &Pair<ObjectId>) {
    let views = schema.views.values_mut().map(|view| &mut view.depends);
    let functions = schema.functions.values_mut().map(|function| &mut function.depends);
    for object in views.chain(functions).flatten().filter(|object| **object == names.old) {
        *object = names.new.clone();
    }
}

fn column(schema: &mut Schema, of: &QName, names: Pair<&Name>) {
    let rename = |name: &mut Name| {
        if name == names.old {
            *name = names.new.clone();
        }
    };
    if let Some(table) = schema.tables.get_mut(of) {
        if let Some(at) = table.columns.get_index_of(names.old)
            && let Some((_, column)) = table.columns.shift_remove_index(at)
        {
            table.columns.shift_insert(at, names.new.clone(), column);
        }
        table.primary_key.iter_mut().flat_map(|key| &mut key.columns).for_each(rename);
        for unique in table.uniques.values_mut() {
            unique.columns.iter_mut().chain(&mut unique.include).for_each(rename);
        }
        for index in table.indexes.values_mut().chain(table.exclusions.values_mut().map(|one| &mut one.index)) {
            let Index { uniqueness: _, method: _, keys, include, predicate: _, options: _ } = index;
            include.iter_mut().for_each(rename);
            for key in keys {
                match &mut key.target {
                    KeyTarget::Column(name) => rename(name),
                    KeyTarget::Expr(_) => {}
                }
            }
        }
        table.foreign_keys.values_mut().flat_map(|key| &mut key.columns).for_each(rename);
        for event in table.triggers.values_mut().flat_map(|trigger| &mut trigger.events) {
            match event {
                TriggerEvent::Update(columns) => columns.iter_mut().for_each(rename),
                TriggerEvent::Insert | TriggerEvent::Delete | TriggerEvent::Truncate => {}
            }
        }
        expressions(table, &|text| mentions::column_renamed(text, names));
    }
    for key in schema.tables.values_mut().flat_map(|table| table.foreign_keys.values_mut()) {
        if key.table == *of {
            key.references.iter_mut().for_each(rename);
        }
    }
    others_policies(schema, of, names);
    owners(schema, |(table, column)| {
        if table == of && column == names.old {
            *column = names.new.clone();
        }
    });
    let id = |name: &Name| ObjectId::Column(of.clone(), name.clone());
    depends(schema, &names.map(id));
}

/// Policies of other tables may read the column in a subquery, and follow. Where the name alone does not tell whose column it is,
/// the text stays, and the policy is built anew.
fn others_policies(schema: &mut Schema, of: &QName, names: Pair<&Name>) {
    let with: Vec<QName> = schema
        .tables
        .iter()
        .filter(|(name, table)| *name != of && table.columns.contains_key(names.old))
        .map(|(name, _)| name.clone())
        .collect();
    for (on, table) in schema.tables.iter_mut().filter(|(name, _)| *name != of) {
        for policy in table.policies.values_mut() {
            for expr in policy.using.iter_mut().chain(&mut policy.check) {
                if let Some(text) = mentions::subquery_column_renamed(expr.as_str(), (on, of), names, &with) {
                    *expr = Expr(text);
                }
            }
        }
    }
}

/// Renames a label of an enum type. What spells it as a constant of the type follows; what compares it as text does not.
pub(crate) fn rename_value(schema: &mut Schema, ty: &QName, names: Pair<&Name>) {
    if let Some(ty) = schema.enums.get_mut(ty) {
        ty.values.iter_mut().filter(|value| *value == names.old).for_each(|value| *value = names.new.clone());
    }
    for table in schema.tables.values_mut() {
        let mut uses = false;
        for column in table.columns.values_mut().filter(|column| column.ty.base == BaseType::Enum(ty.clone())) {
            uses = true;
            if let Some(DefaultValue::Literal(literal)) = &mut column.default {
                label(literal, names);
            }
        }
        if uses {
            expressions(table, &|text| mentions::label_renamed(text, names));
        }
    }
    // Policies of other tables may compare the column in a subquery.
    let has = |table: &Table| table.columns.values().any(|column| column.ty.base == BaseType::Enum(ty.clone()));
    let with: Vec<QName> = schema.tables.iter().filter(|(_, table)| has(table)).map(|(name, _)| name.clone()).collect();
    for (_, table) in schema.tables.iter_mut().filter(|(name, _)| !with.contains(name)) {
        for policy in table.policies.values_mut() {
            for expr in policy.using.iter_mut().chain(&mut policy.check) {
                if with.iter().any(|table| mentions::reads(expr.as_str(), table))
                    && let Some(text) = mentions::label_renamed(expr.as_str(), names)
                {
                    *expr = Expr(text);
                }
            }
        }
    }
}

fn label(literal: &mut Literal, names: Pair<&Name>) {
    match literal {
        Literal::Enum(label) if label == names.old => *label = names.new.clone(),
        Literal::List(items) => items.iter_mut().for_each(|item| label(item, names)),
        Literal::Enum(_)
        | Literal::Bool(_)
        | Literal::Number(_)
        | Literal::Text(_)
        | Literal::Json(_)
        | Literal::Bytes(_) => {}
    }
}

/// Rewrites the expressions over the rows of a table.
fn expressions(table: &mut Table, rewrite: &dyn Fn(&str) -> Option<String>) {
    let Table {
        columns,
        primary_key: _,
        uniques: _,
        indexes,
        foreign_keys: _,
        checks,
        exclusions,
        triggers,
        policies,
        row_security: _,
        comment: _,
    } = table;
    let apply = |expr: &mut Expr| {
        if let Some(text) = rewrite(expr.as_str()) {
            *expr = Expr(text);
        }
    };
    for Column { ty: _, nullable: _, default, collation: _, comment: _ } in columns.values_mut() {
        match default {
            Some(DefaultValue::Generated(expr)) => apply(expr),
            None
            | Some(
                DefaultValue::Literal(_)
                | DefaultValue::Now
                | DefaultValue::Sql(_)
                | DefaultValue::Serial(_)
                | DefaultValue::Identity(_),
            ) => {}
        }
    }
    let of_exclusions = exclusions.values_mut().map(|Exclusion { index, operators: _, deferral: _ }| index);
    for Index { uniqueness: _, method: _, keys, include: _, predicate, options: _ } in
        indexes.values_mut().chain(of_exclusions)
    {
        predicate.iter_mut().for_each(apply);
        for key in keys {
            match &mut key.target {
                KeyTarget::Expr(expr) => apply(expr),
                KeyTarget::Column(_) => {}
            }
        }
    }
    checks.values_mut().for_each(|check| apply(&mut check.expr));
    for Trigger { timing: _, events: _, level: _, when, function: _, arguments: _, comment: _ } in triggers.values_mut()
    {
        when.iter_mut().for_each(apply);
    }
    for Policy { mode: _, command: _, roles: _, using, check, comment: _ } in policies.values_mut() {
        using.iter_mut().chain(check).for_each(apply);
    }
}
