//! `map:` what labels and values become.

use std::collections::BTreeMap;

use super::find::{self, Lookup};
use super::renames::Renamed;
use super::{Cx, Effect, names};
use crate::spec::{Entries, Label, MapAnswer};
use crate::{BaseType, ColumnIntent, ColumnType, Expr, Located, Name, ObjectId, QName, Removal, Rename, Schema};

/// A map between two enum types, or of one to its next form.
struct Between<'s> {
    key: &'s Located<String>,
    /// The type of old.
    from: QName,
    /// The type of the new schema.
    to: QName,
    /// The labels that become others.
    labels: Vec<(&'s Located<String>, Name, Name)>,
}

/// All maps.
pub(super) fn maps(entries: &Entries<MapAnswer>, renamed: &Renamed, cx: &mut Cx<'_>) {
    let mut between = Vec::new();
    for (key, map) in entries {
        match subject(key, map, renamed, cx) {
            Some(Subject::Enum(from, to)) => {
                let labels = labels((key, map), (&from, &to), cx);
                between.push(Between { key, from, to, labels });
            }
            Some(Subject::Column(table, column)) => of_column((key, map), (table, column), cx),
            None => {}
        }
    }
    let feeds = feeding(renamed, cx);
    for map in &between {
        if renamed.enum_type(&map.from) == map.to {
            same_type(map, renamed, cx);
        } else {
            other_type(map, &between, &feeds, renamed, cx);
        }
    }
}

/// What a map is of.
enum Subject {
    /// From an enum type of old to one of the new schema.
    Enum(QName, QName),
    /// A column of the new schema.
    Column(QName, Name),
}

fn subject(key: &Located<String>, map: &MapAnswer, renamed: &Renamed, cx: &mut Cx<'_>) -> Option<Subject> {
    let old_names = || cx.old.enums.keys();
    if let Some(into) = &map.into {
        let from = find::whole(key, old_names());
        let to = find::whole(into, cx.new.enums.keys());
        let from = one(from, key, "the old schema has no enum type of that name", cx);
        let to = one(to, into, "the new schema has no enum type of that name", cx);
        return Some(Subject::Enum(from?, to?));
    }
    // Under its new name; under the old one where that is not taken.
    if let Lookup::One(to) = find::whole(key, cx.new.enums.keys())
        && let Some(from) = renamed.old_enum(&to, cx.old)
    {
        return Some(Subject::Enum(from, to));
    }
    if let Lookup::One(from) = find::whole(key, old_names()) {
        let to = renamed.enum_type(&from);
        if cx.new.enums.contains_key(&to) {
            return Some(Subject::Enum(from, to));
        }
        let help = format!(
            "write into which type its labels go: `{}: {{ into: ..., values: {{ ... }} }}`; or drop it (`remove`)",
            names::whole(&from)
        );
        cx.wrong(format!("`map` names `{}`, which the new schema has no more", key.value), key.span, Some(help));
        return None;
    }
    if let Lookup::One((table, column)) = find::part(key, &find::columns_of(cx.new)) {
        return Some(Subject::Column(table, column));
    }
    let mut known: Vec<String> = cx.new.enums.keys().chain(old_names()).map(names::whole).collect();
    known.dedup();
    let help = match key.contains('.') {
        true => match find::part(key, &find::columns_of(cx.new)) {
            Lookup::None(near) => near,
            Lookup::One(_) | Lookup::Several(_) => find::near(key, &known),
        },
        false => find::near(key, &known),
    };
    cx.wrong(format!("`map` names `{}`, and there is no such enum type or column", key.value), key.span, Some(help));
    None
}

fn one(found: Lookup<QName>, name: &Located<String>, why: &str, cx: &mut Cx<'_>) -> Option<QName> {
    match found {
        Lookup::One(found) => Some(found),
        Lookup::Several(found) => {
            cx.ambiguous(name, found.iter().map(names::whole).collect());
            None
        }
        Lookup::None(help) => {
            cx.wrong(format!("`map` names `{}`, and {why}", name.value), name.span, Some(help));
            None
        }
    }
}

