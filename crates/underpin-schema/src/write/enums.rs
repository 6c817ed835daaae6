//! Enums.

use super::namespace;
use super::yaml::{MapBuilder, Yaml};
use crate::{CodeEnum, CodeEnumValue};

pub(super) fn document(found: &CodeEnum) -> Vec<(String, Yaml)> {
    let mut map = MapBuilder::default();
    map.text("enum", &found.name);
    if found.name != found.ty.name {
        map.text("map", &found.ty.name);
    }
    map.maybe("schema", namespace(&found.ty));
    map.maybe("doc", found.doc.as_ref());
    let is_bare = |value: &CodeEnumValue| value.name == value.label && value.doc.is_none();
    match found.values.iter().all(is_bare) {
        true => map.texts("values", found.values.iter().map(|value| &value.name)),
        false => map.map("values", found.values.iter().map(value).collect()),
    }
    map.into_entries()
}

fn value(value: &CodeEnumValue) -> (String, Yaml) {
    let mut map = MapBuilder::default();
    if value.name != value.label {
        map.text("map", &value.label);
    }
    map.maybe("doc", value.doc.as_ref());
    (value.name.to_string(), Yaml::Map(map.into_entries()))
}
