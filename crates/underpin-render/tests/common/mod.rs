//! What several test files share.

pub mod ops;
pub mod pieces;
