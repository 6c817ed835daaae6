//! The intents of a case as an answers file: those that the plan makes use of, under the names of the database.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use underpin_plan::{Change, Plan, Using, changes::Rename};
use underpin_schema::{BaseType, Name, ObjectId, QName, Rename as Intent};

use crate::planned::Planned;

/// The answers as text: JSON, which is YAML.
pub fn answers(planned: &Planned, plan: &Plan) -> String {
    let intents = &planned.new.intents;
    let mut rename: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut maps: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for Intent { object, was } in &intents.renames {
        let mut was = was.iter().map(|was| &was.value);
        match object {
            ObjectId::Table(new) => {
                if let Some(old) = renamed(object, plan).then(|| before(new, was, &planned.old.schema.tables)).flatten()
                {
                    rename.entry("tables").or_default().insert(key(&old), key(new).into());
                }
            }
            ObjectId::Enum(new) => {
                if let Some(old) = renamed(object, plan).then(|| before(new, was, &planned.old.schema.enums)).flatten()
                {
                    rename.entry("enums").or_default().insert(key(&old), key(new).into());
                }
            }
            ObjectId::Sequence(new) => {
                let sequences = &planned.old.schema.sequences;
                if let Some(old) = renamed(object, plan).then(|| before(new, was, sequences)).flatten() {
                    rename.entry("sequences").or_default().insert(key(&old), key(new).into());
                }
            }
            ObjectId::Column(table, new) => {
                let old = old_table(table, planned, plan);
                let columns = planned.old.schema.tables.get(&old).map(|table| &table.columns);
                let known = |was: &&Name| columns.is_some_and(|columns| columns.contains_key(*was));
                if let Some(old) = was.filter(|was| *was != new).find(known).filter(|_| renamed(object, plan)) {
                    rename.entry("columns").or_default().insert(part(table, old), new.to_string().into());
                }
            }
            ObjectId::EnumValue(ty, new) => {
                for old in was.filter(|was| *was != new && said_of_label(ty, was, planned, plan)) {
                    maps.entry(key(ty)).or_default().insert(old.to_string(), new.to_string().into());
                }
            }
            ObjectId::Type(new) => {
                if let Some(old) = renamed(object, plan).then(|| before(new, was, &planned.old.schema.types)).flatten()
                {
                    rename.entry("others").or_default().insert(key(&old), key(new).into());
                }
            }
            ObjectId::Attribute(ty, new) => {
                if let Some(old) = was.find(|was| *was != new).filter(|_| renamed(object, plan)) {
                    rename.entry("others").or_default().insert(part(ty, old), new.to_string().into());
                }
            }
            other => panic!("a rename of {other}"),
        }
    }
    let mut remove = Vec::new();
    for removal in &intents.removals {
        match (&removal.object.value, &removal.target) {
            (ObjectId::EnumValue(ty, old), Some(target)) if said_of_label(ty, old, planned, plan) => {
                maps.entry(key(ty)).or_default().insert(old.to_string(), target.to_string().into());
            }
            (ObjectId::EnumValue(_, _), Some(_)) => {}
            (object, _) if dropped(object, plan) => remove.push(match object {
                ObjectId::Table(name) | ObjectId::Enum(name) | ObjectId::View(name) | ObjectId::Sequence(name) => {
                    key(name)
                }
                ObjectId::Column(table, name) | ObjectId::EnumValue(table, name) => part(table, name),
                ObjectId::Attribute(ty, name) => part(ty, name),
                ObjectId::Trigger(table, name) | ObjectId::Policy(table, name) => part(table, name),
                ObjectId::Function(signature) => signature.to_string(),
                ObjectId::Extension(name) | ObjectId::Namespace(name) => name.to_string(),
                other => panic!("a removal of {other}"),
            }),
            _ => {}
        }
    }
    let (mut fill, mut using, mut rekey) = (Map::new(), Map::new(), Map::new());
    for one in &intents.fills {
        if filled(&one.table, &one.column, plan) {
            fill.insert(part(&one.table, &one.column), one.expr.as_str().into());
        }
    }
    for one in &intents.usings {
        match converted(&one.table, &one.column, plan) {
            Some(Converted::Column) => using.insert(part(&one.table, &one.column), one.expr.as_str().into()),
            Some(Converted::Key) => rekey.insert(part(&one.table, &one.column), one.expr.as_str().into()),
            None => None,
        };
    }
    let steps: Vec<Value> = intents
        .steps
        .iter()
        .map(|step| {
            let mut map = json!({ "name": step.name.as_str(), "sql": step.sql.as_str() });
            if let Some(phase) = &step.phase {
                map["phase"] = phase.as_str().into();
            }
            map
        })
        .collect();
    format!(
        "{:#}\n",
        json!({ "rename": rename, "map": with_targets(maps, planned, plan), "fill": fill, "using": using, "rekey": rekey, "remove": remove, "steps": steps })
    )
}

