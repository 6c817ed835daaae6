//! PostgreSQL as the judge: it runs every case there and back, and holds exactly the names and texts that were meant.

#[path = "common/cases.rs"]
mod common;

use std::collections::BTreeSet;

use common::{Case, names, planned};
use underpin_db::{Cluster, Database, Error};
use underpin_render::sql;
use underpin_schema::{NullsEqual, Schema, Uniqueness};
use underpin_testing::{catalog, postgres};

#[test]
fn every_case_runs_there_and_back() {
    let Some(cluster) = postgres("every_case_runs_there_and_back") else { return };
    for name in names() {
        let case = Case::fitted(&name, |schema| without_unknown(schema, cluster));
        let database = cluster.database().expect("a database");
        run(&database, &sql::script(&planned(&Schema::default(), &case.old)), &name);
        if let Ok(rows) = std::fs::read_to_string(case.folder.join("rows.sql")) {
            run(&database, &rows, &name);
        }
        let before = catalog(&database).expect("the catalog");
        let files = case.files();
        run(&database, &files[0].text, &name);
        let after = catalog(&database).expect("the catalog");
        assert!(after != before, "{}: nothing was changed", case.folder.display());
        if case.plan.irreversible.is_empty() {
            run(&database, &files[1].text, &name);
            assert_eq!(catalog(&database).expect("the catalog"), before, "{name}: the way back leaves something");
        } else {
            let refusal = database.execute(&files[1].text).expect_err("it refuses");
            // https://www.postgresql.org/docs/current/errcodes-appendix.html: raise_exception
            assert_eq!(refusal.sqlstate(), Some("P0001"), "{name}: {refusal}");
            assert_eq!(catalog(&database).expect("the catalog"), after, "{name}: a refusal changes nothing");
        }
    }
}

#[test]
fn names_and_texts_arrive_as_they_are() -> Result<(), Error> {
    let Some(cluster) = postgres("names_and_texts_arrive_as_they_are") else { return Ok(()) };
    let case = Case::read("hostile");
    let database = cluster.database()?;
    run(&database, &case.files()[0].text, "hostile");
    let (table_name, table) = case.new.tables.iter().next().expect("a table");
    let (enum_name, ty) = case.new.enums.iter().next().expect("an enum");
    let one = |sql: &str| -> Result<String, Error> { Ok(database.texts(sql)?.join("|")) };
    let tables = "pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    assert_eq!(one(&format!("SELECT relname::text FROM {tables}"))?, table_name.name.as_str());
    assert_eq!(Some(one(&format!("SELECT obj_description(oid, 'pg_class') FROM {tables}"))?), table.comment);
    assert_eq!(one("SELECT typname::text FROM pg_type WHERE typtype = 'e'")?, enum_name.name.as_str());
    let labels = database.texts("SELECT enumlabel::text FROM pg_enum ORDER BY enumsortorder")?;
    assert!(labels.iter().map(String::as_str).eq(ty.values.iter().map(|value| value.as_str())), "{labels:?}");
    assert_eq!(database.texts("SELECT polname::text FROM pg_policy")?, [table_name.name.as_str()]);
    // The defaults, as the server reads them.
    let quoted = table_name.name.replace('"', "\"\"");
    database.execute(&format!("INSERT INTO \"{quoted}\" DEFAULT VALUES"))?;
    assert_eq!(one(&format!("SELECT \"select\" FROM \"{quoted}\""))?, table_name.name.as_str());
    assert_eq!(one(&format!("SELECT \"a b\"[1] FROM \"{quoted}\""))?, table_name.name.as_str());
    Ok(())
}

fn run(database: &Database, sql: &str, name: &str) {
    database.execute(sql).unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"));
}

/// The schema without what the server at hand does not have.
fn without_unknown(mut schema: Schema, cluster: &Cluster) -> Schema {
    let database = cluster.database().expect("a database");
    let known: BTreeSet<String> =
        database.texts("SELECT name::text FROM pg_available_extensions").expect("the extensions").into_iter().collect();
    schema.extensions.retain(|name, _| known.contains(name.as_str()));
    // https://www.postgresql.org/docs/15/release-15.html: NULLS NOT DISTINCT
    if cluster.version() < 15 {
        for table in schema.tables.values_mut() {
            table.uniques.values_mut().for_each(|unique| unique.nulls = NullsEqual::Distinct);
            let unique = table.indexes.values_mut().filter(|index| index.uniqueness != Uniqueness::Any);
            unique.for_each(|index| index.uniqueness = Uniqueness::Unique(NullsEqual::Distinct));
        }
    }
    schema
}
