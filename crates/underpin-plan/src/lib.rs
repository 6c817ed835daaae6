//! What differs between two schemas, and the ordered steps from one to the other.
//!
//! [`diff`] compares two schemas in normal form and says what differs as a list of [`Change`]s; [`plan`] turns these into
//! ordered [`Step`]s, each with one [`Op`], and refuses what cannot be planned. Nothing here spells SQL, reads a file or
//! opens a connection.
//!
//! The way through: `walk` compares the two schemas and gives each smallest difference; a kind
//! of [change](changes) claims it, or it is refused; the changes give operations; `order` finds what
//! each operation needs and puts them in sequence; `planner` joins it all.

pub mod changes;
mod difference;
mod facts;
mod mentions;
mod net;
mod op;
mod order;
mod pair;
mod plan;
mod planner;
mod refuse;
mod walk;

pub use changes::{Change, apply, diff};
pub use facts::*;
pub use op::*;
pub use order::{Edge, Reason};
pub use pair::*;
pub use plan::*;
pub use planner::plan;
