//! Candidates: what could be in the way of something, and is in both schemas.

use std::collections::HashSet;

use underpin_schema::{Column, DefaultValue, ObjectId, Schema, Table};

use super::near::Near;
use crate::{
    Change, Object, Pair,
    changes::{Converted, Rekeyed},
};

/// Each object that both schemas have and that can be taken off, old and new, but for those that the changes take off, and
/// those of tables that are far from what happens.
pub(super) fn candidates(taken: &HashSet<ObjectId>, near: &Near, pair: Pair<&Schema>) -> Vec<Pair<Object>> {
    let mut candidates = Vec::new();
    let mut add = |old: Object| {
        let id = old.id();
        if !taken.contains(&id)
            && let Some(new) = Object::find(pair.new, &id)
        {
            candidates.push(Pair { old, new });
        }
    };
    let Schema { namespaces: _, extensions: _, enums: _, types, sequences: _, tables, views, functions } = pair.old;
    types.iter().for_each(|(name, ty)| add(Object::Type(name.clone(), Box::new(ty.clone()))));
    for (name, table) in tables {
        let Table {
            columns,
            primary_key,
            uniques,
            indexes,
            foreign_keys,
            checks,
            exclusions,
            triggers,
            policies,
            row_security: _,
            comment: _,
        } = table;
        for (key, foreign_key) in foreign_keys {
            if near.has(name) || near.has(&foreign_key.table) {
                add(Object::ForeignKey(name.clone(), key.clone(), foreign_key.clone()));
            }
        }
        // A policy may have subqueries.
        policies.iter().for_each(|(key, policy)| add(Object::Policy(name.clone(), key.clone(), policy.clone())));
        if !near.has(name) {
            continue;
        }
        for (column, value) in columns {
            let new = pair.new.tables.get(name).and_then(|table| table.columns.get(column));
            let computed = |column: &Column| matches!(column.default, Some(DefaultValue::Generated(_)));
            let off = match value.default {
                Some(DefaultValue::Sql(_)) => true,
                // One that is no longer computed keeps its values.
                Some(DefaultValue::Generated(_)) => new.is_some_and(computed),
                None
                | Some(
                    DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Serial(_) | DefaultValue::Identity(_),
                ) => false,
            };
            if off {
                add(Object::Column(name.clone(), column.clone(), Box::new(value.clone())));
            }
        }
        primary_key.iter().for_each(|key| add(Object::PrimaryKey(name.clone(), key.clone())));
        uniques.iter().for_each(|(key, unique)| add(Object::Unique(name.clone(), key.clone(), unique.clone())));
        for (key, index) in indexes {
            add(Object::Index(name.clone(), key.clone(), Box::new(index.clone())));
        }
        checks.iter().for_each(|(key, check)| add(Object::Check(name.clone(), key.clone(), check.clone())));
        for (key, exclusion) in exclusions {
            add(Object::Exclusion(name.clone(), key.clone(), Box::new(exclusion.clone())));
        }
        triggers.iter().for_each(|(key, trigger)| add(Object::Trigger(name.clone(), key.clone(), trigger.clone())));
    }
    for (name, view) in views {
        let triggers = view.triggers.iter();
        triggers.for_each(|(key, trigger)| add(Object::Trigger(name.clone(), key.clone(), trigger.clone())));
        add(Object::View(name.clone(), view.clone()));
    }
    functions.iter().for_each(|(signature, function)| add(Object::Function(signature.clone(), function.clone())));
    candidates
}

/// What the changes drop, or drop and create again; and columns whose default a conversion takes off.
pub(super) fn taken(changes: &[Change]) -> HashSet<ObjectId> {
    let mut taken = HashSet::new();
    for change in changes {
        match change {
            Change::Drop(_) | Change::Replace(_) | Change::Rebuild(_) => {
                taken.insert(change.object());
            }
            Change::Rekey(change) => {
                let column = |one: &Rekeyed| ObjectId::Column(one.table.clone(), one.name.clone());
                taken.extend(change.columns().map(column));
            }
            Change::ChangeTypes(change) => {
                let column = |one: &Converted| ObjectId::Column(change.table.clone(), one.change.column.clone());
                taken.extend(change.columns.iter().map(column));
            }
            Change::Rename(_)
            | Change::Create(_)
            | Change::AddEnumValue(_)
            | Change::RenameEnumValue(_)
            | Change::ChangeEnum(_)
            | Change::AlterDomain(_)
            | Change::AlterComposite(_)
            | Change::SetDefault(_)
            | Change::AlterSequence(_)
            | Change::SetRequired(_)
            | Change::SetOptional(_)
            | Change::ReplaceFunction(_)
            | Change::SetRowSecurity(_)
            | Change::SetValidity(_)
            | Change::MoveExtension(_)
            | Change::SetComment(_)
            | Change::SetDepends(_)
            | Change::RunStep(_) => {}
        }
    }
    taken
}
