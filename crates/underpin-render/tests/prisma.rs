//! Prisma text, judged by Prisma: valid, laid out as its formatter would, and equal in meaning to what a person wrote.
//!
//! Each case has two files under `tests/prisma/cases/`: `NAME.prisma`, our text for Prisma 7, rewritten by
//! `UPDATE_CASES=1`; and `NAME.equal.prisma`, written by hand, which Prisma must find no different.

#[path = "prisma/build.rs"]
mod build;
#[path = "prisma/cases.rs"]
mod cases;

use std::path::{Path, PathBuf};

use build::Build;
use underpin_plan::Pair;
use underpin_render::prisma;
use underpin_schema::{DiagnosticId, Name, Resolved};
use underpin_testing::{cases as files, oracle::oracle, postgres};

const VERSIONS: [u8; 3] = [5, 6, 7];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("prisma").join("cases")
}

fn text_for(build: &Build, version: u8) -> String {
    let mut code = build.code.clone();
    code.prisma.version = version;
    prisma::schema(&build.schema, &code).0
}

/// The oracle's engine is that of Prisma 7: it refuses the `url` that Prisma 5 and 6 demand, and nothing else of theirs.
fn judged(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("url ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn texts_are_as_expected() {
    for (name, build) in cases::all() {
        files::check(&folder().join(format!("{name}.prisma")), &text_for(&build, 7));
    }
    for (name, build) in cases::all().into_iter().filter(|(name, _)| ["namespaces", "partial"].contains(name)) {
        for version in [5, 6] {
            files::check(&folder().join(format!("{name}.{version}.prisma")), &text_for(&build, version));
        }
    }
}

#[test]
fn prisma_reads_every_text_and_its_formatter_changes_nothing() {
    let Some(mut oracle) = oracle("prisma_reads_every_text_and_its_formatter_changes_nothing") else { return };
    for (name, build) in cases::all() {
        for version in VERSIONS {
            let text = judged(&text_for(&build, version));
            let formatted =
                oracle.format(&text).unwrap_or_else(|error| panic!("{name}, Prisma {version}: {error}\n{text}"));
            assert_eq!(formatted, text, "{name}, Prisma {version}");
        }
    }
}

#[test]
fn texts_mean_what_a_person_wrote() {
    let Some(mut oracle) = oracle("texts_mean_what_a_person_wrote") else { return };
    for (name, build) in cases::all() {
        for version in VERSIONS {
            // One version may say what the others cannot.
            let own = folder().join(format!("{name}.{version}.equal.prisma"));
            let path = if own.exists() { own } else { folder().join(format!("{name}.equal.prisma")) };
            let by_hand = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let ours = judged(&text_for(&build, version));
            for (from, to) in [(&by_hand, &ours), (&ours, &by_hand)] {
                let sql = oracle.diff(from, to).unwrap_or_else(|error| panic!("{name}, Prisma {version}: {error}"));
                assert_eq!(sql, "", "{name}, Prisma {version}");
            }
        }
    }
}

/// Types and extensions that the cases take for granted.
const PRELUDE: &str = "CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS btree_gin;
    CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS bloom;
    CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE TYPE \"odd type\" AS (a integer);";

#[test]
fn a_database_of_ours_is_in_step_with_the_text() {
    let test = "a_database_of_ours_is_in_step_with_the_text";
    let (Some(cluster), Some(mut oracle)) = (postgres(test), oracle(test)) else { return };
    // What Prisma cannot say and yet sees: a foreign key without a relation.
    for (name, build) in cases::all().into_iter().filter(|(name, _)| *name != "beyond") {
        let resolved = Resolved { schema: build.schema.clone(), code: build.code.clone(), ..Resolved::default() };
        let empty = underpin_schema::Schema::default();
        let (plan, diagnostics) = underpin_plan::plan(Pair { old: &empty, new: &build.schema }, &resolved);
        assert_eq!(diagnostics, [], "{name}");
        let database = cluster.database().unwrap();
        database.execute(PRELUDE).unwrap();
        for step in &plan.up {
            let sql = underpin_render::sql::op(&step.op).to_string();
            database.execute(&sql).unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"));
        }
        let difference = oracle.drift(&database.url(), &text_for(&build, 7));
        assert_eq!(difference.as_deref(), Ok(""), "{name}");
    }
}

#[test]
fn the_header_holds_the_token_once() {
    for (name, build) in cases::all() {
        for version in VERSIONS {
            let text = text_for(&build, version);
            assert_eq!(text.matches("underpin:digest").count(), 1, "{name}");
            assert!(text.lines().take(3).any(|line| line.contains("underpin:digest")), "{name}");
        }
    }
}

#[test]
fn names_that_prisma_cannot_carry_are_found() {
    let mut oracle = oracle("names_that_prisma_cannot_carry_are_found");
    let words = "async PrismaClient String using model type enum 1a a-b _a a\u{a0}b é Vector a.b view x1";
    for word in words.split(' ') {
        for place in ["model", "field", "enum", "value", "relation"] {
            let mut build = cases::all().swap_remove(0).1;
            build.relation("Type.other(int) -> Type.others(int)");
            match place {
                "model" => {
                    build.code.relations.clear();
                    build.code.models[0].name = Name::new(word);
                }
                "field" => build.field("string").name = Name::new(word),
                "enum" => build.code.enums[0].name = Name::new(word),
                "value" => build.code.enums[0].values[0].name = Name::new(word),
                _ => build.code.relations[0].from.field = Name::new(word),
            }
            build.code.relations.retain(|_| place == "relation");
            build.table("Type").uniques.insert(
                "Type_int_key".into(),
                underpin_schema::Unique {
                    columns: build::names(&["int"]),
                    include: vec![],
                    nulls: underpin_schema::NullsEqual::Distinct,
                    deferral: Default::default(),
                    options: Default::default(),
                },
            );
            if let Some(relation) = build.code.relations.first_mut() {
                relation.name = Some(Name::new("Self"));
            }
            let (text, diagnostics) = prisma::schema(&build.schema, &build.code);
            assert!(diagnostics.iter().all(|found| found.id == DiagnosticId::PrismaName));
            if let Some(oracle) = oracle.as_mut() {
                let answer = oracle.validate(&text);
                assert_eq!(diagnostics.is_empty(), answer.is_ok(), "{place} {word}: {diagnostics:?} {answer:?}");
            }
        }
    }
}

#[test]
fn a_preview_that_a_version_lacks_is_left_out_with_a_warning() {
    let (_, build) = cases::all().into_iter().find(|(name, _)| *name == "partial").unwrap();
    let mut code = build.code.clone();
    code.prisma.version = 6;
    let (text, diagnostics) = prisma::schema(&build.schema, &code);
    assert!(!text.contains("previewFeatures"), "{text}");
    assert_eq!(diagnostics.iter().map(|found| found.id).collect::<Vec<_>>(), [DiagnosticId::PrismaPreview]);
}

/// Every character up to the Latin letters, and those further up that text tools treat in ways of their own.
fn awkward() -> String {
    let further = ['\u{2028}', '\u{2029}', '\u{feff}', '\u{200b}', '\u{fffd}', '中', '😀', '\u{10ffff}'];
    (1..0x250).filter_map(char::from_u32).chain(further).collect()
}

#[test]
fn no_character_breaks_the_text() {
    let text = awkward();
    let mut build = Build::default();
    build.enum_type("Kind", "Kind", &[("A", "a")]);
    build.code.project = text.clone();
    build.code.enums[0].doc = Some(text.clone());
    build.code.enums[0].values[0].doc = Some(text.clone());
    let default = underpin_schema::Literal::Text(text.clone());
    let column = build::Words::literal(build::scalar(underpin_schema::ScalarKind::Text), default);
    let table = build.model("Odd", vec![("id", build::scalar(underpin_schema::ScalarKind::Int)), ("text", column)]);
    let expr = underpin_schema::Expr::new(&text);
    table.checks.insert("check".into(), underpin_schema::Check::new(expr.clone()));
    // A name has 63 bytes: a few characters each.
    for name in text.chars().collect::<Vec<_>>().chunks(12) {
        let index = underpin_schema::Index { predicate: Some(expr.clone()), ..build::index(&["text"]) };
        table.indexes.insert(name.iter().collect::<String>().into(), index);
    }
    build.last_model().doc = Some(text.clone());
    build.field("text").doc = Some(text.clone());
    let view = underpin_schema::View {
        storage: underpin_schema::ViewStorage::Plain,
        options: Default::default(),
        query: expr,
        indexes: Default::default(),
        triggers: Default::default(),
        depends: Vec::new(),
        comment: Some(text.clone()),
    };
    build.schema.views.insert(build::qname(&text), view);

    for preview in [None, Some("partialIndexes".to_owned())] {
        build.code.prisma.preview = preview.into_iter().collect();
        let ours = text_for(&build, 7);
        let Some(mut oracle) = oracle("no_character_breaks_the_text") else { return };
        assert_eq!(oracle.format(&ours).as_deref(), Ok(ours.as_str()));
        let model = &oracle.dmmf(&ours).unwrap()["datamodel"]["models"][0];
        assert_eq!(model["fields"][1]["default"], text.as_str());
    }
}
