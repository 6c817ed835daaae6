//! Decoders of the values that keys hold.

use serde_json::{Value, json};

use super::{Cx, Decode, Shape, located};
use crate::spec::schema::Defs;
use crate::spec::yaml::{Kind, Node, Style};
use crate::{Located, Span};

impl Decode for String {
    const SHAPE: &'static Shape = &Shape::Text;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(text, _) => Some(text.clone().into_owned()),
            Kind::Null | Kind::Map(_) | Kind::Seq(_) => cx.wrong_shape(node, "a text"),
        }
    }

    fn broken(_: Span) -> Self {
        String::new()
    }

    /// The text of a plain `1.10` or `no` is taken as it is written, so numbers and booleans are welcome.
    fn schema(_: &mut Defs) -> Value {
        json!({ "type": ["string", "number", "boolean"] })
    }
}

impl Decode for bool {
    const SHAPE: &'static Shape = &Shape::Text;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(text, Style::Plain) => match text.as_ref() {
                "true" => Some(true),
                "false" => Some(false),
                other => {
                    let meant = match other.to_lowercase().as_str() {
                        "yes" | "on" | "y" | "1" | "t" => "true",
                        "no" | "off" | "n" | "0" | "f" => "false",
                        _ => other,
                    };
                    match meant == other {
                        true => cx.unknown_word(other, node.span, &["true", "false"]),
                        false => cx.unknown_word(other, node.span, &[meant]),
                    }
                    None
                }
            },
            Kind::Scalar(_, Style::Quoted) | Kind::Null | Kind::Map(_) | Kind::Seq(_) => {
                cx.wrong_shape(node, "`true` or `false`")
            }
        }
    }

    fn broken(_: Span) -> Self {
        false
    }

    fn schema(_: &mut Defs) -> Value {
        json!({ "type": "boolean" })
    }
}

impl Decode for u16 {
    const SHAPE: &'static Shape = &Shape::Text;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let number = match &node.kind {
            Kind::Scalar(text, _) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            Kind::Scalar(_, _) | Kind::Null | Kind::Map(_) | Kind::Seq(_) => None,
        };
        number.or_else(|| cx.wrong_shape(node, "a whole number, as `14`"))
    }

    fn broken(_: Span) -> Self {
        0
    }

    fn schema(_: &mut Defs) -> Value {
        json!({ "type": "integer", "minimum": 0, "maximum": u16::MAX })
    }
}

impl Decode for i64 {
    const SHAPE: &'static Shape = &Shape::Text;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let number = match &node.kind {
            Kind::Scalar(text, _) if !text.starts_with('+') => text.parse().ok(),
            Kind::Scalar(_, _) | Kind::Null | Kind::Map(_) | Kind::Seq(_) => None,
        };
        number.or_else(|| cx.wrong_shape(node, "a whole number of 64 bits, as `1000`"))
    }

    fn broken(_: Span) -> Self {
        1
    }

    fn schema(_: &mut Defs) -> Value {
        json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX })
    }
}

impl<T: Decode> Decode for Located<T> {
    const SHAPE: &'static Shape = T::SHAPE;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        T::decode(node, cx).map(|value| Located::new(value, node.span))
    }

    fn broken(span: Span) -> Self {
        Located::new(T::broken(span), span)
    }

    fn schema(defs: &mut Defs) -> Value {
        T::schema(defs)
    }
}

impl<T: Decode> Decode for Option<T> {
    const SHAPE: &'static Shape = T::SHAPE;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        T::decode(node, cx).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn broken(_: Span) -> Self {
        None
    }

    fn bare() -> Option<Self> {
        Some(None)
    }

    fn place_at(&mut self, name: Span) {
        if let Some(value) = self {
            value.place_at(name);
        }
    }

    fn schema(defs: &mut Defs) -> Value {
        T::schema(defs)
    }
}

/// A list; of one item, the item alone will do. An empty value is an empty list.
impl<T: Decode> Decode for Vec<T> {
    const SHAPE: &'static Shape = &Shape::List(T::SHAPE);

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        match &node.kind {
            Kind::Null => Some(Vec::new()),
            Kind::Seq(items) => Some(items.iter().filter_map(|item| T::decode(item, cx)).collect()),
            Kind::Scalar(_, _) | Kind::Map(_) => T::decode(node, cx).map(|only| vec![only]),
        }
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn broken(_: Span) -> Self {
        Vec::new()
    }

    fn schema(defs: &mut Defs) -> Value {
        let item = T::schema(defs);
        json!({ "anyOf": [item, { "type": "array", "items": item }, { "type": "null" }] })
    }
}

/// Named things. Where a name alone says enough, a list of names will do.
impl<V: Decode> Decode for Vec<(Located<String>, V)> {
    const SHAPE: &'static Shape = &Shape::Names(V::SHAPE);

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        match &node.kind {
            Kind::Null => Some(Vec::new()),
            Kind::Map(entries) => Some(
                entries
                    .iter()
                    .map(|(key, node)| {
                        let bare = V::bare().filter(|_| matches!(node.kind, Kind::Null));
                        let read = || cx.named(&key.text, |cx| V::decode(node, cx));
                        let mut value = bare.or_else(read).unwrap_or_else(|| V::broken(node.span));
                        value.place_at(key.span);
                        (located(&key.text, key.span), value)
                    })
                    .collect(),
            ),
            Kind::Seq(items) if V::bare().is_some() => Some(names(items, cx)),
            Kind::Scalar(_, _) if V::bare().is_some() => Some(names(std::slice::from_ref(node), cx)),
            Kind::Scalar(_, _) | Kind::Seq(_) => cx.wrong_shape(node, "a map of names"),
        }
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn broken(_: Span) -> Self {
        Vec::new()
    }

    fn schema(defs: &mut Defs) -> Value {
        let value = V::schema(defs);
        if V::bare().is_none() {
            return json!({ "type": ["object", "null"], "additionalProperties": value });
        }
        let name = String::schema(defs);
        json!({ "anyOf": [
            name,
            { "type": "array", "items": name },
            { "type": ["object", "null"], "additionalProperties": { "anyOf": [{ "type": "null" }, value] } },
        ] })
    }
}

/// The entries of a list of names. A name that stands twice is reported as a duplicate key would be.
fn names<'n, V: Decode>(items: &'n [Node<'n>], cx: &mut Cx<'n>) -> Vec<(Located<String>, V)> {
    let mut entries: Vec<(Located<String>, V)> = Vec::with_capacity(items.len());
    for item in items {
        let Some(name) = Located::<String>::decode(item, cx) else { continue };
        if let Some((first, _)) = entries.iter().find(|(seen, _)| *seen == name) {
            cx.duplicate_name(&name, first.span);
            continue;
        }
        if let Some(mut value) = V::bare() {
            value.place_at(name.span);
            entries.push((name, value));
        }
    }
    entries
}
