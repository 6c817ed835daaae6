//! Random pairs of schemas with the intents that lead from one to the other.

use std::{collections::BTreeSet, fmt};

use underpin_plan::{Pair, plan};
use underpin_schema::*;

use super::{
    build::located,
    model::younger,
    random::{Dice, schema},
};

/// An old schema, a new one, and what the specs say between them.
#[derive(Clone, Default)]
pub struct Case {
    pub old: Schema,
    pub new: Schema,
    pub intents: Intents,
}

/// What a failing case is read from: what differs, and what the specs say.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for rename in &self.intents.renames {
            writeln!(f, "{} was {}", rename.object, rename.was[0].value)?;
        }
        for intent in &self.intents.fills {
            writeln!(f, "fill {}.{}: {}", intent.table, intent.column, intent.expr.value)?;
        }
        for intent in &self.intents.usings {
            writeln!(f, "using {}.{}: {}", intent.table, intent.column, intent.expr.value)?;
        }
        for step in &self.intents.steps {
            writeln!(f, "step {:?}: {}", step.phase.as_ref().map(|phase| &phase.value), step.sql.value)?;
        }
        let resolved = Resolved { intents: self.intents.clone(), ..Resolved::default() };
        let (plan, diagnostics) = plan(Pair::new(&self.old, &self.new), &resolved);
        f.write_str(&super::text::diagnostics(&diagnostics))?;
        for step in &plan.up {
            writeln!(f, "{:?}", step.op)?;
        }
        f.write_str(&super::text::plan(&plan))
    }
}

/// Two variants of one schema.
pub fn case(dice: &mut Dice<'_>, more: &mut Dice<'_>) -> Case {
    let base = schema(dice);
    let old = variant(&younger(&base, |sides| more.once_in(sides * 2)), more);
    let new = variant(&younger(&base, |sides| more.once_in(sides * 2)), more);
    let (old, renames) = formerly(old, &new, more);
    let intents = intents(&old, &new, renames, more);
    Case { old, new, intents }
}

/// The schema with other definitions of what it has.
fn variant(schema: &Schema, dice: &mut Dice<'_>) -> Schema {
    let mut schema = schema.clone();
    for ty in schema.enums.values_mut() {
        match dice.roll(8) {
            1 => ty.values.reverse(),
            2 if ty.values.len() > 1 => drop(ty.values.remove(0)),
            3 => ty.values.insert(0, format!("{}9", ty.values[0]).into()),
            4 => ty.values.push(format!("{}8", ty.values[0]).into()),
            _ => {}
        }
    }
    for ty in schema.types.values_mut() {
        type_variant(ty, dice);
    }
    let enums: Vec<_> = schema.enums.keys().cloned().collect();
    let labels = schema.enums.clone();
    for table in schema.tables.values_mut() {
        let names: Vec<Name> = table.columns.keys().cloned().collect();
        for (name, column) in &mut table.columns {
            column_variant(name, column, &enums, dice);
            let kept = |label: &Name, ty: &QName| labels.get(ty).is_some_and(|ty| ty.values.contains(label));
            if let (BaseType::Enum(ty), Some(DefaultValue::Literal(literal))) = (&column.ty.base, &column.default) {
                let label = match literal {
                    Literal::List(items) => items.first(),
                    one => Some(one),
                };
                if !matches!(label, Some(Literal::Enum(label)) if kept(label, ty)) {
                    column.default = None;
                }
            }
        }
        for check in table.checks.values_mut() {
            if dice.once_in(5) {
                check.expr = Expr::new(format!("{} > 1", dice.pick(&names).unwrap()));
            }
        }
        for check in table.checks.values_mut().filter(|_| dice.once_in(5)) {
            check.validity = Validity::NotValid;
        }
        for key in table.foreign_keys.values_mut().filter(|_| dice.once_in(8)) {
            key.validity = Validity::NotValid;
        }
        for index in table.indexes.values_mut().filter(|index| index.uniqueness == Uniqueness::Any) {
            if dice.once_in(5) {
                index.predicate = dice.pick(&names).map(|name| Expr::new(format!("{name} > 2")));
            }
        }
        for exclusion in table.exclusions.values_mut().filter(|_| dice.once_in(5)) {
            exclusion.deferral = Deferral::Initially;
        }
        for key in table.foreign_keys.values_mut().filter(|_| dice.once_in(5)) {
            key.on_delete = Action::SetNull;
        }
        for trigger in table.triggers.values_mut().filter(|_| dice.once_in(5)) {
            trigger.timing = TriggerTiming::After;
        }
        for policy in table.policies.values_mut() {
            if dice.once_in(5) {
                policy.using = Some(Expr::new(format!("{} = 3", dice.pick(&names).unwrap())));
            }
        }
        if dice.once_in(6) {
            table.row_security = RowSecurity::Forced;
        }
        for unique in table.uniques.values_mut().filter(|_| dice.once_in(5)) {
            unique.nulls = NullsEqual::Equal;
        }
    }
    let referred: BTreeSet<_> =
        schema.tables.values().flat_map(|table| table.foreign_keys.values()).map(|key| key.table.clone()).collect();
    for (name, table) in &mut schema.tables {
        let roll = dice.roll(12);
        if let Some(key) = &mut table.primary_key {
            match roll {
                1 => key.name = format!("{}_", key.name).into(),
                2 if !referred.contains(name) && table.columns.get("c1").is_some_and(|column| !column.nullable) => {
                    key.columns.push("c1".into());
                }
                3 if !referred.contains(name) => table.primary_key = None,
                _ => {}
            }
        }
    }
    let namespaces: Vec<_> = schema.namespaces.iter().cloned().collect();
    for extension in schema.extensions.values_mut() {
        if dice.once_in(3) {
            extension.namespace = dice.pick(&namespaces);
        }
    }
    for function in schema.functions.values_mut() {
        match dice.roll(8) {
            1 => function.returns = "bigint".into(),
            2 => function.volatility = Volatility::Stable,
            _ => {}
        }
    }
    for view in schema.views.values_mut() {
        if dice.once_in(8) {
            view.query =
                Expr::new(view.query.as_str().replace("SELECT 1", "SELECT 2").replace("SELECT c0", "SELECT *"));
        }
    }
    schema
}

