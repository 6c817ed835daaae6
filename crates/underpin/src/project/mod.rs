//! Systems: finding them, reading their specs, and where their outputs go.

mod base;
mod find;
mod outputs;
mod paths;
mod read;

pub use find::{Place, Selection, find_systems};
pub use outputs::{Outputs, confine, overlaps};
pub use paths::{lexical, show};
pub use read::{System, read_system};
