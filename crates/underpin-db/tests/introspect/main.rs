//! What introspection reads, against what was made.

mod blank;
mod build;
mod law;
