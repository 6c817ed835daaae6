//! Origins: the place in the specs of each object, so that every message can point at a line.

use rustc_hash::FxHashMap;

use crate::{ObjectId, Span};

/// The place in the specs of each object of a schema.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    places: FxHashMap<ObjectId, Span>,
}

impl Origins {
    /// Remembers where an object was written. The first place wins.
    pub fn record(&mut self, object: ObjectId, span: Span) {
        self.places.entry(object).or_insert(span);
    }

    /// Where the object was written; nothing for objects that no one wrote, such as join tables.
    pub fn get(&self, object: &ObjectId) -> Option<Span> {
        self.places.get(object).copied()
    }
}
