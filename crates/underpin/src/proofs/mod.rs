//! Proofs of migrations, and the files that keep them.

mod file;
mod masks;
mod provable;
mod text;

pub use file::{PROOF, ProofFile, RowsOf, State, state, unproved};
pub use masks::masks;
pub use provable::Provable;
pub use text::{MigrationText, read_texts};
