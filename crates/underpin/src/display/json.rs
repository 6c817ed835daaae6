//! Diagnostics for programs.

use serde_json::{Value, json};
use underpin_schema::{Diagnostic, Severity, Sources, Span};

/// A diagnostic as JSON: id, severity, message, the places with lines and columns from 1, help.
pub fn diagnostic_to_json(sources: &Sources, diagnostic: &Diagnostic) -> Value {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let (line, column) = sources.line_column(label.span);
            let end = Span { start: label.span.end, ..label.span };
            let (end_line, end_column) = sources.line_column(end);
            json!({
                "file": sources.get(label.span.file).path,
                "line": line,
                "column": column,
                "end_line": end_line,
                "end_column": end_column,
                "text": label.text,
            })
        })
        .collect();
    json!({
        "id": diagnostic.id.as_str(),
        "severity": severity,
        "message": diagnostic.message,
        "labels": labels,
        "help": diagnostic.help,
    })
}
