//! What underpin's own tests share: the judges that they ask, and the rule for a machine that lacks one.

mod by_hand;
pub mod cases;
mod catalog;
pub mod oracle;
#[cfg(unix)]
mod own_server;
pub mod server;
mod skip;
pub mod systems;

pub use by_hand::by_hand;
pub use catalog::catalog;
#[cfg(unix)]
pub use own_server::OwnServer;
pub use server::{postgres, postgres_since};
pub use skip::{note, skip};
