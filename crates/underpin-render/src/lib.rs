//! Spells schemas and plans as SQL, Prisma and Rust text; the only crate that spells anything.

pub mod sea;
pub mod sql;
