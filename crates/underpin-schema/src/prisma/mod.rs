//! The Prisma schema language: read without losing a byte, and turned into specs.
//!
//! [`read`] gives a [`Tree`] that holds every byte of the files and the place of every part; [`specs`] turns it into the
//! [`crate::spec::Spec`] of the database that Prisma would make of it, which [`crate::resolve`] takes from there. The
//! language has no specification; what is a mistake was asked of Prisma's own validator, as the tests do.
//! <https://www.prisma.io/docs/orm/reference/prisma-schema-reference>

mod block;
mod cursor;
mod file;
mod specs;
mod text;
mod tree;
mod value;

pub use file::read;
pub use specs::{Outside, specs, specs_beside};
pub use tree::*;
