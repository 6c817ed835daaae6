//! Tree -> structs, with every mistake reported and none of them final.
//!
//! What is wrong is left out or stands in as its [`Decode::broken`] value, so that the rest of the file is still read and
//! still known to the resolver.

mod cx;
mod impls;
mod macros;

pub(crate) use cx::{Cx, KeyInfo, describe, nearest};
pub(crate) use macros::spec_struct;

use serde_json::Value;

use super::schema::Defs;
use super::yaml::Node;
use crate::{Located, Span};

/// What can be read from a node.
pub(crate) trait Decode: Sized {
    /// The shape of what [`Decode::decode`] takes, for those who lay it out.
    const SHAPE: &'static Shape;

    /// Reads it; `None` when it was reported as wrong.
    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self>;

    /// The value of a key that is not there; `None` when the key must be there.
    fn absent() -> Option<Self> {
        None
    }

    /// What stands in for a value that was reported as missing or wrong: an empty text, nothing.
    fn broken(span: Span) -> Self;

    /// The value of an entry that is a name alone, where that is allowed.
    fn bare() -> Option<Self> {
        None
    }

    /// Tells the value where its name stands.
    fn place_at(&mut self, _name: Span) {}

    /// The JSON Schema of what [`Decode::decode`] takes.
    fn schema(defs: &mut Defs) -> Value;
}

/// The shape of a value.
#[derive(Debug)]
pub(crate) enum Shape {
    /// A text: it means the same with quotes and without.
    Text,
    /// Anything. Quotes may change its meaning.
    Any,
    /// A list of such values, or one alone.
    List(&'static Shape),
    /// A map from names to such values, or a list of names.
    Names(&'static Shape),
    /// A map with these keys in this order, or a short form that is [`Shape::Text`] or a list.
    Struct(&'static [KeyInfo], &'static [&'static Shape], &'static Shape),
}

/// The short forms of a struct, beside a map of its keys.
pub(crate) trait Shorthand: Sized {
    /// The shape of the items of a short form that is a list.
    const ITEMS: &'static Shape = &Shape::Text;

    /// Reads what is not a map.
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self>;

    /// The JSON Schemas of the short forms.
    fn short_schemas(defs: &mut Defs) -> Vec<Value>;
}

/// A name and its place.
pub(crate) fn located(text: &str, span: Span) -> Located<String> {
    Located::new(text.to_owned(), span)
}
