//! The errors of the parser in our words.

use serde_saphyr::granit_parser::ErrorKind;

use crate::DiagnosticId;

/// What to do about an error of the parser.
pub(super) fn explain(kind: &ErrorKind) -> (DiagnosticId, Option<&'static str>) {
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => (DiagnosticId::Syntax, Some("indent with spaces; YAML forbids tabs there")),
        ErrorKind::RecursionLimitExceeded => (DiagnosticId::TooMuch, Some("no spec needs more than 64 levels")),
        ErrorKind::DirectiveDisallowed => {
            (DiagnosticId::Syntax, Some("remove the line; to begin a text with `%`, quote it"))
        }
        ErrorKind::MappingValueNotAllowed => {
            (DiagnosticId::Syntax, Some("a text that holds `: ` must be quoted; otherwise look at the indentation"))
        }
        ErrorKind::UnexpectedCharacter { .. } => {
            (DiagnosticId::Syntax, Some("a text that begins with this character must be quoted"))
        }
        ErrorKind::UnclosedQuotedScalar => (DiagnosticId::Syntax, Some("close the quote")),
        ErrorKind::UnclosedFlowCollection { .. } => (DiagnosticId::Syntax, Some("close the bracket")),
        // The parser's enum is open, and most of its errors are helped best by their own words.
        _ => (DiagnosticId::Syntax, None),
    }
}

/// A message of the parser in our form: lower case first, no full stop, no opening "while ..." clause.
pub(super) fn sentence(info: &str) -> String {
    let info = info.strip_suffix('.').unwrap_or(info);
    let info = if info.starts_with("while ") { info.split_once(", ").map_or(info, |(_, rest)| rest) } else { info };
    let info = info.replace("wasn't", "was not").replace('\'', "`");
    let mut characters = info.chars();
    match characters.next() {
        Some(first) if !info.starts_with("BOM") && !info.starts_with("YAML") && !info.starts_with("TAG") => {
            first.to_lowercase().chain(characters).collect()
        }
        Some(_) | None => info,
    }
}
