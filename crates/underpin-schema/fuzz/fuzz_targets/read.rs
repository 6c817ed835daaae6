//! No text makes the reader or the resolver panic, and every place that they name can be shown.
//! `cargo +nightly fuzz run read crates/underpin-schema/tests/cases/specs`
#![no_main]

use libfuzzer_sys::fuzz_target;
use underpin_schema::spec::{Spec, read_documents, read_system};
use underpin_schema::{Diagnostic, FileId, resolve};

// Two files in one input: `underpin.yaml` before the first form feed, a model file behind it.
fuzz_target!(|text: &str| {
    let (root, models) = text.split_once('\u{c}').unwrap_or(("", text));
    let (system, found) = read_system(FileId(0), root);
    check(root, &found);
    let (documents, found) = read_documents(FileId(1), models);
    check(models, &found);
    let (_, found) = resolve(&Spec { system, documents });
    for diagnostic in &found {
        for label in &diagnostic.labels {
            let text = if label.span.file == FileId(0) { root } else { models };
            assert!(text.get(label.span.range()).is_some(), "{diagnostic:?}");
        }
    }
});

fn check(text: &str, found: &[Diagnostic]) {
    for label in found.iter().flat_map(|diagnostic| &diagnostic.labels) {
        assert!(text.get(label.span.range()).is_some(), "{found:?}");
    }
}
