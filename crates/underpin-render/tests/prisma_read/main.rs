//! Prisma schemas that people wrote, read by us and judged by Prisma: a database that we build for one is in step with it,
//! and what we write of it in Prisma means the same.
//!
//! `PRISMA_SCHEMAS=FOLDER` tries every schema of a folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use underpin_plan::Pair;
use underpin_render::{prisma, sql};
use underpin_schema::prisma::{read, specs};
use underpin_schema::{Diagnostic, FileId, Resolved, Schema, Severity, has_errors, resolve};
use underpin_testing::{cases::repository, oracle::oracle, postgres};

/// What a schema means, and what there is to say of it.
fn resolved(text: &str) -> (Resolved, Vec<Diagnostic>) {
    let (tree, mut found) = read(&[(FileId(0), text)]);
    let (spec, more) = specs(&tree);
    found.extend(more);
    let (resolved, more) = resolve(&spec);
    found.extend(more);
    (resolved, found)
}

fn errors(found: &[Diagnostic]) -> Vec<&Diagnostic> {
    found.iter().filter(|finding| finding.severity == Severity::Error).collect()
}

fn schemas_in(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "prisma"));
    files.sort();
    let read = |path: PathBuf| (path.display().to_string(), fs::read_to_string(&path).expect("a text"));
    files.into_iter().map(read).collect()
}

fn all() -> Vec<(String, String)> {
    if let Ok(folder) = std::env::var("PRISMA_SCHEMAS") {
        return schemas_in(Path::new(&folder));
    }
    let mut all = schemas_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prisma_read/cases"));
    // The seed of phase1 is a part of a schema.
    let whole = ["tests/prisma-oracle/seeds/snorq.prisma", "crates/underpin/tests/cli/merge/schema.prisma"];
    all.extend(whole.map(|path| (path.to_owned(), fs::read_to_string(repository().join(path)).expect("a text"))));
    all
}

/// The oracle's engine is that of Prisma 7: it refuses the addresses that Prisma 5 and 6 demand.
fn judged(text: &str) -> String {
    let is_address = |line: &&str| {
        let word = line.trim_start().split([' ', '=']).next().unwrap_or_default();
        line.contains('=') && ["url", "directUrl", "shadowDatabaseUrl"].contains(&word)
    };
    text.lines().filter(|line| !is_address(line)).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_database_of_ours_is_in_step_with_what_people_wrote() {
    let test = "a_database_of_ours_is_in_step_with_what_people_wrote";
    let (Some(cluster), Some(mut oracle)) = (postgres(test), oracle(test)) else { return };
    for (name, text) in all() {
        let (resolved, found) = resolved(&text);
        assert_eq!(errors(&found), Vec::<&Diagnostic>::new(), "{name}");
        let empty = Schema::default();
        let (plan, found) = underpin_plan::plan(Pair { old: &empty, new: &resolved.schema }, &resolved);
        assert!(!has_errors(&found), "{name}: {found:?}");
        let database = cluster.database().unwrap();
        for step in &plan.up {
            let sql = sql::op(&step.op).to_string();
            database.execute(&sql).unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"));
        }
        assert_eq!(oracle.drift(&database.url(), &judged(&text)).as_deref(), Ok(""), "{name}");
    }
}

#[test]
fn what_we_write_of_a_schema_means_the_same() {
    let test = "what_we_write_of_a_schema_means_the_same";
    for (name, text) in all() {
        let (first, found) = resolved(&text);
        assert_eq!(errors(&found), Vec::<&Diagnostic>::new(), "{name}");
        let (ours, _) = prisma::schema(&first.schema, &first.code);
        let (second, found) = resolved(&ours);
        assert_eq!(errors(&found), Vec::<&Diagnostic>::new(), "{name}\n{ours}");
        assert_eq!(second.schema, first.schema, "{name}");
        assert_eq!(second.code, first.code, "{name}");
        let Some(mut oracle) = oracle(test) else { continue };
        let (ours, theirs) = (judged(&ours), judged(&text));
        assert_eq!(oracle.format(&ours).as_deref(), Ok(ours.as_str()), "{name}");
        assert_eq!(oracle.diff(&theirs, &ours).as_deref(), Ok(""), "{name}: from theirs to ours");
        assert_eq!(oracle.diff(&ours, &theirs).as_deref(), Ok(""), "{name}: from ours to theirs");
    }
}

/// Schemas on which we are of another mind than Prisma's validator, and why.
const ELSEWISE: &[(&str, &str)] = &[
    ("hash-two", "PostgreSQL makes no hash index over two columns, and Prisma finds out when it asks for it"),
    ("relation-set-null-on-required", "the delete would fail on every row"),
];

#[test]
fn what_prisma_refuses_we_refuse() {
    let Some(mut oracle) = oracle("what_prisma_refuses_we_refuse") else { return };
    let head = "datasource db {\n  provider = \"postgresql\"\n}\n";
    let mut elsewise = Vec::new();
    for case in include_str!("broken.txt").split("=== ").skip(1) {
        let (name, text) = case.split_once('\n').expect("a name");
        let text = if name.starts_with("config-") { text.to_owned() } else { format!("{head}{text}") };
        let theirs = oracle.validate(&text);
        let (_, found) = resolved(&text);
        let is_known = ELSEWISE.iter().any(|(known, _)| *known == name);
        if theirs.is_err() != has_errors(&found) && !is_known {
            elsewise.push(format!("{name}: Prisma says {theirs:?}, we say {:?}\n{text}", errors(&found)));
        }
        for finding in found {
            assert!(!finding.labels.is_empty() && !finding.help.is_empty(), "{name}: {finding:?}");
        }
    }
    assert!(elsewise.is_empty(), "{} of them:\n{}", elsewise.len(), elsewise.join("\n"));
}
