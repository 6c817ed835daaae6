//! Schemas -> specs: the inverse of reading and resolving.

mod types;

pub(crate) use types::type_text;
