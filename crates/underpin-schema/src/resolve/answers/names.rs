//! How names stand in an answers file: as the database has them, with their PostgreSQL schema unless that is `public`, and in
//! double quotes where a dot in a name would be taken for the one between two.

use crate::{Name, ObjectId, QName};

/// The ways in which a text may name a table or type with something behind it.
pub(super) enum Written {
    /// With quotes: the parts are known.
    Parts(Vec<String>),
    /// Without: a dot may be part of a name.
    Loose(String),
}

/// Reads a name.
pub(super) fn read(text: &str) -> Written {
    if text.contains('"')
        && let Some(parts) = quoted_parts(text)
    {
        return Written::Parts(parts);
    }
    Written::Loose(text.to_owned())
}

/// The parts of `"a.b".c`; nothing where the quotes do not close, or something stands beside them.
fn quoted_parts(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let mut part = String::new();
        match rest.strip_prefix('"') {
            Some(mut inner) => loop {
                let end = inner.find('"')?;
                part.push_str(&inner[..end]);
                rest = &inner[end + 1..];
                match rest.strip_prefix('"') {
                    Some(after) => {
                        part.push('"');
                        inner = after;
                    }
                    None => break,
                }
            },
            None => {
                let end = rest.find(['.', '"']).unwrap_or(rest.len());
                part.push_str(&rest[..end]);
                rest = &rest[end..];
            }
        }
        parts.push(part);
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None if rest.is_empty() => return Some(parts),
            None => return None,
        }
    }
}

impl Written {
    /// What stands behind the name, where the text begins with it: an empty text where it is the name alone. With it, how much
    /// of the text the name takes.
    pub(super) fn after(&self, name: &QName) -> Option<(usize, Option<String>)> {
        match self {
            Written::Parts(parts) => {
                let takes = match parts.as_slice() {
                    [namespace, own, ..] if *namespace == *name.namespace && *own == *name.name => 2,
                    [own, ..] if name.is_public() && *own == *name.name => 1,
                    _ => return None,
                };
                match &parts[takes..] {
                    [] => Some((takes, None)),
                    [one] => Some((takes, Some(one.clone()))),
                    _ => None,
                }
            }
            Written::Loose(text) => {
                let whole = format!("{}.{}", name.namespace, name.name);
                let forms = [Some(whole.as_str()), name.is_public().then_some(name.name.as_str())];
                forms.into_iter().flatten().find_map(|form| {
                    let rest = text.strip_prefix(form)?;
                    match rest.strip_prefix('.') {
                        Some(rest) => Some((form.len(), Some(rest.to_owned()))),
                        None => rest.is_empty().then_some((form.len(), None)),
                    }
                })
            }
        }
    }

    /// The name of something that stands for itself, without a schema or table before it.
    pub(super) fn alone(&self) -> Option<&str> {
        match self {
            Written::Parts(parts) => match parts.as_slice() {
                [one] => Some(one),
                _ => None,
            },
            Written::Loose(text) => Some(text),
        }
    }
}

/// A name as an answers file writes it.
pub(super) fn whole(name: &QName) -> String {
    match name.is_public() {
        true => one(&name.name),
        false => format!("{}.{}", one(&name.namespace), one(&name.name)),
    }
}

/// A part of a table or type as an answers file writes it.
pub(super) fn part(table: &QName, name: &Name) -> String {
    format!("{}.{}", whole(table), one(name))
}

/// An object as an answers file names it, as a YAML key or word: what messages tell people to write.
pub fn answer_name(object: &ObjectId) -> String {
    let text = match object {
        ObjectId::Enum(name)
        | ObjectId::Type(name)
        | ObjectId::Sequence(name)
        | ObjectId::Table(name)
        | ObjectId::View(name) => whole(name),
        ObjectId::EnumValue(owner, name)
        | ObjectId::Attribute(owner, name)
        | ObjectId::Column(owner, name)
        | ObjectId::Unique(owner, name)
        | ObjectId::Index(owner, name)
        | ObjectId::ForeignKey(owner, name)
        | ObjectId::Check(owner, name)
        | ObjectId::Exclusion(owner, name)
        | ObjectId::Trigger(owner, name)
        | ObjectId::Policy(owner, name) => part(owner, name),
        ObjectId::PrimaryKey(table) => whole(table),
        ObjectId::Namespace(name) | ObjectId::Extension(name) | ObjectId::Step(name) => name.to_string(),
        ObjectId::Function(signature) => signature.to_string(),
    };
    answer_word(&text)
}

/// A text as one word of an answers file, in quotes where YAML would take it for something else.
/// <https://yaml.org/spec/1.2.2/#rule-ns-plain>
pub fn answer_word(text: &str) -> String {
    const SPECIAL: &[&str] = &["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
        && !SPECIAL.contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

fn one(name: &str) -> String {
    if name.contains(['.', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in [QName::public("User"), QName::public("a.b"), QName::new("s", "t"), QName::new("s.t", "a\"b")] {
            let text = whole(&name);
            assert_eq!(read(&text).after(&name).map(|(_, rest)| rest), Some(None), "{text}");
            for column in ["c", "d.e", "f\"g"] {
                let text = part(&name, &Name::new(column));
                let rest = read(&text).after(&name).and_then(|(_, rest)| rest);
                assert_eq!(rest.as_deref(), Some(column), "{text}");
            }
        }
        assert_eq!(read("a.b.c").after(&QName::public("a")).and_then(|(_, rest)| rest).as_deref(), Some("b.c"));
        assert!(read("ab").after(&QName::public("a")).is_none());
    }
}
