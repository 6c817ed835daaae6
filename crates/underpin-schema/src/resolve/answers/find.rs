//! Looking names up: the longest name of a table or type that a text begins with wins.

use super::names::{self, Written, read};
use crate::spec::nearest;
use crate::{Name, QName, Schema};

/// What a name was found to be.
pub(super) enum Lookup<T> {
    One(T),
    Several(Vec<T>),
    /// Nothing, and what to write perhaps.
    None(String),
}

/// A table or type with the names of its parts.
pub(super) type Owner<'a> = (&'a QName, Vec<&'a Name>);

/// The tables with their columns.
pub(super) fn columns_of(schema: &Schema) -> Vec<Owner<'_>> {
    schema.tables.iter().map(|(name, table)| (name, table.columns.keys().collect())).collect()
}

/// The enum types with their labels.
pub(super) fn labels_of(schema: &Schema) -> Vec<Owner<'_>> {
    schema.enums.iter().map(|(name, ty)| (name, ty.values.iter().collect())).collect()
}

/// The one that a whole name is of.
pub(super) fn whole<'a>(text: &str, names: impl Iterator<Item = &'a QName>) -> Lookup<QName> {
    let written = read(text);
    let all: Vec<&QName> = names.collect();
    let found: Vec<QName> =
        all.iter().filter(|name| matches!(written.after(name), Some((_, None)))).map(|name| (*name).clone()).collect();
    match found.as_slice() {
        [one] => Lookup::One(one.clone()),
        [] => {
            let spelled: Vec<String> = all.iter().map(|name| names::whole(name)).collect();
            Lookup::None(near(text, &spelled))
        }
        _ => Lookup::Several(found),
    }
}

/// The part that a name is of: `Table.column`, `Enum.VALUE`.
pub(super) fn part(text: &str, owners: &[Owner<'_>]) -> Lookup<(QName, Name)> {
    let written = read(text);
    let mut found: Vec<(usize, (QName, Name))> = Vec::new();
    let mut owner = None;
    for (name, parts) in owners {
        let Some((length, Some(rest))) = written.after(name) else { continue };
        match parts.iter().find(|part| part.as_str() == rest) {
            Some(part) => found.push((length, ((*name).clone(), (*part).clone()))),
            None => owner = Some((*name, parts, rest)),
        }
    }
    let longest = found.iter().map(|(length, _)| *length).max();
    let best: Vec<_> =
        found.into_iter().filter(|(length, _)| Some(*length) == longest).map(|(_, found)| found).collect();
    match (best.as_slice(), owner) {
        ([one], _) => Lookup::One(one.clone()),
        ([], Some((name, parts, rest))) => {
            let spelled: Vec<String> = parts.iter().map(|part| part.to_string()).collect();
            Lookup::None(near_part(&rest, name, &spelled))
        }
        ([], None) => {
            let all: Vec<String> =
                owners.iter().flat_map(|(name, parts)| parts.iter().map(|part| names::part(name, part))).collect();
            let owners: Vec<String> = owners.iter().map(|(name, _)| names::whole(name)).collect();
            let owner = text.rsplit_once('.').map_or(text, |(owner, _)| owner);
            Lookup::None(match nearest_of(text, &all).or_else(|| nearest_of(owner, &owners)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the name of the table, a dot, and the name of the column".to_owned(),
            })
        }
        (_, _) => Lookup::Several(best),
    }
}

/// What the parts of a table or type are, where one was named that it has not.
fn near_part(rest: &str, owner: &QName, parts: &[String]) -> String {
    match nearest_of(rest, parts) {
        Some(near) => format!("did you mean `{}`?", names::part(owner, &Name::new(near))),
        None => format!("`{owner}` has {}", list(parts)),
    }
}

/// A question after the nearest name, or the names that there are.
pub(super) fn near(text: &str, all: &[String]) -> String {
    match nearest_of(text, all) {
        Some(near) => format!("did you mean `{near}`?"),
        None if all.is_empty() => "there is nothing of this kind".to_owned(),
        None => format!("there are {}", list(all)),
    }
}

fn nearest_of<'n>(text: &str, all: &'n [String]) -> Option<&'n str> {
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    nearest(text, &all)
}

/// Names in a sentence, not more than a reader takes in.
pub(super) fn list(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Whether a text is the name itself, without anything before it.
pub(super) fn is_alone(text: &str, name: &str) -> bool {
    match read(text) {
        Written::Parts(parts) => matches!(parts.as_slice(), [one] if one == name),
        Written::Loose(text) => text == name,
    }
}
