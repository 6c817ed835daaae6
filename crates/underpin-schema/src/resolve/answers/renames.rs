//! `rename:` of tables, enum types, sequences and columns.

use std::collections::BTreeMap;

use super::find::{self, Lookup};
use super::{Cx, Effect, names};
use crate::spec::{Entries, Label, MapAnswer, RenameAnswers};
use crate::{Located, Name, ObjectId, QName, Rename, Schema};

/// The names that tables, enum types and sequences of old have in the new schema.
#[derive(Default)]
pub(super) struct Renamed {
    tables: BTreeMap<QName, QName>,
    enums: BTreeMap<QName, QName>,
    sequences: BTreeMap<QName, QName>,
}

impl Renamed {
    /// The new name of a table, where it has one.
    pub(super) fn of_table(&self, old: &QName) -> Option<&QName> {
        self.tables.get(old)
    }

    /// The new name of a table: that of before where nothing else is said.
    pub(super) fn table(&self, old: &QName) -> QName {
        self.tables.get(old).unwrap_or(old).clone()
    }

    /// The new name of an enum type.
    pub(super) fn enum_type(&self, old: &QName) -> QName {
        self.enums.get(old).unwrap_or(old).clone()
    }

    /// The new name of a sequence.
    pub(super) fn sequence(&self, old: &QName) -> QName {
        self.sequences.get(old).unwrap_or(old).clone()
    }

    /// Whether something else takes the name of a table, which itself gets no other.
    pub(super) fn takes(&self, name: &QName) -> bool {
        !self.tables.contains_key(name) && self.tables.values().any(|new| new == name)
    }

    /// The name of old of a table of the new schema; nothing where it is new.
    pub(super) fn old_table(&self, new: &QName, old: &Schema) -> Option<QName> {
        before(new, &self.tables, |name| old.tables.contains_key(name))
    }

    /// The name of old of an enum type of the new schema; nothing where it is new.
    pub(super) fn old_enum(&self, new: &QName, old: &Schema) -> Option<QName> {
        before(new, &self.enums, |name| old.enums.contains_key(name))
    }
}

fn before(new: &QName, renamed: &BTreeMap<QName, QName>, exists: impl Fn(&QName) -> bool) -> Option<QName> {
    let from = renamed.iter().find(|(_, to)| *to == new).map(|(from, _)| from.clone());
    from.or_else(|| (exists(new) && !renamed.contains_key(new)).then(|| new.clone()))
}

/// `rename.tables`, `rename.enums`, `rename.sequences`, and the enum types that one map alone leads into.
pub(super) fn tables_and_enums(rename: &RenameAnswers, maps: &Entries<MapAnswer>, cx: &mut Cx<'_>) -> Renamed {
    let mut renamed = Renamed::default();
    let (old, new) = (cx.old, cx.new);
    for (from, to) in &rename.tables {
        let pair = whole((from, to), ["table", "tables"], (old.tables.keys(), new.tables.keys()), cx);
        if let Some((from_name, to_name)) = pair {
            push(cx, from, ObjectId::Table(to_name.clone()), &from_name, "tables");
            claim(&mut renamed.tables, from, (from_name, to_name), cx);
        }
    }
    for (from, to) in &rename.enums {
        let pair = whole((from, to), ["enum", "enums"], (old.enums.keys(), new.enums.keys()), cx);
        if let Some((from_name, to_name)) = pair {
            push(cx, from, ObjectId::Enum(to_name.clone()), &from_name, "enums");
            claim(&mut renamed.enums, from, (from_name, to_name), cx);
        }
    }
    for (from, to) in &rename.sequences {
        let pair = whole((from, to), ["sequence", "sequences"], (old.sequences.keys(), new.sequences.keys()), cx);
        if let Some((from_name, to_name)) = pair {
            push(cx, from, ObjectId::Sequence(to_name.clone()), &from_name, "sequences");
            claim(&mut renamed.sequences, from, (from_name, to_name), cx);
        }
    }
    into_new_types(maps, &mut renamed, cx);
    renamed
}

/// An enum type whose labels go into a new type, and no other does: it gets the other's name.
fn into_new_types(maps: &Entries<MapAnswer>, renamed: &mut Renamed, cx: &mut Cx<'_>) {
    let mut goes: BTreeMap<QName, Vec<(Located<String>, QName)>> = BTreeMap::new();
    for (key, map) in maps {
        let Some(into) = &map.into else { continue };
        if let (Lookup::One(from), Lookup::One(to)) =
            (find::whole(key, cx.old.enums.keys()), find::whole(into, cx.new.enums.keys()))
        {
            goes.entry(to).or_default().push((key.clone(), from));
        }
    }
    for (to, from) in goes {
        let [(key, from)] = from.as_slice() else { continue };
        let stays = cx.new.enums.contains_key(from) || cx.old.enums.contains_key(&to);
        if stays || renamed.enums.contains_key(from) || renamed.enums.values().any(|taken| *taken == to) {
            continue;
        }
        let was = vec![Located::new(was(from, &to), key.span)];
        cx.answered.intents.renames.push(Rename { object: ObjectId::Enum(to.clone()), was });
        renamed.enums.insert(from.clone(), to);
    }
}

