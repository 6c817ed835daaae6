//! The real binary, in folders of its own.

mod bad_input;
mod broken_history;
mod check;
mod edited;
mod gen_twice;
mod help;
mod killed;
mod language;
mod merge;
mod module;
mod names;
mod outside;
mod plan_excerpts;
mod prove;
mod readme;
mod reviewing;
mod support;