/// The labels of a map, those that the types have.
fn labels<'s>(
    (key, map): (&'s Located<String>, &'s MapAnswer),
    (from, to): (&QName, &QName),
    cx: &mut Cx<'_>,
) -> Vec<(&'s Located<String>, Name, Name)> {
    let values = |schema: &Schema, ty: &QName| schema.enums.get(ty).map(|ty| ty.values.clone()).unwrap_or_default();
    let (olds, news) = (values(cx.old, from), values(cx.new, to));
    let texts = |names: &[Name]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut found = Vec::new();
    for (label, target) in &map.values {
        let from_label = olds.iter().find(|name| name.as_str() == label.as_str());
        let to_label = news.iter().find(|name| name.as_str() == target.as_str());
        if from_label.is_none() {
            let message = format!("`{}` has no label `{}` in the old schema", names::whole(from), label.value);
            cx.wrong(message, label.span, Some(find::near(label, &texts(&olds))));
        }
        if to_label.is_none() {
            let message = format!(
                "`{}` of `{}` is to become `{}`, which is no label of `{}` in the new schema",
                label.value,
                key.value,
                target.value,
                names::whole(to)
            );
            cx.wrong(message, target.span, Some(find::near(target, &texts(&news))));
        }
        if let (Some(from), Some(to)) = (from_label, to_label) {
            found.push((label, from.clone(), to.clone()));
        }
    }
    found.retain(|(_, from, to)| from != to);
    found
}

/// The enum types of old whose columns go to a type of the new schema.
fn feeding(renamed: &Renamed, cx: &Cx<'_>) -> Vec<(QName, QName)> {
    let mut found = Vec::new();
    for (name, table) in &cx.new.tables {
        let Some(before) = renamed.old_table(name, cx.old).and_then(|name| cx.old.tables.get(&name)) else { continue };
        for (column, is) in &table.columns {
            let was = before.columns.get(&of_old(name, column, cx)).map(|was| &was.ty.base);
            if let (Some(BaseType::Enum(from)), BaseType::Enum(to)) = (was, &is.ty.base) {
                found.push((from.clone(), to.clone()));
            }
        }
    }
    found
}

