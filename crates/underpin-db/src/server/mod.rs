//! Throw-away servers: where PostgreSQL comes from, how it is started and how it goes away.

mod cluster;
mod database;
pub mod embedded;
#[cfg(unix)]
mod folder;
#[cfg(unix)]
mod process;
mod source;

pub use cluster::Cluster;
pub use database::Database;
pub use source::{Binaries, ENVIRONMENT, SUPPORTED, Source};
