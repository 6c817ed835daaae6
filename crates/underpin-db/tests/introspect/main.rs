//! What introspection reads, against what was made.

mod awkward;
mod blank;
mod build;
mod hostile;
mod law;
mod normal;
