//! What underpin's own tests share: the judges that they ask, and the rule for a machine that lacks one.

pub mod cases;
mod catalog;
pub mod oracle;
pub mod server;
mod skip;
pub mod systems;

pub use catalog::catalog;
pub use server::{postgres, postgres_since};
pub use skip::{note, skip};