/// `rename.columns`: `Table.old: new`, the table under its new name.
pub(super) fn columns(entries: &Entries<Label>, renamed: &Renamed, cx: &mut Cx<'_>) {
    // The columns of old under the new names of their tables.
    let (old, new) = (cx.old, cx.new);
    let tables: Vec<(QName, &QName)> =
        new.tables.keys().filter_map(|name| Some((renamed.old_table(name, old)?, name))).collect();
    let owners: Vec<find::Owner<'_>> =
        tables.iter().filter_map(|(from, to)| Some((*to, old.tables.get(from)?.columns.keys().collect()))).collect();
    let mut taken: BTreeMap<(QName, Name), &Located<String>> = BTreeMap::new();
    for (key, to) in entries {
        let (table, from) = match find::part(key, &owners) {
            Lookup::One(found) => found,
            Lookup::Several(found) => {
                cx.ambiguous(key, found.iter().map(|(table, column)| names::part(table, column)).collect());
                continue;
            }
            Lookup::None(help) => {
                let by_old = match find::part(key, &find::columns_of(old)) {
                    Lookup::One((table, column)) => renamed.of_table(&table).map(|new| names::part(new, &column)),
                    Lookup::Several(_) | Lookup::None(_) => None,
                };
                let help = by_old.map_or(help, |name| {
                    format!("the table is renamed, and columns go by its new name: write `{name}`")
                });
                let message = format!("`rename.columns` names `{}`, and the old schema has no such column", key.value);
                cx.wrong(message, key.span, Some(help));
                continue;
            }
        };
        let columns: Vec<String> = new
            .tables
            .get(&table)
            .into_iter()
            .flat_map(|found| found.columns.keys().map(ToString::to_string))
            .collect();
        let Some(name) = columns.iter().find(|name| find::is_alone(to, name)).map(Name::new) else {
            let message = format!(
                "`{}` is to be called `{}`, and `{table}` has no such column in the new schema",
                key.value, to.value
            );
            cx.wrong(message, to.span, Some(find::near(to, &columns)));
            continue;
        };
        if let Some(first) = taken.insert((table.clone(), name.clone()), key) {
            let message = format!("both `{}` and `{}` are to be called `{name}`", first.value, key.value);
            cx.wrong(
                message,
                to.span,
                Some("leave one of them; the other is dropped (`remove`), or read by a `fill`".to_owned()),
            );
            continue;
        }
        let was = vec![Located::new(from, key.span)];
        let object = ObjectId::Column(table, name);
        cx.answered.intents.renames.push(Rename { object: object.clone(), was });
        cx.answer(key, "rename.columns", Effect::Rename(object));
    }
}

/// Both names of something that has a name of its own.
fn whole<'a>(
    (from, to): (&Located<String>, &Label),
    [kind, section]: [&str; 2],
    (old, new): (impl Iterator<Item = &'a QName>, impl Iterator<Item = &'a QName>),
    cx: &mut Cx<'_>,
) -> Option<(QName, QName)> {
    let mut one = |found: Lookup<QName>, name: &Located<String>, side: &str| match found {
        Lookup::One(found) => Some(found),
        Lookup::Several(found) => {
            cx.ambiguous(name, found.iter().map(names::whole).collect());
            None
        }
        Lookup::None(help) => {
            let message =
                format!("`rename.{section}` names `{}`, and the {side} schema has no {kind} of that name", name.value);
            cx.wrong(message, name.span, Some(help));
            None
        }
    };
    let from = one(find::whole(from, old), from, "old");
    let to = one(find::whole(to, new), to, "new");
    Some((from?, to?))
}

fn push(cx: &mut Cx<'_>, key: &Located<String>, object: ObjectId, from: &QName, section: &str) {
    let (ObjectId::Table(to) | ObjectId::Enum(to) | ObjectId::Sequence(to)) = &object else { return };
    let was = vec![Located::new(was(from, to), key.span)];
    cx.answered.intents.renames.push(Rename { object: object.clone(), was });
    cx.answer(key, &format!("rename.{section}"), Effect::Rename(object));
}

fn claim(renamed: &mut BTreeMap<QName, QName>, key: &Located<String>, (from, to): (QName, QName), cx: &mut Cx<'_>) {
    if let Some((first, _)) = renamed.iter().find(|(_, taken)| **taken == to) {
        let message = format!("both `{first}` and `{from}` are to be called `{to}`");
        cx.wrong(message, key.span, Some("leave one of them; rows of the other are moved by a step".to_owned()));
        return;
    }
    renamed.insert(from, to);
}

/// A former name as the planner reads it: of the same PostgreSQL schema alone, of another with its name.
fn was(from: &QName, to: &QName) -> Name {
    if from.namespace == to.namespace {
        return from.name.clone();
    }
    let doubled = |name: &Name| name.replace('.', "..");
    Name::new(format!("{}.{}", doubled(&from.namespace), doubled(&from.name)))
}