fn type_variant(ty: &mut UserType, dice: &mut Dice<'_>) {
    let domain = match ty {
        UserType::Domain(domain) => domain,
        UserType::Composite(composite) => {
            match dice.roll(10) {
                1 => composite.attributes.reverse(),
                2 | 3 if composite.attributes.len() > 1 => drop(composite.attributes.pop()),
                4 | 5 => {
                    let ty = ColumnType { base: BaseType::Scalar(Scalar::plain(ScalarKind::Int)), list: false };
                    composite.attributes.push(Attribute { name: "a99".into(), ty, collation: None });
                }
                6 => composite.attributes[0].ty.list = !composite.attributes[0].ty.list,
                _ => {}
            }
            return;
        }
    };
    match dice.roll(12) {
        1 => domain.required = !domain.required,
        2 => domain.default = None,
        3 => domain.default = Some(DefaultValue::Sql(Expr::new("2"))),
        4 => drop(domain.checks.pop_first()),
        5 => drop(domain.checks.insert("k_9".into(), Check::new(Expr::new("VALUE > 9")))),
        6 => {
            if let Some((name, check)) = domain.checks.pop_first() {
                domain.checks.insert(format!("{name}_").into(), check);
            }
        }
        7 => domain.checks.values_mut().for_each(|check| check.validity = Validity::NotValid),
        8 => domain.ty.list = !domain.ty.list,
        9 => domain.checks.values_mut().for_each(|check| check.expr = Expr::new("VALUE > 5")),
        _ => {}
    }
}

fn column_variant(name: &Name, column: &mut Column, enums: &[QName], dice: &mut Dice<'_>) {
    let generated = matches!(column.default, Some(DefaultValue::Generated(_)));
    let identity = matches!(column.default, Some(DefaultValue::Identity(_)));
    match dice.roll(12) {
        1 if name.as_str() != "c0" && !identity => column.nullable = !column.nullable,
        2 | 3 if name.as_str() != "c0" && !generated && !identity => {
            let kind = dice.pick(&[ScalarKind::Text, ScalarKind::BigInt, ScalarKind::Int]).unwrap();
            column.ty = ColumnType { base: BaseType::Scalar(Scalar::plain(kind)), list: false };
            column.default = None;
        }
        4 if !generated && !identity => {
            if let Some(name) = dice.pick(enums) {
                column.ty = ColumnType { base: BaseType::Enum(name), list: false };
                column.default = None;
            }
        }
        5 if !generated => {
            column.default = None;
        }
        6 if name.as_str() != "c0" && !column.nullable && !generated => {
            column.ty = ColumnType { base: BaseType::Scalar(Scalar::plain(ScalarKind::Int)), list: false };
            column.default = Some(DefaultValue::Identity(Identity::ALWAYS));
        }
        7 if !generated && !identity => column.default = Some(DefaultValue::Sql(Expr::new("2"))),
        8 if name.as_str() != "c0" => column.default = Some(DefaultValue::Generated(Expr::new("c0 + 2"))),
        _ => {}
    }
}

