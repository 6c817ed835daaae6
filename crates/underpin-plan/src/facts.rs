//! What each operation does to a database that is in use: its locks, rewrites and scans, whether it may run inside a
//! transaction, what it destroys. Measured on PostgreSQL 15.18, statement by statement: the locks from `pg_locks`, a
//! rewrite from a new `relfilenode`, a scan from `pg_stat_get_xact_numscans`; the manual's page stands at each arm.

mod effects;
mod locks;
mod object;

pub use effects::{Destroys, InTransaction};
pub use locks::{Blocks, LockMode, TableLock, strongest_locks};
