//! Databases made by hand, and what is read of them.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use underpin_db::Introspected;
use underpin_testing::{cases, postgres_since, skip};

use crate::build::read;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/introspect/cases")
}

/// Makes the database of a case and compares what is read with the text beside it.
fn check(case: &str, since: u16) {
    let Some(cluster) = postgres_since(since, case) else { return };
    let database = cluster.database().unwrap();
    let sql = fs::read_to_string(folder().join(format!("{case}.sql"))).unwrap();
    if let Err(error) = database.execute(&sql) {
        // https://www.postgresql.org/docs/current/errcodes-appendix.html: feature_not_supported, undefined_file
        let is_missing = matches!(error.sqlstate(), Some("0A000" | "58P01"));
        assert!(is_missing, "{error}");
        return skip(case, &error.to_string());
    }
    let introspected = read(&database);
    // A role that has no rights here reads the same: what is there is no secret in PostgreSQL.
    // https://www.postgresql.org/docs/current/predefined-roles.html
    database.execute("SET ROLE pg_signal_backend").unwrap();
    assert_eq!(read(&database), introspected);
    let text = text(&introspected);
    cases::check(&folder().join(format!("{case}.txt")), &text);
}

/// What is not managed, a line each, then the schema.
fn text(Introspected { schema, unmanaged }: &Introspected) -> String {
    let mut text = String::new();
    for one in unmanaged {
        let _ = writeln!(text, "{one}");
    }
    let json = serde_json::to_string_pretty(schema).unwrap();
    let _ = writeln!(text, "\n{json}");
    text
}

#[test]
fn whatever_a_server_of_today_holds_is_read() {
    check("awkward", 14);
}

#[test]
fn extensions_are_read() {
    check("extensions", 14);
}

#[test]
fn what_came_with_version_15_is_read() {
    check("since_15", 15);
}

#[test]
fn what_came_with_version_18_is_read() {
    check("since_18", 18);
}
