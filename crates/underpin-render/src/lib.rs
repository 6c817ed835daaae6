//! Spells schemas and plans as SQL, Prisma, Rust and a page for people; the only crate that spells anything.

mod file;

pub mod docs;
pub mod prisma;
pub mod rust;
pub mod sea;
pub mod sql;
pub mod words;

pub use file::File;
