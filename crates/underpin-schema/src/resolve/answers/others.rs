//! `rename.others:` and `remove:`, which may name anything that a schema holds.

use super::find::{self, Lookup};
use super::renames::Renamed;
use super::{Cx, Effect, names};
use crate::spec::{Entries, Label};
use crate::{Diagnostic, DiagnosticId, Located, Name, ObjectId, QName, Removal, Rename, Schema, Table, UserType};

/// The named parts of a table, but for its columns.
fn parts(name: &QName, table: &Table) -> Vec<(ObjectId, Name)> {
    let Table {
        columns: _,
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
    let mut found: Vec<(ObjectId, Name)> =
        primary_key.iter().map(|key| (ObjectId::PrimaryKey(name.clone()), key.name.clone())).collect();
    let mut add = |id: fn(QName, Name) -> ObjectId, names: Vec<&Name>| {
        found.extend(names.into_iter().map(|part| (id(name.clone(), part.clone()), part.clone())));
    };
    add(ObjectId::Unique, uniques.keys().collect());
    add(ObjectId::Index, indexes.keys().collect());
    add(ObjectId::ForeignKey, foreign_keys.keys().collect());
    add(ObjectId::Check, checks.keys().collect());
    add(ObjectId::Exclusion, exclusions.keys().collect());
    add(ObjectId::Trigger, triggers.keys().collect());
    add(ObjectId::Policy, policies.keys().collect());
    found
}

/// Something that a text may name, with the table that it is of.
struct Candidate {
    object: ObjectId,
    name: Name,
    table: Option<QName>,
}

impl Candidate {
    fn spelled(&self) -> String {
        match &self.table {
            Some(table) => names::part(table, &self.name),
            None => self.name.to_string(),
        }
    }
}

/// The parts of tables of old that a text may name: by the name alone, or after that of the table, new or old. Objects speak of
/// the new name of the table.
fn named(text: &str, renamed: &Renamed, old: &Schema) -> Vec<Candidate> {
    let written = names::read(text);
    let mut found = Vec::new();
    for (before, table) in &old.tables {
        let after = renamed.table(before);
        let rests: Vec<String> = [before, &after]
            .iter()
            .filter_map(|name| written.after(name)?.1)
            .chain(written.alone().map(str::to_owned))
            .collect();
        let fits = parts(&after, table)
            .into_iter()
            .filter(|(_, name)| rests.iter().any(|rest| rest.as_str() == name.as_str()));
        found.extend(fits.map(|(object, name)| Candidate { object, name, table: Some(after.clone()) }));
    }
    found
}

/// `rename.others`
pub(super) fn renames(entries: &Entries<Label>, renamed: &Renamed, cx: &mut Cx<'_>) {
    for (key, to) in entries {
        let known = named(key, renamed, cx.old);
        let mut fits: Vec<(Candidate, ObjectId)> = Vec::new();
        let mut unknown = true;
        for candidate in known {
            unknown = false;
            let Some(table) = &candidate.table else { continue };
            let target = cx.new.tables.get(table).map(|found| parts(table, found)).unwrap_or_default();
            let same_kind =
                |object: &ObjectId| std::mem::discriminant(object) == std::mem::discriminant(&candidate.object);
            if let Some((object, _)) =
                target.into_iter().find(|(object, name)| same_kind(object) && find::is_alone(to, name))
            {
                fits.push((candidate, object));
            }
        }
        for (object, new_object) in whole_objects(key, to, cx) {
            unknown = false;
            if let Some(new_object) = new_object {
                fits.push((Candidate { object, name: Name::new(key.as_str()), table: None }, new_object));
            }
        }
        match fits.as_slice() {
            [(candidate, object)] => {
                let was = match &candidate.object {
                    ObjectId::Type(old) => Some(&old.name),
                    ObjectId::Attribute(_, old) => Some(old),
                    _ => None,
                };
                if let Some(was) = was {
                    let was = vec![Located::new(was.clone(), key.span)];
                    cx.answered.intents.renames.push(Rename { object: object.clone(), was });
                }
                if !matches!(object, ObjectId::PrimaryKey(_)) && candidate.table.is_some() {
                    let was = vec![Located::new(candidate.name.clone(), key.span)];
                    cx.answered.intents.renames.push(Rename { object: object.clone(), was });
                }
                let object = object.clone();
                cx.answer(key, "rename.others", Effect::Rename(object));
            }
            [] => {
                let message = match unknown {
                    true => {
                        format!("`rename.others` names `{}`, and the old schema has nothing of that name", key.value)
                    }
                    false => format!(
                        "`{}` is to be called `{}`, and the new schema has nothing of its kind by that name",
                        key.value, to.value
                    ),
                };
                let (side, asked, span) = if unknown { (cx.old, key, key.span) } else { (cx.new, &to.0, to.span) };
                let all = side.tables.iter().flat_map(|(name, table)| parts(name, table));
                let mut all: Vec<String> = all.map(|(_, name)| name.to_string()).collect();
                all.extend(side.views.keys().map(names::whole));
                cx.wrong(message, span, Some(find::near(asked, &all)));
            }
            several => {
                let readings: Vec<String> =
                    several.iter().map(|(candidate, _)| format!("`{}`", candidate.spelled())).collect();
                let message = format!("`{}` may mean {}", key.value, readings.join(" or "));
                cx.wrong(message, key.span, Some("put the name of the table and a dot before it".to_owned()));
            }
        }
    }
}

/// Views and functions of a name, with what has the other name.
fn whole_objects(key: &Located<String>, to: &Located<String>, cx: &Cx<'_>) -> Vec<(ObjectId, Option<ObjectId>)> {
    let mut found = Vec::new();
    if let Lookup::One(view) = find::whole(key, cx.old.views.keys()) {
        let new = match find::whole(to, cx.new.views.keys()) {
            Lookup::One(view) => Some(ObjectId::View(view)),
            Lookup::Several(_) | Lookup::None(_) => None,
        };
        found.push((ObjectId::View(view), new));
    }
    if let Lookup::One(ty) = find::whole(key, cx.old.types.keys()) {
        let new = match find::whole(to, cx.new.types.keys()) {
            Lookup::One(ty) => Some(ObjectId::Type(ty)),
            Lookup::Several(_) | Lookup::None(_) => None,
        };
        found.push((ObjectId::Type(ty), new));
    }
    for (ty, attribute) in attributes(key, cx.old) {
        let is = |found: &&crate::Attribute| find::is_alone(to, &found.name);
        let new = match cx.new.types.get(&ty) {
            Some(UserType::Composite(composite)) => composite.attributes.iter().find(is),
            Some(UserType::Domain(_)) | None => None,
        };
        let new = new.map(|found| ObjectId::Attribute(ty.clone(), found.name.clone()));
        found.push((ObjectId::Attribute(ty, attribute), new));
    }
    let functions = |text: &str, schema: &Schema| -> Vec<ObjectId> {
        let fits = |signature: &&crate::Signature| {
            text == signature.to_string() || matches!(names::read(text).after(&signature.name), Some((_, None)))
        };
        schema.functions.keys().filter(fits).cloned().map(ObjectId::Function).collect()
    };
    let new = functions(to, cx.new);
    let new = if let [one] = new.as_slice() { Some(one.clone()) } else { None };
    found.extend(functions(key, cx.old).into_iter().map(|object| (object, new.clone())));
    found
}

/// The attributes of composite types that a text names, after their type.
fn attributes(text: &str, schema: &Schema) -> Vec<(QName, Name)> {
    let written = names::read(text);
    let mut found = Vec::new();
    for (ty, definition) in &schema.types {
        let UserType::Composite(composite) = definition else { continue };
        let Some((_, Some(rest))) = written.after(ty) else { continue };
        let fits = composite.attributes.iter().filter(|attribute| attribute.name.as_str() == rest);
        found.extend(fits.map(|attribute| (ty.clone(), attribute.name.clone())));
    }
    found
}

/// One of `remove`.
pub(super) fn removal(text: &Label, renamed: &Renamed, cx: &mut Cx<'_>) {
    if text.is_empty() {
        return;
    }
    let bare = [
        "table ",
        "column ",
        "enum ",
        "view ",
        "sequence ",
        "function ",
        "extension ",
        "schema ",
        "index ",
        "constraint ",
    ];
    let stripped = bare.iter().find_map(|word| text.strip_prefix(word));
    let mut all = candidates(text, renamed, cx);
    if all.is_empty()
        && let Some(stripped) = stripped
    {
        all = candidates(stripped, renamed, cx);
    }
    let (gone, here): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, there)| *there == There::Gone);
    match (gone.as_slice(), here.first()) {
        ([(object, _)], _) => {
            let (object, effect) = match object {
                // The labels of a type that goes as a whole: its columns are converted or dropped.
                ObjectId::EnumValue(ty, _) if !cx.new.enums.contains_key(ty) => {
                    (object.clone(), Effect::Drop(ObjectId::Enum(ty.clone())))
                }
                object => (object.clone(), Effect::Drop(object.clone())),
            };
            let object = Located::new(object, text.span);
            cx.answered.intents.removals.push(Removal { object, target: None });
            cx.answer(text, "remove", effect);
        }
        ([], Some((object, _))) => {
            let message = format!("`remove` names `{}`, and the new schema still has {object}", text.value);
            cx.wrong(message, text.span, Some("take it out of `remove`, or out of the new schema".to_owned()));
        }
        ([], None) => {
            let mut known: Vec<String> =
                cx.old.tables.keys().chain(cx.old.enums.keys()).chain(cx.old.views.keys()).map(names::whole).collect();
            for (table, columns) in find::columns_of(cx.old).into_iter().chain(find::labels_of(cx.old)) {
                known.extend(columns.into_iter().map(|column| names::part(table, column)));
            }
            let message = format!("`remove` names `{}`, and the old schema has nothing of that name", text.value);
            let near = find::near(text, &known);
            let help = if near.starts_with("did") {
                near
            } else {
                "write a table, `Table.column`, or `Enum.VALUE`, as the old schema has it".to_owned()
            };
            cx.wrong(message, text.span, Some(help));
        }
        (several, _) => {
            let readings: Vec<String> = several.iter().map(|(object, _)| object.to_string()).collect();
            let message = format!("`{}` may mean {}", text.value, readings.join(" or "));
            let diagnostic = Diagnostic::error(DiagnosticId::BadAnswer, message).at(text.span, "");
            cx.diagnostics.push(
                diagnostic
                    .help("put names that hold dots in double quotes, and the name of the table before what is in it"),
            );
        }
    }
}

