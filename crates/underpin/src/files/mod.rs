//! Generated files on the disk: whose they are, what would change, and writing them whole or not at all.

mod edit;
mod stamp;
mod state;
mod write;

pub use edit::{Edit, Tree, compare, stale};
pub use stamp::{hash, is_stamped, is_untouched, stamp};
pub use state::{State, read_state};
pub use write::{clean, remove_file, write_file, write_folder, write_tree};