/// A type that stays, whatever its name: its labels are renamed, merged or built anew by the planner.
fn same_type(map: &Between<'_>, renamed: &Renamed, cx: &mut Cx<'_>) {
    let kept: Vec<Name> = cx.new.enums.get(&map.to).map(|ty| ty.values.clone()).unwrap_or_default();
    let target = |label: &Name| map.labels.iter().find(|(_, from, _)| from == label).map(|(_, _, to)| to);
    // A circle of labels that all stay is a swap, which the planner knows.
    let circles = |label: &Name| {
        let mut at = label;
        for _ in 0..=map.labels.len() {
            match target(at).filter(|_| kept.contains(at)) {
                Some(next) if next == label => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    };
    // So is a label whose rows all go to a new one, as if it had been renamed and another had taken its name.
    let is_new = |label: &Name| cx.old.enums.get(&map.from).is_none_or(|ty| !ty.values.contains(label));
    let moved = map.labels.iter().any(|(_, from, to)| kept.contains(from) && !circles(from) && !is_new(to));
    let mut columns = Vec::new();
    if moved {
        // What the planner has no word for, each column says for itself: rows leave a label that stays.
        columns = columns_of((&map.from, &map.to), renamed, cx);
        say_using(map, &columns, cx);
    }
    let mut was: BTreeMap<Name, Vec<Located<Name>>> = BTreeMap::new();
    for (label, from, to) in &map.labels {
        if moved {
            if !kept.contains(from) {
                remove((map, label, from, to), cx);
            }
        } else {
            was.entry(to.clone()).or_default().push(Located::new(from.clone(), label.span));
        }
        note((map, label, from), &columns, cx);
    }
    let renames = was.into_iter().map(|(to, was)| Rename { object: ObjectId::EnumValue(map.to.clone(), to), was });
    cx.answered.intents.renames.extend(renames);
}

/// A type whose columns get another type.
fn other_type(map: &Between<'_>, all: &[Between<'_>], feeds: &[(QName, QName)], renamed: &Renamed, cx: &mut Cx<'_>) {
    let columns = columns_of((&map.from, &map.to), renamed, cx);
    let has =
        |schema: &Schema, ty: &QName, label: &Name| schema.enums.get(ty).is_some_and(|ty| ty.values.contains(label));
    // The planner looks labels up by the new type: that is enough where no other type has the same label.
    let plain = map.labels.iter().all(|(_, from, _)| {
        let others = feeds.iter().filter(|(other, to)| *to == map.to && *other != map.from).map(|(other, _)| other);
        !has(cx.new, &map.to, from)
            && !others
                .chain(all.iter().filter(|one| one.to == map.to && one.from != map.from).map(|one| &one.from))
                .any(|other| has(cx.old, other, from))
    });
    lost(map, &columns, cx);
    if !plain {
        say_using(map, &columns, cx);
    }
    for (label, from, to) in &map.labels {
        if plain {
            remove((map, label, from, to), cx);
        }
        note((map, label, from), &columns, cx);
    }
}

/// The labels that neither the map nor the new type has.
fn lost(map: &Between<'_>, columns: &[(QName, Name)], cx: &mut Cx<'_>) {
    let of = |schema: &Schema, ty: &QName| schema.enums.get(ty).map(|ty| ty.values.clone()).unwrap_or_default();
    let news = of(cx.new, &map.to);
    if columns.is_empty() {
        return;
    }
    for label in of(cx.old, &map.from) {
        if !news.contains(&label) && !map.labels.iter().any(|(_, from, _)| *from == label) {
            let message = format!("`{}` does not say what rows that hold `{label}` become", map.key.value);
            let list = find::list(&news.iter().map(ToString::to_string).collect::<Vec<_>>());
            cx.wrong(message, map.key.span, Some(format!("add `{label}: ...` with one of {list}")));
        }
    }
}

fn remove((map, label, from, to): (&Between<'_>, &Located<String>, &Name, &Name), cx: &mut Cx<'_>) {
    cx.answered.intents.removals.push(Removal {
        object: Located::new(ObjectId::EnumValue(map.to.clone(), from.clone()), label.span),
        target: Some(Located::new(to.clone(), label.span)),
    });
}

fn note((map, label, from): (&Between<'_>, &Located<String>, &Name), columns: &[(QName, Name)], cx: &mut Cx<'_>) {
    let name = Located::new(format!("{}.{}", map.key.value, label.value), label.span);
    let effect = Effect::Labels { ty: map.to.clone(), from: from.clone(), columns: columns.to_vec() };
    cx.answer(&name, "map", effect);
}

/// The columns that go from one enum type to the other and are not converted by an expression of their own.
fn columns_of((from, to): (&QName, &QName), renamed: &Renamed, cx: &Cx<'_>) -> Vec<(QName, Name)> {
    let mut found = Vec::new();
    for (name, table) in &cx.new.tables {
        let Some(before) = renamed.old_table(name, cx.old).and_then(|name| cx.old.tables.get(&name)) else { continue };
        for (column, is) in &table.columns {
            let was = before.columns.get(&of_old(name, column, cx));
            let fits = is.ty.base == BaseType::Enum(to.clone())
                && was.is_some_and(|was| was.ty.base == BaseType::Enum(from.clone()) && was.ty.list == is.ty.list);
            let said = cx.answered.intents.usings.iter().any(|one| one.table == *name && one.column == *column);
            if fits && !said {
                found.push((name.clone(), column.clone()));
            }
        }
    }
    found
}

/// The name of old of a column.
fn of_old(table: &QName, column: &Name, cx: &Cx<'_>) -> Name {
    let object = ObjectId::Column(table.clone(), column.clone());
    let rename = cx.answered.intents.renames.iter().find(|rename| rename.object == object);
    rename.and_then(|rename| rename.was.first()).map_or_else(|| column.clone(), |was| was.value.clone())
}

fn say_using(map: &Between<'_>, columns: &[(QName, Name)], cx: &mut Cx<'_>) {
    let pairs: Vec<(String, String)> =
        map.labels.iter().map(|(_, from, to)| (from.to_string(), to.to_string())).collect();
    for (table, column) in columns {
        let Some(found) = cx.new.tables.get(table).and_then(|table| table.columns.get(column)) else { continue };
        push_using((table, column), expression(column, &found.ty, &pairs), map.key, cx);
    }
}

fn push_using((table, column): (&QName, &Name), sql: String, key: &Located<String>, cx: &mut Cx<'_>) {
    let expr = Located::new(Expr::new(sql), key.span);
    cx.answered.intents.usings.push(ColumnIntent { table: table.clone(), column: column.clone(), expr });
}

/// A map of the values of a column whose type changes.
fn of_column((key, map): (&Located<String>, &MapAnswer), (table, column): (QName, Name), cx: &mut Cx<'_>) {
    let Some(found) = cx.new.tables.get(&table).and_then(|table| table.columns.get(&column)) else { return };
    let ty = found.ty.clone();
    if let BaseType::Enum(name) = &ty.base {
        let labels = cx.new.enums.get(name).map(|ty| ty.values.clone()).unwrap_or_default();
        let texts: Vec<String> = labels.iter().map(ToString::to_string).collect();
        for (_, target) in &map.values {
            if !texts.iter().any(|label| label.as_str() == target.as_str()) {
                let message = format!("`{}` is no label of `{}`", target.value, names::whole(name));
                cx.wrong(message, target.span, Some(find::near(target, &texts)));
            }
        }
    }
    let pairs = |entries: &Entries<Label>| -> Vec<(String, String)> {
        entries.iter().map(|(from, to)| (from.value.clone(), to.value.clone())).collect()
    };
    push_using((&table, &column), expression(&column, &ty, &pairs(&map.values)), key, cx);
    cx.answer(key, "map", Effect::Convert(table, column));
}

/// What gives a column of the type its values: those of the map through it, all others as they are.
fn expression(column: &Name, ty: &ColumnType, pairs: &[(String, String)]) -> String {
    let name = quoted(column);
    let spelled = match &ty.base {
        BaseType::Scalar(scalar) => scalar.postgres(),
        BaseType::Enum(name) | BaseType::Type(name) if name.is_public() => quoted(&name.name),
        BaseType::Enum(name) | BaseType::Type(name) => format!("{}.{}", quoted(&name.namespace), quoted(&name.name)),
        BaseType::Other(text) => text.clone(),
    };
    if ty.list {
        return format!("{}::{spelled}[]", replaced(&format!("{name}::text[]"), pairs));
    }
    let arms: String =
        pairs.iter().map(|(from, to)| format!(" WHEN {} THEN {}", constant(from), constant(to))).collect();
    match pairs {
        [] => format!("{name}::text::{spelled}"),
        _ => format!("(CASE {name}::text{arms} ELSE {name}::text END)::{spelled}"),
    }
}

/// Elements of an array exchanged one after the other, over texts that no value is, so that none is exchanged twice.
/// <https://www.postgresql.org/docs/current/functions-array.html>
fn replaced(array: &str, pairs: &[(String, String)]) -> String {
    let again = pairs.iter().any(|(from, _)| pairs.iter().any(|(_, to)| from == to));
    let waits =
        |from: &str| format!("{from} (waits here until the others have moved; too long to be a label of any type)");
    let mut text = array.to_owned();
    for (from, to) in pairs {
        let to = if again { waits(from) } else { to.clone() };
        text = format!("array_replace({text}, {}, {})", constant(from), constant(&to));
    }
    if again {
        for (from, to) in pairs {
            text = format!("array_replace({text}, {}, {})", constant(&waits(from)), constant(to));
        }
    }
    text
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A constant; one with a backslash means the same whatever the server's settings only with an `E` before it.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE>
fn constant(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}