/// Whether something of the old schema is there in the new one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    Gone,
    Here,
}

fn there(is: bool) -> There {
    if is { There::Here } else { There::Gone }
}

/// What a text may name: what holds data first, and the rest only where nothing of that is meant.
fn candidates(text: &str, renamed: &Renamed, cx: &Cx<'_>) -> Vec<(ObjectId, There)> {
    let (old, new) = (cx.old, cx.new);
    let written = names::read(text);
    let is_whole = |name: &QName| matches!(written.after(name), Some((_, None)));
    let mut found = Vec::new();
    for name in old.tables.keys().filter(|name| is_whole(name)) {
        let stays = new.tables.contains_key(&renamed.table(name)) && !renamed.takes(name);
        found.push((ObjectId::Table(name.clone()), there(stays)));
    }
    for name in old.enums.keys().filter(|name| is_whole(name)) {
        found.push((ObjectId::Enum(name.clone()), there(new.enums.contains_key(&renamed.enum_type(name)))));
    }
    let renamed_away = |table: &QName, column: &Name| {
        cx.answered.intents.renames.iter().any(|rename| {
            matches!(&rename.object, ObjectId::Column(of, _) if of == table)
                && rename.was.iter().any(|was| was.value == *column)
        })
    };
    let mut columns: Vec<(usize, (ObjectId, There))> = Vec::new();
    for (before, table) in &old.tables {
        let after = renamed.table(before);
        for owner in [&after, before] {
            let Some((length, Some(rest))) = written.after(owner) else { continue };
            let Some(column) = table.columns.keys().find(|name| name.as_str() == rest) else { continue };
            let is = new.tables.get(&after).and_then(|table| table.columns.get(column));
            // A column that is computed from now on loses the values that it holds, and something else may take its name.
            let computed = is.is_some_and(|column| matches!(column.default, Some(crate::DefaultValue::Generated(_))));
            let taken = cx
                .answered
                .intents
                .renames
                .iter()
                .any(|rename| rename.object == ObjectId::Column(after.clone(), column.clone()));
            let stays = is.is_some() && !computed && !taken || renamed_away(&after, column);
            columns.push((length, (ObjectId::Column(after.clone(), column.clone()), there(stays))));
            break;
        }
    }
    for (before, ty) in &old.enums {
        let after = renamed.enum_type(before);
        for owner in [&after, before] {
            let Some((length, Some(rest))) = written.after(owner) else { continue };
            let Some(label) = ty.values.iter().find(|name| name.as_str() == rest) else { continue };
            let stays = new.enums.get(&after).is_some_and(|ty| ty.values.contains(label));
            columns.push((length, (ObjectId::EnumValue(after.clone(), label.clone()), there(stays))));
            break;
        }
    }
    for (ty, attribute) in attributes(text, old) {
        let stays = match new.types.get(&ty) {
            Some(UserType::Composite(composite)) => composite.attribute(&attribute).is_some(),
            Some(UserType::Domain(_)) | None => false,
        };
        found.push((ObjectId::Attribute(ty, attribute), there(stays)));
    }
    let longest = columns.iter().map(|(length, _)| *length).max();
    found.extend(columns.into_iter().filter(|(length, _)| Some(*length) == longest).map(|(_, found)| found));
    if found.is_empty() {
        others(text, renamed, cx, &mut found);
    }
    found
}

