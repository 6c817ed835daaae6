//! Plans and diagnostics as text, for people to read and for tests to compare.

use std::fmt::Write as _;

use underpin_plan::{Op, Plan, Step};
use underpin_schema::{Diagnostic, Severity};

/// The kind of an operation: `Create`.
pub fn kind(op: &Op) -> String {
    let debug = format!("{op:?}");
    debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

pub fn steps(steps: &[Step]) -> String {
    let mut text = String::new();
    let mut phase = None;
    for step in steps {
        if phase != Some(step.phase) {
            phase = Some(step.phase);
            writeln!(text, "{:?}", step.phase).unwrap();
        }
        if step.commit_before.is_some() {
            writeln!(text, "  -- commit").unwrap();
        }
        writeln!(text, "  {} {}", kind(&step.op), step.op.object()).unwrap();
    }
    text
}

pub fn plan(plan: &Plan) -> String {
    let mut text = steps(&plan.up);
    for edge in &plan.edges {
        let name = |index: usize| format!("{} {}", kind(&plan.up[index].op), plan.up[index].op.object());
        writeln!(text, "{} | {} | {}", name(edge.after), edge.reason, name(edge.before)).unwrap();
    }
    text
}

pub fn diagnostics(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for Diagnostic { id, severity, message, labels, help } in diagnostics {
        let severity = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(text, "{severity}[{}]: {message}", id.as_str()).unwrap();
        for label in labels {
            writeln!(text, "  at {}..{}: {}", label.span.start, label.span.end, label.text).unwrap();
        }
        for help in help {
            writeln!(text, "  help: {help}").unwrap();
        }
    }
    text
}
