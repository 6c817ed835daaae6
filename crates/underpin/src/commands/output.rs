//! Printing: to a terminal with colours, to anything else without.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use underpin_schema::{Diagnostic, Sources};

use super::{Context, Format};
use crate::{
    Error,
    display::{count, diagnostic_to_json, render, visible},
};

/// What was done.
pub const DONE: Style = AnsiColor::Green.on_default().bold();

/// What stands over a part of the output.
pub const TITLE: Style = Style::new().bold();

/// What matters less.
pub const QUIET: Style = Style::new().dimmed();

/// What destroys or refuses.
pub const DANGER: Style = AnsiColor::Red.on_default().bold();

/// What stands before a way out.
pub const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// Prints to standard output. A reader that went away (`| head`) is no failure.
pub fn print(text: &str) {
    write(&mut anstream::stdout().lock(), text);
}

/// Prints to standard error, which is where mistakes go.
pub fn print_aside(text: &str) {
    write(&mut anstream::stderr().lock(), text);
}

fn write(to: &mut impl Write, text: &str) {
    let written: io::Result<()> = to.write_all(text.as_bytes()).and_then(|()| to.flush());
    // There is no one left to tell.
    drop(written);
}

/// Prints a failure, and what to do about it.
pub fn print_error(error: &Error) {
    print_aside(&format!("{DANGER}error{DANGER:#}: {}\n", visible(&error.to_string())));
    if let Some(help) = error.help() {
        print_aside(&format!("  {HELP}help{HELP:#}: {}\n", visible(&help)));
    }
}

/// Prints diagnostics for people, with their number. Programs get them with the rest of the output.
pub fn print_diagnostics(context: &Context, sources: &Sources, diagnostics: &[Diagnostic]) {
    if context.format == Format::Text && !diagnostics.is_empty() {
        print_aside(&render(sources, diagnostics));
        print_aside(&format!("{}\n", count(diagnostics)));
    }
}

/// Diagnostics for programs.
pub fn diagnostics_to_json(sources: &Sources, diagnostics: &[Diagnostic]) -> Value {
    diagnostics.iter().map(|diagnostic| diagnostic_to_json(sources, diagnostic)).collect()
}

/// Prints the answer for programs, where one reads.
pub fn print_json(context: &Context, systems: Vec<Value>) {
    if context.format == Format::Json {
        print(&format!("{:#}\n", serde_json::json!({ "systems": systems })));
    }
}