/// The old schema under older names, for some of what both have, and the renames that say so.
fn formerly(old: Schema, new: &Schema, dice: &mut Dice<'_>) -> (Schema, Vec<Rename>) {
    let mut words: Vec<(String, String)> = Vec::new();
    let attributes = |ty: &UserType| match ty {
        UserType::Composite(composite) => composite.attributes.iter().map(|one| one.name.clone()).collect(),
        UserType::Domain(_) => Vec::new(),
    };
    let kinds: [(char, Vec<Name>); 6] = [
        ('t', old.tables.keys().filter(|name| new.tables.contains_key(name)).map(|name| name.name.clone()).collect()),
        ('e', old.enums.keys().filter(|name| new.enums.contains_key(name)).map(|name| name.name.clone()).collect()),
        ('y', old.types.keys().filter(|name| new.types.contains_key(name)).map(|name| name.name.clone()).collect()),
        ('a', vec!["a0".into(), "a1".into(), "a10".into(), "a11".into()]),
        ('c', vec!["c1".into(), "c2".into(), "c3".into()]),
        ('l', vec!["l0".into(), "l1".into(), "l10".into()]),
    ];
    for (letter, names) in kinds {
        let Some(one) = dice.pick(&names).filter(|_| dice.once_in(3)) else { continue };
        let other = dice.pick(&names).filter(|other| *other != one && letter != 'l');
        words.push(match other.filter(|_| dice.once_in(3)) {
            Some(other) => (one.to_string(), other.to_string()),
            None => (one.to_string(), format!("{letter}7{}", &one[1..])),
        });
    }
    // A constraint or index of the same definition needs no word.
    let tables = || old.tables.iter().filter(|(name, _)| new.tables.contains_key(*name)).map(|(_, table)| table);
    let parts: [Vec<Name>; 5] = [
        tables().flat_map(|table| table.checks.keys().cloned()).collect(),
        tables().flat_map(|table| table.uniques.keys().cloned()).collect(),
        tables().flat_map(|table| table.indexes.keys().cloned()).collect(),
        tables().flat_map(|table| table.exclusions.keys().cloned()).collect(),
        tables().flat_map(|table| table.foreign_keys.keys().cloned()).collect(),
    ];
    for names in parts {
        words.extend(
            dice.pick(&names).filter(|_| dice.once_in(3)).map(|name| (name.to_string(), format!("{name}_was"))),
        );
    }
    let mut renames = Vec::new();
    let mut say = |object: ObjectId, was: &str| renames.push(Rename { object, was: vec![located(Name::from(was))] });
    let was = |name: &Name| {
        words.iter().find_map(|(a, b)| match name.as_str() {
            word if word == a => Some(b.clone()),
            word if word == b => Some(a.clone()),
            _ => None,
        })
    };
    for (name, table) in &new.tables {
        let Some(before) = old.tables.get(name) else { continue };
        if let Some(was) = was(&name.name) {
            say(ObjectId::Table(name.clone()), &was);
        }
        for column in table.columns.keys().filter(|column| before.columns.contains_key(*column)) {
            if let Some(was) = was(column) {
                say(ObjectId::Column(name.clone(), column.clone()), &was);
            }
        }
    }
    for (name, ty) in &new.types {
        let Some(before) = old.types.get(name) else { continue };
        if let Some(was) = was(&name.name) {
            say(ObjectId::Type(name.clone()), &was);
        }
        let known = attributes(before);
        for attribute in attributes(ty).into_iter().filter(|attribute| known.contains(attribute)) {
            if let Some(was) = was(&attribute) {
                say(ObjectId::Attribute(name.clone(), attribute), &was);
            }
        }
    }
    for (name, ty) in &new.enums {
        let Some(before) = old.enums.get(name) else { continue };
        if let Some(was) = was(&name.name) {
            say(ObjectId::Enum(name.clone()), &was);
        }
        for label in ty.values.iter().filter(|label| before.values.contains(label)) {
            if let Some(was) = was(label) {
                say(ObjectId::EnumValue(name.clone(), label.clone()), &was);
            }
        }
    }
    (replaced(&old, &words), renames)
}

/// The schema with other words wherever it has these, each pair both ways.
fn replaced(schema: &Schema, words: &[(String, String)]) -> Schema {
    if words.is_empty() {
        return schema.clone();
    }
    let text = snapshot::to_json(schema, &Code::default(), &Done::default());
    let mut result = String::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end.max(usize::from(end == 0)));
        let found = words.iter().find_map(|(a, b)| match word {
            word if word == a => Some(b),
            word if word == b => Some(a),
            _ => None,
        });
        result += found.map_or(word, String::as_str);
        rest = tail;
    }
    snapshot::from_json(&result).expect("the words are names").schema
}

