//! The migrations that exist: their chain, and the schema that the last one leads to.

mod chain;
mod id;
mod read;

pub use id::{MigrationId, current_time, next_second, parse_time};
pub use read::{Entry, Head, History, PLAN, SNAPSHOT, read_history, read_snapshot};
