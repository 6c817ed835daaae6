//! What differs between two schemas, and the ordered steps from one to the other.
//!
//! [`diff`] compares two schemas in normal form and says what differs as a list of [`Change`]s; [`plan`] turns these into
//! ordered [`Step`]s, each with one [`Op`]. Nothing here spells SQL, reads a file or opens a connection.

mod op;
mod plan;

pub use op::*;
pub use plan::*;

/// What differs. (Replaced by the list of change kinds.)
#[derive(Clone, Debug, PartialEq)]
pub enum Change {}
