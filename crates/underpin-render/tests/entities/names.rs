//! Names that clash in Rust, values that it cannot make, and texts that try to leave their place.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use underpin_render::{File, rust};
use underpin_schema::{
    Action, Arity, BaseType, ClientDefault, Diagnostic, DiagnosticId, QName, ScalarKind::*, Severity, has_errors,
};

use crate::build::{F, System, f, of};

fn id() -> F {
    f("id", Uuid).made(ClientDefault::Uuid)
}

fn diagnostics(system: &System) -> Vec<(DiagnosticId, Severity, String)> {
    let (_, diagnostics) = rust::crate_files(&system.schema, &system.code);
    diagnostics.into_iter().map(|Diagnostic { id, severity, message, .. }| (id, severity, message)).collect()
}

/// The one diagnostic of a system.
fn check(build: impl FnOnce(&mut System), id: DiagnosticId, severity: Severity, message: &str) {
    let mut system = System::default();
    build(&mut system);
    assert_eq!(diagnostics(&system), [(id, severity, message.to_owned())]);
}

#[test]
fn clashes_are_told() {
    use DiagnosticId::{RustName, RustNoKey, RustValue, RustWord};
    use Severity::{Error, Warning};
    check(
        |system| {
            system.model("User", QName::public("a"), &["id"], vec![id(), f("a_1", Int), f("a1", Int)]);
        },
        RustName,
        Error,
        "field `User.a1` and field `User.a_1` would both be called `A1` in Rust",
    );
    check(
        |system| {
            system.model("Post", QName::public("a"), &["id"], vec![id(), f("authorId", Uuid), f("author", Text)]);
            system.model("User", QName::public("b"), &["id"], vec![id()]);
            system.relation(("Post.Author", "User.posts"), (&["authorId"], &["id"]), (Arity::Many, Action::Cascade));
        },
        RustName,
        Error,
        "field `Post.Author` and field `Post.author` would both be called `Author` in Rust",
    );
    check(
        |system| system.enumeration("Role", QName::public("Role"), &[("on", "on"), ("ON", "off")]),
        RustName,
        Error,
        "value `Role.ON` and value `Role.on` would both be called `On` in Rust",
    );
    check(
        |system| system.enumeration("Role", QName::public("Role"), &[("on", "on"), ("off", "ON")]),
        RustName,
        Error,
        "SeaORM takes the labels `on` and `ON` of enum `Role` for one",
    );
    check(
        |system| system.enumeration("Role", QName::public("Role"), &[]),
        RustValue,
        Error,
        "enum `Role` has no values, so no row can hold one",
    );
    check(
        |system| {
            system.model("User", QName::public("a"), &[], vec![f("name", Text).null()]);
            system.unique(QName::public("a"), &["name"]);
        },
        RustNoKey,
        Error,
        "model `User` has neither a primary key nor a unique one without NULLs",
    );
    check(
        |system| {
            system.model("User", QName::public("a"), &["id"], vec![f("id", Int).made(ClientDefault::Cuid)]);
        },
        RustValue,
        Error,
        "field `User.id` cannot be made by the program: its type does not hold such a value",
    );
    check(
        |system| {
            system.model("User", QName::public("a"), &["id"], vec![id(), f("at", Timestamp).list().updated()]);
        },
        RustValue,
        Error,
        "field `User.at` cannot be the time of the last update: its type does not hold such a value",
    );
    check(
        |system| {
            system.model("Result", QName::public("a"), &["id"], vec![id()]);
        },
        RustWord,
        Warning,
        "model `Result` is called `ResultEntity` in Rust, where `Result` means something else",
    );
}

#[test]
fn modules_of_models_that_fold_to_one_are_told() {
    let mut system = System::default();
    system.model("HTTPLog", QName::public("a"), &["id"], vec![id()]);
    system.model("HttpLog", QName::public("b"), &["id"], vec![id()]);
    let messages: Vec<String> = diagnostics(&system).into_iter().map(|(_, _, message)| message).collect();
    assert_eq!(
        messages,
        [
            "model `HttpLog` and model `HTTPLog` would both be called `http_log` in Rust",
            "model `HttpLog` and model `HTTPLog` would both be called `HttpLog` in Rust",
        ]
    );
}

/// Texts that try to leave their place.
pub const HOSTILE: &[&str] = &[
    "*/ fn evil() {} /*",
    "\"] fn evil() {} #[doc = \"",
    "\nfn evil() {}\n",
    "\r\nfn evil() {}",
    "\u{2028}fn evil() {}",
    "x\")] evil!{} #[sea_orm(x = \"",
    "../../../etc/passwd",
    "C:\\Windows\\system32",
    "é中\u{1f600}\u{202e}",
    "{{ project }}{% for x in y %}",
    "\\",
    "\\\"",
    "",
    "Self",
    "\0",
];

