//! Formatting a text a second time changes nothing, whatever the text.
//! `cargo +nightly fuzz run format crates/underpin-schema/tests/cases/specs`
#![no_main]

use libfuzzer_sys::fuzz_target;
use underpin_schema::spec::{FileKind, format};

fuzz_target!(|text: &str| {
    for kind in [FileKind::System, FileKind::Models] {
        if let Ok(formatted) = format(text, kind) {
            assert_eq!(format(&formatted, kind).as_deref(), Ok(formatted.as_str()));
        }
    }
});
