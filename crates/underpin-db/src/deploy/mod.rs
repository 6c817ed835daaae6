//! Applying migrations to a database that people use, and taking them back.
//!
//! A [`Deployer`] holds one connection and, once it has [locked](Deployer::lock), is the only one of its kind. What was done
//! stands in one table of the database, [`TABLE`]. A migration runs in the parts that its script has: what stands between
//! BEGIN and COMMIT is one transaction, and every other statement is one of its own. Each of them records in the same
//! transaction how far the script has come, so that a run that was killed, at whatever moment, has either done a part and
//! recorded it, or neither. Only a statement that PostgreSQL refuses inside a transaction (`CREATE INDEX CONCURRENTLY`) is
//! recorded before and after, and cleaned up after where nobody knows how it ended.

mod aside;
mod ask;
mod deployer;
mod drift;
mod ledger;
mod limits;
mod lock;
mod prisma;
mod production;
mod reset;
mod run;
mod script;
mod standing;

pub use ask::Answer;
pub use deployer::{Deployer, Migration};
pub use drift::{Drift, Expected};
pub use ledger::{Record, TABLE, Way};
pub use limits::Limits;
pub use prisma::PrismaHistory;
pub use run::{Event, Failure, Left};
pub use standing::{Known, Problem, Standing};
