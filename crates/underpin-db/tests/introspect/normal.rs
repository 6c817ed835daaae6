//! What two schemas that mean the same have in common.

use underpin_db::{Database, normal_form};
use underpin_schema::{DefaultValue, Expr, Extension, Name, ObjectId, QName, Schema};
use underpin_testing::postgres;

use crate::build::read;

/// What is read of a database that the SQL makes.
fn made(sql: &str, database: &Database) -> Schema {
    database.execute(sql).unwrap_or_else(|error| panic!("{error}"));
    read(database).schema
}

fn normal(schema: &Schema, database: &Database) -> Schema {
    normal_form(schema, database).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_postgresql_writes_in_two_ways_has_one_form() {
    let Some(cluster) = postgres("what_postgresql_writes_in_two_ways_has_one_form") else { return };
    let scratch = cluster.database().unwrap();
    let check = "CHECK (kind IN ('single', 'double'))";
    let sql = format!("CREATE TABLE room (kind varchar(10) CONSTRAINT known {check})");
    let first = made(&sql, &cluster.database().unwrap());
    // Changing the type makes PostgreSQL read the condition that it wrote, and write it another way.
    let changed = format!("{sql}; ALTER TABLE room ALTER kind TYPE text; ALTER TABLE room ALTER kind TYPE varchar(10)");
    let second = made(&changed, &cluster.database().unwrap());
    assert_ne!(first, second, "this is what the normal form is for");
    assert_eq!(normal(&first, &scratch), normal(&second, &scratch));
}

#[test]
fn spellings_come_to_one_form() {
    let Some(cluster) = postgres("spellings_come_to_one_form") else { return };
    let scratch = cluster.database().unwrap();
    let table = |at: &str, tags: &str, payload: &str, check: &str| {
        format!(
            "CREATE TABLE t (at timestamptz DEFAULT {at}, tags text[] DEFAULT {tags}, payload jsonb DEFAULT {payload}, \
             CONSTRAINT c CHECK ({check}))"
        )
    };
    let spelled = |sql: &str| normal(&made(sql, &cluster.database().unwrap()), &scratch);
    let one = spelled(&table("now()", "'{}'", "'{\"b\": 1, \"a\": 2}'", "at>now() and tags <> '{}'"));
    let same = table("pg_catalog.now()", "'{ }'", "'{\"a\":2,\"b\":1}'", "(at > now()) AND (tags != '{}')");
    assert_eq!(one, spelled(&same));
    // These mean the same too, but pg_dump tells them apart.
    for (at, tags) in [("CURRENT_TIMESTAMP", "'{}'"), ("now()", "ARRAY[]::text[]")] {
        assert_ne!(
            one,
            spelled(&table(at, tags, "'{\"a\":2,\"b\":1}'", "(at > now()) AND (tags != '{}')")),
            "{at} {tags}"
        );
    }
}

#[test]
fn roles_are_made_for_the_moment() {
    let Some(cluster) = postgres("roles_are_made_for_the_moment") else { return };
    let database = cluster.database().unwrap();
    let mut schema = made(
        "CREATE TABLE t (id integer); CREATE POLICY p ON t TO pg_monitor USING (true); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        &database,
    );
    let table = schema.tables.get_mut(&QName::public("t")).unwrap();
    let roles = [Name::from("no \"such\" role; --"), Name::from("pg_monitor")];
    table.policies.get_mut("p").unwrap().roles = roles.to_vec();
    assert_eq!(normal(&schema, &cluster.database().unwrap()), schema);
    assert_eq!(database.texts("SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'no %'").unwrap(), [""; 0]);
}

#[test]
fn what_no_database_knows_is_kept() {
    let Some(cluster) = postgres("what_no_database_knows_is_kept") else { return };
    let sql = "CREATE VIEW v AS SELECT 1 AS one; CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'";
    let mut schema = made(sql, &cluster.database().unwrap());
    let function = schema.functions.keys().next().unwrap().clone();
    schema.views.values_mut().for_each(|view| view.depends = vec![ObjectId::Function(function.clone())]);
    schema.extensions.insert("plpgsql".into(), Extension::default());
    assert_eq!(normal(&schema, &cluster.database().unwrap()), schema);
}

#[test]
fn what_postgresql_refuses_is_said_and_leaves_nothing() {
    let Some(cluster) = postgres("what_postgresql_refuses_is_said_and_leaves_nothing") else { return };
    let database = cluster.database().unwrap();
    let mut schema = made("CREATE TABLE t (id integer DEFAULT 1)", &cluster.database().unwrap());
    let table = schema.tables.get_mut(&QName::public("t")).unwrap();
    table.columns.get_mut("id").unwrap().default = Some(DefaultValue::Sql(Expr::new("no_such_function()")));
    let error = normal_form(&schema, &database).unwrap_err();
    // https://www.postgresql.org/docs/current/errcodes-appendix.html: undefined_function
    assert_eq!(error.sqlstate(), Some("42883"), "{error}");
    assert_eq!(read(&database).schema, Schema::default());
}