/// What the specs have to say, so that little is refused.
fn intents(old: &Schema, new: &Schema, renames: Vec<Rename>, dice: &mut Dice<'_>) -> Intents {
    let mut intents = Intents { renames, ..Intents::default() };
    let was = |object: &ObjectId| {
        intents.renames.iter().find(|rename| rename.object == *object).map(|rename| rename.was[0].value.clone())
    };
    let mut removed: BTreeSet<ObjectId> = BTreeSet::new();
    let mut kept: BTreeSet<ObjectId> = BTreeSet::new();
    let (mut fills, mut usings) = (Vec::new(), Vec::new());
    for (name, table) in &new.tables {
        let former =
            QName::new(name.namespace.clone(), was(&ObjectId::Table(name.clone())).unwrap_or(name.name.clone()));
        let Some(before) = old.tables.get(&former) else { continue };
        kept.insert(ObjectId::Table(former.clone()));
        let mut columns: BTreeSet<Name> = BTreeSet::new();
        for (own, column) in &table.columns {
            let intent = |expr: String| ColumnIntent {
                table: name.clone(),
                column: own.clone(),
                expr: located(Expr::new(expr)),
            };
            let column_was = was(&ObjectId::Column(name.clone(), own.clone())).unwrap_or(own.clone());
            match before.columns.get(&column_was) {
                Some(then) => {
                    columns.insert(column_was);
                    if then.ty != column.ty && dice.once_in(2) {
                        usings.push(intent(format!("({own} || '')")));
                    }
                    if then.nullable && !column.nullable && dice.once_in(2) {
                        fills.push(intent("c0".to_owned()));
                    }
                }
                None if column.default.is_none() && (!column.nullable || dice.once_in(2)) => {
                    fills.push(intent(if dice.once_in(2) { "c0".to_owned() } else { "4".to_owned() }));
                }
                None => {}
            }
        }
        // Removals speak of the table as it is called now.
        removed.extend(
            before
                .columns
                .keys()
                .filter(|column| !columns.contains(*column))
                .flat_map(|column| [name, &former].map(|table| ObjectId::Column(table.clone(), column.clone()))),
        );
        for (own, column) in &table.columns {
            let Some(then) = before.columns.get(own) else { continue };
            if matches!(column.default, Some(DefaultValue::Generated(_))) && then.default != column.default {
                removed.insert(ObjectId::Column(name.clone(), own.clone()));
            }
        }
    }
    let gone = old.sequences.keys().filter(|name| !new.sequences.contains_key(*name));
    removed.extend(gone.cloned().map(ObjectId::Sequence));
    removed.extend(old.tables.keys().cloned().map(ObjectId::Table).filter(|table| !kept.contains(table)));
    let mut removals: Vec<_> =
        removed.into_iter().map(|object| Removal { object: located(object), target: None }).collect();
    for (name, ty) in &new.types {
        let former =
            QName::new(name.namespace.clone(), was(&ObjectId::Type(name.clone())).unwrap_or(name.name.clone()));
        let (Some(UserType::Composite(before)), UserType::Composite(after)) = (old.types.get(&former), ty) else {
            continue;
        };
        for attribute in &before.attributes {
            let object = ObjectId::Attribute(name.clone(), attribute.name.clone());
            if after.attribute(&attribute.name).is_none() {
                removals.push(Removal { object: located(object), target: None });
            }
        }
    }
    for (name, ty) in &new.enums {
        let former =
            QName::new(name.namespace.clone(), was(&ObjectId::Enum(name.clone())).unwrap_or(name.name.clone()));
        let Some(before) = old.enums.get(&former) else { continue };
        for label in before.values.iter().filter(|label| !ty.values.contains(label)) {
            let target = Some(located(ty.values[0].clone()));
            removals.push(Removal { object: located(ObjectId::EnumValue(name.clone(), label.clone())), target });
        }
    }
    let tables: Vec<_> = new.tables.keys().filter(|name| kept.contains(&ObjectId::Table((*name).clone()))).collect();
    for number in 0..dice.roll(3) {
        let (Some(from), Some(to)) = (dice.pick(&tables), dice.pick(&new.tables.keys().collect::<Vec<_>>())) else {
            continue;
        };
        let phase = dice.pick(&["expand", "data", "tighten", "contract"]).unwrap();
        intents.steps.push(DataStep {
            name: located(Name::from(format!("step {number}"))),
            phase: Some(located(phase.to_owned())),
            sql: located(Expr::new(format!("insert into {to} (c0) select c0 from {from}"))),
        });
    }
    Intents { fills, usings, removals, ..intents }
}
