//! The ground: PostgreSQL itself. The only crate that opens a connection.
//!
//! A [`Cluster`] is a throw-away server: it is started from whatever PostgreSQL the machine has, gives out [`Database`]s,
//! and leaves nothing behind, however the process that started it ends. [`introspect`](introspect()) reads what a database
//! holds, [`rows`] fills one, and [`prove`] says what a migration does.
//!
//! ```no_run
//! let cluster = underpin_db::Cluster::start()?;
//! let database = cluster.database()?;
//! database.execute("CREATE TABLE t (id integer PRIMARY KEY)")?;
//! # Ok::<(), underpin_db::Error>(())
//! ```
//!
//! The calls block and own a small runtime, so they must not be made from within asynchronous code; give that the
//! [`Database::url`] and let it connect by itself.

mod address;
pub mod deploy;
mod error;
mod introspect;
pub mod prove;
mod psql;
pub mod rows;
pub mod sample;
mod server;

pub use address::{Address, SslMode};
pub use error::Error;
pub use introspect::{Introspected, Unmanaged, UnmanagedKind, introspect, normal_form, normal_form_of_what_stands};
pub use psql::{ScriptError, run_script};
pub use server::{Binaries, Cluster, Database, ENVIRONMENT, SUPPORTED, Source, embedded};
