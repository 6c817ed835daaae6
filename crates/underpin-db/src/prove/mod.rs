//! Proof that a migration does what its plan says, on a server and with rows in the tables.

mod observe;
mod script;

pub use observe::{Interrupted, Observation, SeenLock, SeenTable, observe};
