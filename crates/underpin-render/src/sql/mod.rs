//! PostgreSQL text.
//!
//! Every statement is spelled here, in one layout: four spaces, one column per line, every identifier quoted, key words in
//! upper case. sea-query builds the [table statements](crate::sea) that other tools read, and the string constants that
//! need escapes. It does not build our DDL, because it writes enum type names, extension names and index names without
//! quoting them safely, drops comments, puts an operator class after DESC, has no word for policies, views, functions,
//! triggers, NULLS FIRST or DEFERRABLE, and puts each statement on one line.

mod access;
mod assert;
mod column;
mod comment;
mod constraint;
mod convert;
mod create;
mod fill;
mod header;
mod ident;
mod index;
mod literal;
mod migration;
mod object;
mod op;
mod op_name;
mod plan_json;
mod policy;
mod rename;
mod routine;
mod script;
mod sequence;
mod table;
mod text;
mod types;
mod user_type;

pub use self::{
    constraint::OperatorName,
    ident::{Columns, Ident, Path},
    literal::Text,
    migration::{Migration, Unhashed, migration, migration_lock, unhashed},
    op::op,
    script::script,
    types::Type,
};
