//! Proofs of migrations: those that are right are proved, and those that are not are told from them.

mod additive;
mod changing;
#[path = "../common/mod.rs"]
mod common;
mod filled;
mod history;
mod made;
mod pairs;
mod sabotage;
mod sabotaged_changes;
