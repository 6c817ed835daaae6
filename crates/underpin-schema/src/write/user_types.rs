//! Domains and composite types.

use std::collections::{HashMap, HashSet};

use heck::ToUpperCamelCase;

use super::yaml::{MapBuilder, Yaml};
use super::{Book, defaults, models, namespace, type_text};
use crate::{Attribute, Code, Composite, DATETIME, Domain, Name, QName, SCALARS, Schema, UserType};

/// What each type is called in specs: as in the database, where that is a name that no other has.
pub(super) fn names<'a>(schema: &'a Schema, code: &Code) -> HashMap<&'a QName, String> {
    let words = SCALARS.iter().flat_map(|row| row.yaml.iter().copied()).chain([DATETIME, "pg"]).map(str::to_owned);
    let models = code.models.iter().map(|model| model.name.to_string());
    let enums = code.enums.iter().map(|found| found.name.to_string());
    let mut taken: HashSet<String> = words.chain(models).chain(enums).collect();
    let mut names = HashMap::new();
    for ty in schema.types.keys() {
        let own = word(&ty.name);
        let spaced = word(&format!("{}_{}", ty.namespace, ty.name));
        let numbered = (2..).map(|number| format!("{}{number}", own.to_upper_camel_case()));
        let forms = [own.clone(), spaced, own.to_upper_camel_case()].into_iter().chain(numbered);
        let is_free = |name: &String| !name.is_empty() && !taken.contains(name);
        let Some(name) = forms.into_iter().find(is_free) else { continue };
        taken.insert(name.clone());
        names.insert(ty, name);
    }
    names
}

/// A name of letters, digits and `_` that begins with a letter.
fn word(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    match kept.trim_start_matches('_') {
        "" => "T".to_owned(),
        kept if kept.starts_with(|c: char| c.is_ascii_digit()) => format!("T{kept}"),
        kept => kept.to_owned(),
    }
}

pub(super) fn document(name: &QName, ty: &UserType, book: &Book<'_>) -> Vec<(String, Yaml)> {
    let mut map = MapBuilder::default();
    let (key, written) = match ty {
        UserType::Domain(_) => ("domain", book.type_name(name)),
        UserType::Composite(_) => ("composite", book.type_name(name)),
    };
    map.text(key, &written);
    if written != name.name.as_str() {
        map.text("map", &name.name);
    }
    map.maybe("schema", namespace(name));
    map.maybe("doc", ty.comment().as_ref());
    match ty {
        UserType::Domain(domain) => self::domain(&mut map, domain, book),
        UserType::Composite(Composite { attributes, comment: _ }) => {
            map.map("attributes", attributes.iter().map(|one| attribute(one, book)).collect());
        }
    }
    map.into_entries()
}

fn domain(map: &mut MapBuilder, domain: &Domain, book: &Book<'_>) {
    let Domain { ty, required, default, collation, checks, comment: _ } = domain;
    map.text("type", type_text(ty, |name| book.type_name(name)));
    map.flag("required", required.then_some(()));
    if let Some(default) = default {
        map.put("default", defaults::default(default, ty, book));
    }
    map.maybe("collate", collation.as_ref().map(models::collation).as_ref());
    let written = checks.iter().map(|(name, check)| (name.to_string(), Yaml::Text(check.expr.to_string())));
    map.map("checks", written.collect());
    map.texts(
        "not_valid",
        checks.iter().filter(|(_, check)| !check.validity.is_valid()).map(|(name, _): (&Name, _)| name),
    );
}

fn attribute(attribute: &Attribute, book: &Book<'_>) -> (String, Yaml) {
    let Attribute { name, ty, collation } = attribute;
    let ty = type_text(ty, |name| book.type_name(name));
    let written = match collation {
        None => Yaml::Text(ty),
        Some(collation) => {
            let mut map = MapBuilder::default();
            map.text("type", ty);
            map.text("collate", models::collation(collation));
            Yaml::Map(map.into_entries())
        }
    };
    (name.to_string(), written)
}
