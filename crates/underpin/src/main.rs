//! The `underpin` command.

use std::process::ExitCode;

/// Nearly all of `gen` is small texts and lists, made and freed by several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    underpin::main("underpin", std::env::args_os().skip(1))
}
