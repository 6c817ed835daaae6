//! Proofs of migrations, and the files that keep them.

mod file;
mod text;

pub use file::{PROOF, ProofFile, RowsOf, State, state, unproved};
pub use text::{MigrationText, read_texts};
