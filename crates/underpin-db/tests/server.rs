//! The throw-away server against the machine's own PostgreSQL: it starts, it is alone, and it goes away.
#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
};

use underpin_db::{Cluster, Database, Error, Source};
use underpin_testing::{server::find, skip};

/// Whether the tests of this file can run, said once per test.
fn binaries(test: &str) -> Option<Source> {
    match find() {
        Ok(source @ Source::Binaries(_)) => Some(source),
        Ok(Source::Url(_)) => {
            skip(test, "the server behind UNDERPIN_POSTGRES is not ours to start");
            None
        }
        Err(error) => {
            skip(test, &error.to_string());
            None
        }
    }
}

fn folder(database: &Database) -> PathBuf {
    PathBuf::from(&database.texts("SELECT current_setting('unix_socket_directories')").unwrap()[0])
}

#[test]
fn databases_are_apart_and_are_dropped() {
    let Some(source) = binaries("databases_are_apart_and_are_dropped") else { return };
    let cluster = Cluster::start_from(&source).unwrap();
    let (one, two) = (cluster.database().unwrap(), cluster.database().unwrap());
    one.execute("CREATE TABLE t (id integer); INSERT INTO t VALUES (1), (2)").unwrap();
    assert_eq!(two.texts("SELECT relname::text FROM pg_class WHERE relname = 't'").unwrap(), [] as [String; 0]);

    let copy = cluster.database_like(&one).unwrap();
    assert_eq!(copy.texts("SELECT id::text FROM t ORDER BY id").unwrap(), ["1", "2"]);

    let names = "SELECT datname::text FROM pg_database WHERE datname LIKE 'case%' ORDER BY 1";
    assert_eq!(two.texts(names).unwrap(), ["case_1", "case_2", "case_3"]);
    let forgotten = one.connect().unwrap();
    drop((one, copy));
    assert_eq!(two.texts(names).unwrap(), ["case_2"]);
    drop(forgotten);
}

#[test]
fn several_statements_are_one_transaction() {
    let Some(source) = binaries("several_statements_are_one_transaction") else { return };
    let database = Cluster::start_from(&source).unwrap().database().unwrap();
    let error = database.execute("CREATE TABLE t (id integer); SELECT 1 / 0").unwrap_err();
    assert_eq!(error.sqlstate(), Some("22012"));
    assert_eq!(error.to_string(), "PostgreSQL refused: division by zero (22012)");
    assert_eq!(database.texts("SELECT to_regclass('t')::text").unwrap(), [""]);
}

#[test]
fn the_url_leads_to_the_database() {
    let Some(source) = binaries("the_url_leads_to_the_database") else { return };
    let cluster = Cluster::start_from(&source).unwrap();
    let database = cluster.database().unwrap();
    let mut client = postgres::Client::connect(&database.url(), postgres::NoTls).unwrap();
    let row = client.query_one("SELECT current_database()::text, current_setting('listen_addresses')", &[]).unwrap();
    assert_eq!((row.get::<_, String>(0), row.get::<_, String>(1)), (database.name().to_owned(), String::new()));

    // The same address is a server as well, as in UNDERPIN_POSTGRES.
    let guest = Cluster::start_from(&Source::named(database.url().as_ref()).unwrap()).unwrap();
    assert_eq!(guest.version(), cluster.version());
    let made = guest.database().unwrap();
    assert!(made.name().starts_with("underpin_"), "{}", made.name());
    made.execute("CREATE TABLE t ()").unwrap();
    let name = made.name().to_owned();
    drop(made);
    assert!(!database.texts("SELECT datname::text FROM pg_database").unwrap().contains(&name));
}

#[test]
fn two_servers_run_at_once_and_are_removed() {
    let Some(source) = binaries("two_servers_run_at_once_and_are_removed") else { return };
    let (one, two) = (Cluster::start_from(&source).unwrap(), Cluster::start_from(&source).unwrap());
    let (first, second) = (one.database().unwrap(), two.database().unwrap());
    let folders = [folder(&first), folder(&second)];
    assert_ne!(folders[0], folders[1]);
    assert_eq!(fs::metadata(&folders[0]).unwrap().permissions().mode() & 0o777, 0o700);
    // A database keeps its server alive.
    drop(one);
    first.execute("SELECT 1").unwrap();
    drop((first, second, two));
    // The end is waited for: nothing is left the moment after.
    assert!(folders.iter().all(|folder| !folder.exists()));
}

#[test]
fn a_panic_leaves_nothing() {
    let Some(source) = binaries("a_panic_leaves_nothing") else { return };
    let mut left = PathBuf::new();
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        let database = Cluster::start_from(&source).unwrap().database().unwrap();
        left = folder(&database);
        panic!("on purpose");
    }));
    assert!(outcome.is_err());
    assert!(!left.as_os_str().is_empty() && !left.exists());
}

#[test]
fn programs_that_fail_are_quoted() {
    let place = tempfile::tempdir_in("/tmp").unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for (name, script) in [
        ("postgres", "#!/bin/sh\necho 'postgres (PostgreSQL) 17.1'"),
        ("initdb", "#!/bin/sh\necho 'no room for a cluster' >&2\nexit 3"),
        ("pg_ctl", "#!/bin/sh\nexit 1"),
    ] {
        fs::write(place.path().join(name), script).unwrap();
        fs::set_permissions(place.path().join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let source = Source::named(place.path().as_os_str()).unwrap();
    let error = Cluster::start_from(&source).unwrap_err();
    assert!(matches!(error, Error::Failed { program: _, status: _, output: _ }));
    let text = error.to_string();
    assert!(text.ends_with("initdb failed (exit code 3): no room for a cluster"), "{text}");
}