/// A map of a type that the old schema has not, and that none is renamed to, says for each type that goes into it.
fn with_targets(maps: BTreeMap<String, Map<String, Value>>, planned: &Planned, plan: &Plan) -> Value {
    let mut all = Map::new();
    for (name, labels) in maps {
        let Ok(ty) = name.parse::<QName>();
        let is_known = planned.old.schema.enums.contains_key(&ty) || renamed(&ObjectId::Enum(ty.clone()), plan);
        if is_known {
            all.insert(name, labels.into());
            continue;
        }
        for (from, old) in &planned.old.schema.enums {
            let mine: Map<String, Value> = labels
                .iter()
                .filter(|(label, _)| old.values.iter().any(|value| value.as_str() == label.as_str()))
                .map(|(label, target)| (label.clone(), target.clone()))
                .collect();
            if !mine.is_empty() && goes_into(from, &ty, planned) {
                all.insert(key(from), json!({ "into": name, "values": mine }));
            }
        }
    }
    all.into()
}

fn goes_into(from: &QName, to: &QName, planned: &Planned) -> bool {
    planned.new.schema.tables.iter().any(|(name, table)| {
        let old = planned.old.schema.tables.get(name);
        table.columns.iter().any(|(column, is)| {
            let was = old.and_then(|old| old.columns.get(column));
            is.ty.base == BaseType::Enum(to.clone())
                && was.is_some_and(|was| was.ty.base == BaseType::Enum(from.clone()))
        })
    })
}

/// How an answers file writes a name: in quotes where it holds a dot.
fn key(name: &QName) -> String {
    if name.is_public() { one(&name.name) } else { format!("{}.{}", one(&name.namespace), one(&name.name)) }
}

fn part(table: &QName, name: &Name) -> String {
    format!("{}.{}", key(table), one(name))
}

fn one(name: &str) -> String {
    if name.contains(['.', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

fn before<'n, V>(new: &QName, mut was: impl Iterator<Item = &'n Name>, old: &BTreeMap<QName, V>) -> Option<QName> {
    was.find_map(|was| {
        let here = QName::new(new.namespace.clone(), was.clone());
        let Ok(there) = was.parse::<QName>();
        [here, there].into_iter().find(|name| name != new && old.contains_key(name))
    })
}

/// Whether the plan gives an object this name.
fn renamed(object: &ObjectId, plan: &Plan) -> bool {
    plan.changes.iter().any(|change| match change {
        Change::Rename(Rename::Object(names)) => names.new == *object,
        _ => false,
    })
}

fn old_table(new: &QName, planned: &Planned, plan: &Plan) -> QName {
    let object = ObjectId::Table(new.clone());
    let intent = planned.new.intents.renames.iter().find(|intent| intent.object == object);
    let was = intent
        .filter(|_| renamed(&object, plan))
        .and_then(|intent| before(new, intent.was.iter().map(|was| &was.value), &planned.old.schema.tables));
    was.unwrap_or_else(|| new.clone())
}

/// Whether the plan says of an old label what it becomes.
fn said_of_label(ty: &QName, old: &Name, planned: &Planned, plan: &Plan) -> bool {
    plan.changes.iter().any(|change| match change {
        Change::RenameEnumValue(rename) => rename.ty == *ty && rename.value.old == *old,
        Change::ChangeEnum(change) => change.ty == *ty && change.labels.iter().any(|(from, _)| from == old),
        Change::ChangeTypes(types) => types.columns.iter().any(|one| {
            let into =
                planned.new.schema.tables.get(&types.table).and_then(|table| table.columns.get(&one.change.column));
            into.is_some_and(|column| column.ty.base == BaseType::Enum(ty.clone()))
                && matches!(&one.change.using, Using::Labels(labels) if labels.iter().any(|(from, _)| from == old))
        }),
        _ => false,
    })
}

fn dropped(object: &ObjectId, plan: &Plan) -> bool {
    let aside = plan.changes.iter().find_map(|change| match change {
        Change::Rename(Rename::Object(names)) if names.old == *object => Some(&names.new),
        _ => None,
    });
    plan.changes.iter().any(|change| match (change, object) {
        (Change::Drop(drop), _) => drop.object.id() == *object || Some(&drop.object.id()) == aside,
        (Change::Replace(replace), _) => replace.pair.old.id() == *object,
        (Change::AlterComposite(_), ObjectId::Attribute(_, _)) => change.object() == *object,
        (Change::ChangeEnum(change), ObjectId::EnumValue(ty, label)) => {
            change.ty == *ty && !change.values.new.values.contains(label)
        }
        _ => false,
    })
}

fn filled(table: &QName, column: &Name, plan: &Plan) -> bool {
    let object = ObjectId::Column(table.clone(), column.clone());
    plan.changes.iter().any(|change| match change {
        Change::Create(create) => create.fill.is_some() && change.object() == object,
        Change::SetRequired(set) => set.fill.is_some() && change.object() == object,
        _ => false,
    })
}

enum Converted {
    Column,
    Key,
}

fn converted(table: &QName, column: &Name, plan: &Plan) -> Option<Converted> {
    plan.changes.iter().find_map(|change| match change {
        Change::ChangeTypes(types) if types.table == *table => {
            types.columns.iter().any(|one| one.change.column == *column).then_some(Converted::Column)
        }
        Change::Rekey(rekey) => (rekey.key.table == *table && rekey.key.name == *column).then_some(Converted::Key),
        _ => None,
    })
}
