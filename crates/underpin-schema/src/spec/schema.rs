//! The JSON Schema of the language, so that editors complete and check specs.

use serde_json::{Map, Value, json};

use super::decode::{Decode, KeyInfo, describe};
use super::{
    CompositeSpec, DomainSpec, EnumSpec, ExtensionSpec, FunctionSpec, ModelSpec, PolicySpec, SequenceSpec, SystemSpec,
    TriggerSpec, ViewSpec, document_kinds,
};

/// The JSON Schema (draft 2020-12) of `underpin.yaml` and of each document of a model file.
pub fn json_schema() -> Value {
    let mut defs = Defs::default();
    let kinds = [
        SystemSpec::schema(&mut defs),
        ModelSpec::schema(&mut defs),
        EnumSpec::schema(&mut defs),
        DomainSpec::schema(&mut defs),
        CompositeSpec::schema(&mut defs),
        ExtensionSpec::schema(&mut defs),
        SequenceSpec::schema(&mut defs),
        ViewSpec::schema(&mut defs),
        FunctionSpec::schema(&mut defs),
        TriggerSpec::schema(&mut defs),
        PolicySpec::schema(&mut defs),
    ];
    // `if`/`then` by the first key rather than `anyOf`: an editor then says what is wrong with this kind of document
    // instead of that it is none of eleven.
    let mut rule = kinds[0].clone();
    for (name, kind) in document_kinds().iter().zip(&kinds[1..]).rev() {
        rule = json!({ "if": { "type": "object", "required": [name] }, "then": kind, "else": rule });
    }
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:underpin:spec:1",
        "title": "underpin spec",
        "description": "underpin.yaml, or a document of a model file: a model, enum, domain, composite type, extension, sequence, view, function, \
                        trigger or policy.",
    });
    if let (Value::Object(schema), Value::Object(rule)) = (&mut schema, rule) {
        schema.extend(rule);
        schema.insert("$defs".to_owned(), Value::Object(defs.0));
    }
    schema
}

/// What a definition is made of.
pub(crate) struct Parts {
    /// The schemas of the values of its keys.
    pub values: Vec<Value>,
    /// Whether each of its keys may be left out.
    pub optional: Vec<bool>,
    /// The schemas of its short forms.
    pub short: Vec<Value>,
}

/// The definitions that were met so far.
#[derive(Default)]
pub(crate) struct Defs(Map<String, Value>);

impl Defs {
    /// All of them, for `$defs`.
    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    /// Defines a struct once, and gives the reference to it.
    pub fn define(
        &mut self,
        title: &str,
        doc: &str,
        keys: &[KeyInfo],
        parts: impl FnOnce(&mut Self) -> Parts,
    ) -> Value {
        let reference = json!({ "$ref": format!("#/$defs/{title}") });
        if self.0.contains_key(title) {
            return reference;
        }
        self.0.insert(title.to_owned(), Value::Null);
        let Parts { values, optional, short } = parts(self);
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut choices = Vec::new();
        let may_be_empty = optional.iter().all(|optional| *optional);
        for ((key, value), optional) in keys.iter().zip(values).zip(optional) {
            let value = restrict(value, key.words);
            let mut described = json!({ "description": describe(key.doc) });
            if let (Value::Object(described), Value::Object(value)) = (&mut described, value) {
                described.extend(value);
            }
            for name in key.names {
                properties.insert((*name).to_owned(), described.clone());
            }
            match (key.required || !optional, key.names) {
                (false, _) => {}
                (true, [name]) => required.push(*name),
                (true, names) => choices.push(json!({
                    "anyOf": names.iter().map(|name| json!({ "required": [name] })).collect::<Vec<_>>()
                })),
            }
        }
        let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        if may_be_empty {
            object["type"] = json!(["object", "null"]);
        }
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        if !choices.is_empty() {
            object["allOf"] = json!(choices);
        }
        let description = describe(doc);
        let definition = match short.is_empty() {
            true => {
                object["description"] = json!(description);
                object
            }
            false => {
                let mut forms = short;
                forms.push(object);
                json!({ "description": description, "anyOf": forms })
            }
        };
        self.0.insert(title.to_owned(), definition);
        reference
    }
}

/// The schema of a value that is one of a few words.
fn restrict(value: Value, words: &[&str]) -> Value {
    match words {
        [] => value,
        words if value["type"] == "integer" => {
            json!({ "enum": words.iter().filter_map(|word| word.parse::<u16>().ok()).collect::<Vec<_>>() })
        }
        words => json!({ "enum": words }),
    }
}
