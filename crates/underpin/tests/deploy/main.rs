//! Deploys by the real binary to a real server, undisturbed and disturbed in every way that we could think of.
#![cfg(unix)]

mod checks;
mod commands;
mod course;
mod crashed;
mod history;
mod killed;
mod manual;
mod proxy;
mod rows_in_the_way;
#[path = "../cli/support.rs"]
#[allow(dead_code, reason = "what the tests of other commands need is in there too")]
mod support;
mod trouble;
mod twenty;
