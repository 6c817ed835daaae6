//! What a schema is, and how it is written in YAML.
//!
//! YAML text is [read](spec) into a [`spec::Spec`], which [`resolve`] turns into a [`Resolved`]: the [`Schema`] that the
//! database is to have, in normal form; the [`Code`] side that Prisma and Rust need beyond it; the [`Intents`] that say
//! how to get there; and the [`Origins`] of every object. Nothing in this crate reads a file or opens a connection.

#[cfg(feature = "arbitrary")]
pub mod arbitrary;
mod code;
mod code_of;
mod column;
mod diagnostic;
mod exclusion;
mod external;
mod filling;
mod intents;
mod key;
mod name;
mod object;
mod options;
mod origins;
mod resolve;
mod scalar;
mod schema;
mod sequence;
mod source;
mod table;
mod user_type;

mod write;

pub mod json;
pub mod naming;
pub mod prisma;
pub mod snapshot;
pub mod spec;

pub use code::*;
pub use code_of::code_of;
pub use column::*;
pub use diagnostic::*;
pub use exclusion::*;
pub use external::carry_external;
pub use intents::*;
pub use key::*;
pub use name::*;
pub use object::*;
pub use options::*;
pub use origins::*;
pub use resolve::answers::{Answer, Answered, Effect, answer_name, answer_word, resolve_answers};
pub use resolve::{resolve, resolve_beside};
pub use scalar::*;
pub use schema::*;
pub use sequence::*;
pub use source::*;
pub use table::*;
pub use user_type::*;
pub use write::write_specs;

/// A system, read and resolved.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// What the database is to know.
    pub schema: Schema,
    /// What programs are to know beyond it.
    pub code: Code,
    /// How to get there.
    pub intents: Intents,
    /// Where each object was written.
    pub origins: Origins,
}
