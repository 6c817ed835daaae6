//! What the tests of reading and formatting share.
#![allow(dead_code, reason = "each test uses its part")]

use underpin_schema::spec::{FileKind, format, read_documents, read_system};
use underpin_schema::{Diagnostic, FileId};

/// The kind of a case file.
pub fn kind_of(name: &str) -> FileKind {
    match name.starts_with("system-") {
        true => FileKind::System,
        false => FileKind::Models,
    }
}

/// Reads as that kind: what the text means, without places, and what is wrong with it.
pub fn read(text: &str, kind: FileKind) -> (String, Vec<Diagnostic>) {
    let (value, diagnostics) = match kind {
        FileKind::System => {
            let (value, diagnostics) = read_system(FileId(0), text);
            (format!("{value:#?}"), diagnostics)
        }
        FileKind::Models => {
            let (value, diagnostics) = read_documents(FileId(0), text);
            (format!("{value:#?}"), diagnostics)
        }
    };
    (without_places(&value), diagnostics)
}

/// Drops spans. They are the same everywhere once their numbers are gone, so that what is left shows meanings alone.
fn without_places(value: &str) -> String {
    let mut kept = String::new();
    let mut lines = value.lines();
    while let Some(line) = lines.next() {
        if line.trim_start() == "span: Span {" {
            lines.find(|line| line.trim_start() == "},");
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The laws of formatting: it changes no meaning, loses no comment, and has nothing to do a second time.
pub fn assert_formats(text: &str, formatted: &str, kind: FileKind) {
    let (old, new) = (read(text, kind), read(formatted, kind));
    assert_eq!(new.1, Vec::new(), "\n--- text\n{text}\n--- formatted\n{formatted}");
    // The order of keys whose order means something is kept, so that the debug texts must be the same.
    assert!(old.0 == new.0, "the meaning changed\n--- text\n{text}\n--- formatted\n{formatted}");
    let again = format(formatted, kind);
    assert!(
        again.as_deref() == Ok(formatted),
        "not at rest\n--- text\n{text}\n--- formatted\n{formatted}\n--- again\n{}",
        again.unwrap_or_else(|found| format!("{found:#?}"))
    );
}
