//! The `underpin` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    underpin::main("underpin", std::env::args_os().skip(1))
}
