//! A system that says everything the language can, on a real server.

use std::path::Path;

use underpin_testing::{cases, catalog, oracle::oracle, postgres};

use crate::system::{System, parses};

fn kitchen() -> System {
    let system = System::copy("kitchen");
    system.generate("20260101000000", "init");
    system
}

#[test]
fn its_sql_has_no_syntax_errors() {
    for (path, sql) in kitchen().outputs().sql() {
        parses(&path, &sql);
    }
}

#[test]
fn prisma_accepts_its_schema() {
    let Some(mut oracle) = oracle("prisma_accepts_its_schema") else { return };
    let schema = kitchen().outputs().read("schema.prisma");
    oracle.validate(&schema).unwrap_or_else(|error| panic!("{error}\n{schema}"));
    assert_eq!(oracle.format(&schema).unwrap(), schema);
}

#[test]
fn prisma_finds_its_database_in_step() {
    let test = "prisma_finds_its_database_in_step";
    let (Some(cluster), Some(mut oracle)) = (postgres(test), oracle(test)) else { return };
    let system = kitchen();
    let database = system.outputs().database(cluster);
    assert_eq!(oracle.drift(&database.url(), &system.outputs().read("schema.prisma")).unwrap(), "");
}

#[test]
fn the_way_back_leaves_nothing() {
    let Some(cluster) = postgres("the_way_back_leaves_nothing") else { return };
    let system = kitchen();
    let database = system.outputs().database(cluster);
    system.outputs().run(&database, "20260101000000_init/down.sql");
    assert_eq!(catalog(&database).unwrap(), [] as [String; 0]);
}

#[test]
fn the_catalog_holds_what_the_specs_ask_for() {
    let Some(cluster) = postgres("the_catalog_holds_what_the_specs_ask_for") else { return };
    let system = kitchen();
    let lines = catalog(&system.outputs().database(cluster)).unwrap();
    // How PostgreSQL lays out a query differs from version to version.
    let told = lines.iter().filter(|line| !line.starts_with("view ")).map(|line| format!("{line}\n"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/systems/kitchen/catalog.txt");
    cases::check(&file, &told.collect::<String>());
}
