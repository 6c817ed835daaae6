//! The steps of a plan, each with what it does to the tables and rows that are there.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use serde::Deserialize;
use underpin_schema::{ObjectId, QName};

use super::visible;

const NUMBER: Style = Style::new().bold();
const FACT: Style = AnsiColor::Cyan.on_default();
const DANGER: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// What is shown of a plan.json.
#[derive(Deserialize)]
struct PlanFile {
    changes: Vec<Change>,
    up: Vec<Step>,
}

#[derive(Deserialize)]
struct Change {
    words: String,
}

#[derive(Deserialize)]
struct Step {
    phase: String,
    commit_before: Option<String>,
    cause: usize,
    sql: String,
    #[serde(default)]
    locks: Vec<Lock>,
    rewrites: Option<QName>,
    #[serde(default)]
    scans: Vec<QName>,
    transaction: Option<String>,
    destroys: Option<ObjectId>,
}

#[derive(Deserialize)]
struct Lock {
    table: QName,
    mode: String,
}

/// The steps of a plan.json: phase, cause, SQL, locks, rewrites, what is destroyed.
///
/// # Errors
///
/// Where the text is not one.
pub fn steps(plan_json: &str) -> Result<String, serde_json::Error> {
    let PlanFile { changes, up } = serde_json::from_str(plan_json)?;
    let mut out = String::new();
    for (number, step) in (1..).zip(&up) {
        let cause = changes.get(step.cause).map_or("", |change| change.words.as_str());
        // Writing to a string does not fail.
        let _ = write_step(&mut out, number, step, cause);
    }
    Ok(out)
}

fn write_step(out: &mut String, number: usize, step: &Step, cause: &str) -> std::fmt::Result {
    let Step { phase, commit_before, cause: _, sql, locks, rewrites, scans, transaction, destroys } = step;
    if let Some(reason) = commit_before {
        writeln!(out, "{FACT}COMMIT{FACT:#} {QUIET}{}{QUIET:#}\n", visible(reason))?;
    }
    writeln!(out, "{NUMBER}{number}. {phase},{NUMBER:#} {QUIET}to {}{QUIET:#}", visible(cause))?;
    for line in sql.lines() {
        writeln!(out, "   {}", visible(line))?;
    }
    for Lock { table, mode } in locks {
        writeln!(out, "   {FACT}lock{FACT:#} {}: {mode}", visible(&table.to_string()))?;
    }
    if let Some(table) = rewrites {
        writeln!(out, "   {DANGER}rewrites{DANGER:#} every row of {}", visible(&table.to_string()))?;
    }
    for table in scans {
        writeln!(out, "   {FACT}scans{FACT:#} every row of {}", visible(&table.to_string()))?;
    }
    if let Some(object) = destroys {
        writeln!(out, "   {DANGER}destroys{DANGER:#} {}", visible(&object.to_string()))?;
    }
    if transaction.is_some() {
        writeln!(out, "   {FACT}outside of a transaction{FACT:#}")?;
    }
    writeln!(out)
}
