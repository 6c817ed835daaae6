//! The rules, one file each.

pub mod blocking_constraint_check;
pub mod blocking_index_build;
pub mod duplicate_foreign_key;
pub mod missing_foreign_key_index;
pub mod redundant_index;
pub mod table_rewrite;
