//! What the tests share: random schemas, a small model of what a database holds, plans as text.

#![allow(dead_code, missing_docs, reason = "each test crate uses a part of it")]

pub mod build;
pub mod model;
pub mod pairs;
pub mod random;
pub mod text;
