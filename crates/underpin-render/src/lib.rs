//! Spells schemas and plans as SQL, Prisma and Rust text; the only crate that spells anything.

mod file;

pub mod prisma;
pub mod rust;
pub mod sea;
pub mod sql;
pub mod words;

pub use file::File;
