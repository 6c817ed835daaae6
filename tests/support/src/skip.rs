//! The rule for tests that need what a machine may lack.

use std::{
    env,
    io::{self, Write},
};

/// Says on standard error that a test was skipped and why, even where the test harness captures output. Where `CI` is
/// `true`, a skip is a failure: a judge that is never asked proves nothing.
///
/// # Panics
/// With `CI=true`, always.
pub fn skip(test: &str, reason: &str) {
    let strict = env::var("CI").is_ok_and(|value| value == "true");
    assert!(!strict, "{test} may not be skipped with CI=true: {reason}");
    // `eprintln!` would be captured. That the message is lost with a closed stream is no reason to fail.
    let _ = writeln!(io::stderr(), "\nSKIPPED {test}: {reason}");
}

/// Says something on standard error, even where the test harness captures output.
pub fn note(message: &str) {
    let _ = writeln!(io::stderr(), "\n{message}");
}
