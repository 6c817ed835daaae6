//! Models.

use super::fields::Owner;
use super::{Choices, NAMESPACES, at, fields, indexes, objects, relations, text, texts};
use crate::Span;
use crate::spec::{DefaultSpec, Entries, EnumSpec, FieldSpec, ModelSpec, SystemSpec};

/// The model whose rows are the tenants; there is always one of the name.
pub(super) const TENANT: &str = "Organization";

const NAMES: &[&str] = &[TENANT, "User", "MetricDefinition", "Message", "Invoice", "Tag"];

/// A name so long that names made of it are cut.
const LONG: &str = "_table_with_a_name_of_sixty_bytes_so_that_others_are_cut_é";

/// The primary key of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Uuid,
    Text,
    Number,
    Composite,
}

impl Key {
    /// The type of a single field that refers to the key.
    pub fn referring_type(self) -> Option<&'static str> {
        match self {
            Key::Uuid => Some("uuid"),
            Key::Text => Some("string"),
            Key::Number => Some("bigint"),
            Key::Composite => None,
        }
    }
}

pub(super) fn all(choices: &mut Choices<'_>, system: &SystemSpec, enums: &[EnumSpec]) -> Vec<ModelSpec> {
    let names = &NAMES[..=choices.below(NAMES.len())];
    let keys: Vec<Key> = names
        .iter()
        .map(|name| {
            // Tenants are told apart by one field.
            let kinds: &[Key] = match *name == TENANT {
                true => &[Key::Uuid, Key::Text, Key::Number],
                false => &[Key::Uuid, Key::Text, Key::Number, Key::Composite],
            };
            *choices.one(kinds)
        })
        .collect();
    let mut joined = 0;
    let all: Vec<(&str, Key)> = names.iter().copied().zip(keys).collect();
    all.iter().map(|(name, key)| model(choices, (name, *key), &all, (system, enums), &mut joined)).collect()
}

fn model(
    choices: &mut Choices<'_>,
    (name, key): (&str, Key),
    all: &[(&str, Key)],
    (system, enums): (&SystemSpec, &[EnumSpec]),
    joined: &mut usize,
) -> ModelSpec {
    let is_tenants = system.tenancy.is_some() && name != TENANT && choices.below(2) == 1;
    let map = choices.maybe(30, |choices| match choices.below(3) {
        0 => format!("{}s", name.to_lowercase()),
        1 => format!("the \"{name}\".s"),
        _ => format!("{}{}{LONG}", &name[..1], &name[name.len() - 1..]),
    });
    // Names that are cut may come to be one, so nothing is left to be made.
    let owner = if map.as_deref().is_some_and(|map| map.ends_with(LONG)) { Owner::NamesAll } else { Owner::NamesSome };
    let mut spec = ModelSpec {
        name: text(name),
        map: map.map(text),
        schema: choices.maybe(20, |choices| text(*choices.one(NAMESPACES))),
        doc: texts::doc(choices),
        was: Vec::new(),
        uses: is_tenants.then(|| text("tenant")).into_iter().collect(),
        primary: Vec::new(),
        keyless: None,
        primary_name: choices.maybe(20, |_| text(format!("{name}_key"))),
        primary_deferrable: None,
        fields: key_fields(choices, (name, key)),
        relations: Vec::new(),
        uniques: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        exclusions: Vec::new(),
        not_valid: Vec::new(),
        rls: choices.maybe(20, |choices| text(*choices.one(&["off", "enabled", "forced"]))),
        removed: Vec::new(),
        steps: Vec::new(),
    };
    if key == Key::Composite {
        spec.primary = ["region", "number"].map(text).into();
    }
    fields::add(choices, &mut spec, enums, owner);
    relations::add(choices, &mut spec, (all, owner), joined);
    indexes::add(choices, &mut spec, system, owner);
    for name in ["positive", "odd: \"name\" é"] {
        spec.checks.extend(choices.maybe(20, |choices| (text(name), texts::condition(choices))));
    }
    let checks: Vec<_> = spec.checks.iter().map(|(name, _)| name.clone()).collect();
    spec.not_valid.extend(checks.into_iter().filter_map(|name| choices.maybe(20, |_| name)));
    spec
}

fn key_fields(choices: &mut Choices<'_>, (model, key): (&str, Key)) -> Entries<FieldSpec> {
    let field = |name: &str, ty: &str, default: Option<&str>| {
        let mut field = fields::plain(ty);
        field.default = default.map(|default| at(DefaultSpec::Plain(default.to_owned())));
        (text(name), field)
    };
    let primary = |(name, mut field): (_, FieldSpec)| {
        field.primary = Some(at(true));
        field.span = Span::default();
        (name, field)
    };
    match key {
        Key::Uuid => vec![primary(field("id", "uuid", Some("uuid()")))],
        Key::Text => vec![primary(field("id", "string", Some("cuid()")))],
        Key::Number => {
            let default = *choices.one(&["autoincrement()", "identity(always)", "serial()"]);
            let (name, mut key) = primary(field("id", "bigint", Some(default)));
            key.sequence = choices.maybe(30, |choices| objects::owned_sequence(choices, (model, default)));
            vec![(name, key)]
        }
        Key::Composite => vec![field("region", "varchar(8)", None), field("number", "int", None)],
    }
}