/// What holds no data.
fn others(text: &str, renamed: &Renamed, cx: &Cx<'_>, found: &mut Vec<(ObjectId, There)>) {
    let (old, new) = (cx.old, cx.new);
    let written = names::read(text);
    let is_whole = |name: &QName| matches!(written.after(name), Some((_, None)));
    for name in old.views.keys().filter(|name| is_whole(name)) {
        found.push((ObjectId::View(name.clone()), there(new.views.contains_key(name))));
    }
    for name in old.sequences.keys().filter(|name| is_whole(name)) {
        found.push((ObjectId::Sequence(name.clone()), there(new.sequences.contains_key(&renamed.sequence(name)))));
    }
    for signature in old.functions.keys().filter(|one| is_whole(&one.name) || one.to_string() == text) {
        found.push((ObjectId::Function(signature.clone()), there(new.functions.contains_key(signature))));
    }
    for name in old.extensions.keys().filter(|name| written.alone() == Some(name)) {
        found.push((ObjectId::Extension(name.clone()), there(new.extensions.contains_key(name))));
    }
    for name in old.namespaces.iter().filter(|name| written.alone() == Some(name)) {
        found.push((ObjectId::Namespace(name.clone()), there(new.namespaces.contains(name))));
    }
    for candidate in named(text, renamed, old) {
        let table = candidate.table.as_ref().and_then(|name| new.tables.get_key_value(name));
        let stays = table.is_some_and(|(name, table)| {
            parts(name, table).iter().any(|(object, name)| *object == candidate.object && *name == candidate.name)
        });
        found.push((candidate.object, there(stays)));
    }
}
