//! Sources: where a schema is read from. Every command that takes a schema takes any of them.

mod answers;
mod ground;
mod load;
mod losses;
mod prisma;
mod settle;
mod source;
mod used;

pub use answers::Answers;
pub use ground::Ground;
pub use load::{Loaded, Spelling, is_bookkeeping, load};
pub use losses::losses;
pub use settle::settle;
pub use source::{FORMS, Source};