/// A system whose every name and text is the one given.
pub fn hostile(text: &str) -> System {
    let mut system = System::default();
    system.code.project = text.to_owned();
    let enumeration = QName::new(text, text);
    system.enumeration(text, enumeration.clone(), &[(text, text)]);
    system.code.enums[0].doc = Some(text.to_owned());
    let fields = vec![
        id(),
        f(text, Text).doc(text),
        of("e", BaseType::Enum(enumeration)),
        of("o", BaseType::Other(text.to_owned())),
        of("ref", BaseType::Other(text.to_owned())).list().null(),
    ];
    let model = system.model(text, QName::new(text, text), &["id"], fields);
    model.doc = Some(text.to_owned());
    model.tenant = Some(text.into());
    system
}

/// Every file parses, and no path leaves its folder.
fn check_files(files: &[File]) {
    for File { path, text } in files {
        let inside = path.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs"));
        let is_module = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        assert!(path == "Cargo.toml" || path == "rustfmt.toml" || inside.is_some_and(is_module), "{path:?}");
        if path.ends_with(".rs") {
            let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let names: Vec<String> = parsed
                .items
                .iter()
                .filter_map(|item| match item {
                    syn::Item::Fn(item) => Some(item.sig.ident.to_string()),
                    syn::Item::Macro(item) => Some(item.mac.path.segments[0].ident.to_string()),
                    _ => None,
                })
                .collect();
            assert!(names.is_empty(), "{names:?}\n{text}");
        }
        assert_eq!(text.lines().take(3).filter(|line| line.contains("underpin:digest")).count(), 1, "{path}");
        assert_eq!(text.lines().next().map(|line| line.ends_with("underpin:digest")), Some(true), "{path}");
    }
}

#[test]
fn hostile_text_stays_where_it_is_put() {
    for text in HOSTILE {
        let system = hostile(text);
        let (files, _) = rust::crate_files(&system.schema, &system.code);
        check_files(&files);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_stays_where_it_is_put(text in "(?s).{0,24}") {
        let system = hostile(&text);
        let (files, _) = rust::crate_files(&system.schema, &system.code);
        check_files(&files);
    }
}

/// Models and enums whose names only rustfmt's own order sorts as rustfmt does.
pub fn sorted() -> System {
    let mut system = System::default();
    for name in ["a10", "a2", "a_b", "ab", "a_b_c", "aB9", "a_b10", "z", "Zebra", "x01", "x1y", "x01y2"] {
        system.model(&format!("M{name}"), QName::public(name), &["id"], vec![id()]);
        system.enumeration(&format!("{name}E"), QName::public(format!("{name}E")), &[("a", "a")]);
    }
    for name in ["A", "AB", "B", "A1"] {
        system.enumeration(name, QName::public(name), &[("a", "a")]);
    }
    system
}

/// A system of many models: twelve fields, an enum and a relation each.
fn large(models: usize) -> System {
    let mut system = System::default();
    let mut last: Option<String> = None;
    for at in 0..models {
        let name = format!("Model{at}");
        let ty = QName::public(format!("Enum{at}"));
        system.enumeration(&format!("Enum{at}"), ty.clone(), &[("a", "A"), ("b", "B")]);
        let mut fields = vec![id(), f("parentId", Uuid).null(), of("kind", BaseType::Enum(ty))];
        fields.extend((0..9).map(|at| f(&format!("field{at}"), Text).doc("What it is.")));
        system.model(&name, QName::public(name.as_str()), &["id"], fields);
        if let Some(parent) = last.replace(name.clone()) {
            let ends = (format!("{name}.parent"), format!("{parent}.children"));
            system.relation((&ends.0, &ends.1), (&["parentId"], &["id"]), (Arity::Many, Action::SetNull));
        }
    }
    system
}

#[test]
fn a_thousand_models_take_no_time() {
    let system = large(1_000);
    let start = Instant::now();
    let (files, diagnostics) = rust::crate_files(&system.schema, &system.code);
    let took = start.elapsed();
    assert!(!has_errors(&diagnostics));
    assert_eq!(files.len(), 1_005);
    // 10 ms in a release build on a quiet machine; enough room for a debug build on a busy one.
    assert!(took < Duration::from_secs(5), "{took:?}");
    println!("{took:?}");
}
