//! Origins: the place in the specs of each object, so that every message can point at a line.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::{ObjectId, Span};

/// The place in the specs of each object of a schema.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    recorded: Vec<(ObjectId, Span)>,
    /// The same by object, made when the first place is asked for: where nothing is wrong, no one asks.
    places: OnceLock<FxHashMap<ObjectId, Span>>,
}

impl Origins {
    /// Remembers where an object was written. The first place wins.
    pub fn record(&mut self, object: ObjectId, span: Span) {
        if let Some(places) = self.places.get_mut() {
            places.entry(object.clone()).or_insert(span);
        }
        self.recorded.push((object, span));
    }

    /// Where the object was written; nothing for objects that no one wrote, such as join tables.
    pub fn get(&self, object: &ObjectId) -> Option<Span> {
        let places = self.places.get_or_init(|| self.recorded.iter().rev().cloned().collect());
        places.get(object).copied()
    }

    /// All that was recorded, in order.
    pub(crate) fn recorded(&self) -> &[(ObjectId, Span)] {
        &self.recorded
    }
}
