//! Systems that say everything the language can, on a real server.

use std::path::Path;

use underpin_testing::{cases, catalog, oracle::oracle, postgres_since};

use crate::system::{System, parses};

/// The version that the systems ask for.
const SERVER: u16 = 15;

/// Two, since names and uniques are made in two ways.
const ALL: &[&str] = &["kitchen", "pantry"];

fn generated(name: &str) -> System {
    let system = System::copy(name);
    system.generate("20260101000000", "init");
    system
}

#[test]
fn sql_has_no_syntax_errors() {
    for name in ALL {
        for (path, sql) in generated(name).outputs().sql() {
            parses(&path, &sql);
        }
    }
}

#[test]
fn prisma_accepts_the_schema_as_it_stands() {
    let Some(mut oracle) = oracle("prisma_accepts_the_schema_as_it_stands") else { return };
    for name in ALL {
        let schema = generated(name).outputs().read("schema.prisma");
        oracle.validate(&schema).unwrap_or_else(|error| panic!("{name}: {error}\n{schema}"));
        assert_eq!(oracle.format(&schema).unwrap(), schema, "{name}");
    }
}

#[test]
fn prisma_finds_the_database_in_step() {
    let test = "prisma_finds_the_database_in_step";
    let (Some(cluster), Some(mut oracle)) = (postgres_since(SERVER, test), oracle(test)) else { return };
    for name in ALL {
        let system = generated(name);
        let outputs = system.outputs();
        let database = outputs.database(cluster);
        assert_eq!(oracle.drift(&database.url(), &outputs.read("schema.prisma")).unwrap(), "", "{name}");
    }
}

#[test]
fn the_catalog_holds_what_the_specs_ask_for() {
    let Some(cluster) = postgres_since(SERVER, "the_catalog_holds_what_the_specs_ask_for") else { return };
    for name in ALL {
        let lines = catalog(&generated(name).outputs().database(cluster)).unwrap();
        // How PostgreSQL lays out a query differs from version to version.
        let told = lines.iter().filter(|line| !line.starts_with("view ")).map(|line| format!("{line}\n"));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/systems").join(name).join("catalog.txt");
        cases::check(&file, &told.collect::<String>());
    }
}

#[test]
fn the_way_back_leaves_nothing() {
    let Some(cluster) = postgres_since(SERVER, "the_way_back_leaves_nothing") else { return };
    for name in ALL {
        let system = generated(name);
        let database = system.outputs().database(cluster);
        system.outputs().run(&database, "20260101000000_init/down.sql");
        assert_eq!(catalog(&database).unwrap(), [] as [String; 0], "{name}");
    }
}
