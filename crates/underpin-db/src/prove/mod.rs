//! Proof that a migration does what its plan says, on a server and with rows in the tables.
//!
//! The migration is taken as it stands in its files: `migration.sql` and `down.sql` are run as they are, and what they
//! are to do is read from `plan.json` and from the two schemas. What should come of the rows is computed apart from the
//! migration's own statements.

mod account;
mod arrays;
mod asks;
mod catalog;
mod compare;
mod contents;
mod course;
mod declared;
mod dump;
mod effects;
mod exclusions;
mod expected;
mod fingerprint;
mod follow;
mod history;
mod judge;
mod locks;
mod made;
mod observe;
mod prepare;
mod proof;
mod prover;
pub(crate) mod script;
mod violate;
mod ways_back;

pub(crate) use arrays::{array, elements};
pub use history::Chain;
pub use observe::{Interrupted, Observation, SeenLock, SeenTable, observe};
pub use proof::{Conclusion, Point, Proof, Verdict};
pub use prover::{Ground, Prover, RowSource, Stage, Subject};
