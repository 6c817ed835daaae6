//! Sources: where a schema is read from. Every command that takes a schema takes any of them.

mod ground;
mod load;
mod settle;
mod source;

pub use ground::Ground;
pub use load::{Loaded, Spelling, load};
pub use settle::settle;
pub use source::Source;
