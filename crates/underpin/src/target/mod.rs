//! What a deploy is about: a history of migrations on the disk, and the database that it is for.

mod address;
mod limits;
mod questions;
mod read;

pub use address::address;
pub use limits::{DeployLimits, parse_time_span};
pub use questions::{Question, questions};
pub use read::{Target, TargetArgs, edited, read_target};
