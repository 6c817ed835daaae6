//! Rows made for schemas: awkward, allowed, and the same each time.

mod common;

use common::{build, random_systems, schema};
use underpin_db::{
    Database,
    rows::{Fit, Recipe, fill},
};
use underpin_schema::{QName, Schema};
use underpin_testing::{postgres, postgres_since, systems};

const NASTY: &str = include_str!("rows/nasty.yaml");

fn filled(database: &Database, schema: &Schema, recipe: &Recipe) -> Vec<String> {
    build(database, schema);
    let filled = database.with(|client| fill(client, schema, recipe)).unwrap();
    assert_eq!(filled.rows.len(), schema.tables.len());
    for (table, rows) in &filled.rows {
        let seen =
            database.texts(&format!("SELECT count(*)::text FROM {}", underpin_render::sql::Path(table))).unwrap();
        assert_eq!(seen, [rows.to_string()], "{table}");
    }
    filled.shortfalls.into_iter().map(|short| format!("{}: {}", short.table, short.reason)).collect()
}

fn one(database: &Database, sql: &str) -> String {
    database.texts(sql).unwrap_or_else(|error| panic!("{error}\n{sql}")).join("|")
}

#[test]
fn awkward_rows_pass_every_constraint() {
    let Some(cluster) = postgres("awkward_rows_pass_every_constraint") else { return };
    let database = cluster.database().unwrap();
    let schema = schema(NASTY);
    let shortfalls = filled(&database, &schema, &Recipe::default());
    assert_eq!(shortfalls, ["Flag: it has 2 of 200 rows: its keys, checks and unique indexes leave no more"]);

    for (sql, expected) in [
        // Every label, each several times, and NULL.
        ("SELECT (count(DISTINCT state) = 4 AND count(*) > count(state))::text FROM \"Thing\"", "true"),
        ("SELECT bool_and(n > 10)::text FROM (SELECT count(*) AS n FROM \"Thing\" GROUP BY state) AS s", "true"),
        ("SELECT count(*)::text FROM \"Thing\" WHERE label = ''", "1"),
        ("SELECT (max(length(note)) > 8192)::text FROM \"Thing\"", "true"),
        ("SELECT bool_or(note ~ '日本' )::text FROM \"Thing\"", "true"),
        ("SELECT bool_or(note LIKE '%\\\\%' AND note LIKE '%\"%' AND note LIKE '%''%')::text FROM \"Thing\"", "true"),
        ("SELECT concat(bool_or(amount = 'NaN'), bool_or(amount = -99999999.99))::text FROM \"Thing\"", "tt"),
        (
            "SELECT concat(bool_or(ratio = 'infinity'), bool_or(ratio = 'NaN'), bool_or(ratio < 0))::text FROM \"Thing\"",
            "ttt",
        ),
        (
            "SELECT concat(bool_or(at < '1970-01-01'), bool_or(at > '2038-01-20'), bool_or(at = 'infinity'))::text FROM \"Thing\"",
            "ttt",
        ),
        (
            "SELECT concat(bool_or(tags = '{}'), bool_or(array_position(tags, NULL) > 0), bool_or(tags IS NULL))::text FROM \"Thing\"",
            "ttf",
        ),
        ("SELECT concat(bool_or(data -> 'a' -> 'b' IS NOT NULL), bool_or(data = 'null'))::text FROM \"Thing\"", "tt"),
        ("SELECT concat(bool_or(range = 'empty'), bool_or(address = '::1'))::text FROM \"Thing\"", "tt"),
        // Checks.
        ("SELECT bool_and(code ~ '^[A-Z]{3}-[0-9]+$')::text FROM \"Thing\"", "true"),
        ("SELECT string_agg(DISTINCT kind, ',' ORDER BY kind) FROM \"Thing\"", "large,small"),
        // References: to itself, around a circle, both with and without NULL; the same tenant along both ways.
        ("SELECT concat(count(parent) > 50, count(parent) < count(*))::text FROM \"Thing\"", "tt"),
        ("SELECT (count(*) >= 200)::text FROM \"Egg\"", "true"),
        ("SELECT (count(*) >= 200)::text FROM \"Hen\"", "true"),
        ("SELECT (count(\"favouriteEgg\") > 50)::text FROM \"Hen\"", "true"),
        ("SELECT count(*)::text FROM \"Line\" l JOIN \"Order\" o ON o.id = l.order WHERE o.tenant <> l.tenant", "0"),
        ("SELECT (count(DISTINCT \"order\") > 80)::text FROM \"Line\"", "true"),
        ("SELECT (count(*) >= 200)::text FROM \"Wheel\"", "true"),
        ("SELECT string_agg(DISTINCT tgenabled::text, '') FROM pg_trigger WHERE NOT tgisinternal", "O"),
        ("SELECT concat(relrowsecurity, relforcerowsecurity) FROM pg_class WHERE relname = 'Tenant'", "tt"),
        ("SELECT string_agg(DISTINCT concat(condeferrable, condeferred), '') FROM pg_constraint", "ff"),
    ] {
        assert_eq!(one(&database, sql), expected, "{sql}");
    }
}

#[test]
fn the_same_seed_makes_the_same_rows() {
    let Some(cluster) = postgres("the_same_seed_makes_the_same_rows") else { return };
    let schema = schema(NASTY);
    let rows = |seed| {
        let database = cluster.database().unwrap();
        filled(&database, &schema, &Recipe { seed, rows: 30, fits: Vec::new() });
        let all = |table: &QName| {
            let table = underpin_render::sql::Path(table).to_string();
            database.texts(&format!("SELECT t::text FROM {table} AS t ORDER BY 1")).unwrap()
        };
        schema.tables.keys().map(all).collect::<Vec<_>>()
    };
    let first = rows(1);
    assert_eq!(first, rows(1));
    assert_ne!(first, rows(2));
}

#[test]
fn rows_can_be_asked_to_fit_more() {
    let Some(cluster) = postgres("rows_can_be_asked_to_fit_more") else { return };
    let database = cluster.database().unwrap();
    let schema = schema("model: Text\nfields: { id: { type: int, primary: true }, text: string }");
    // It cannot be computed for most texts.
    let fits = vec![Fit::new(QName::public("Text"), "text::integer IS NOT NULL")];
    filled(&database, &schema, &Recipe { seed: 1, rows: 20, fits });
    assert_eq!(one(&database, "SELECT concat(count(*) >= 20, bool_and(text ~ '^-?[0-9]+$')) FROM \"Text\""), "tt");
}

#[test]
fn what_cannot_be_made_is_said() {
    let Some(cluster) = postgres("what_cannot_be_made_is_said") else { return };
    let database = cluster.database().unwrap();
    let schema = schema(
        "model: Never\nfields: { id: { type: int, primary: true } }\nchecks: { never: 'id < 0 AND id > 0' }\n---\n\
         model: Child\nfields: { id: { type: int, primary: true }, never: int }\n\
         relations: { parent: { to: Never, fields: [never] } }\n---\n\
         model: Odd\nfields: { id: { type: int, primary: true }, what: 'pg(pg_node_tree)', ever: 'pg(pg_node_tree)?' }",
    );
    let shortfalls = filled(&database, &schema, &Recipe::default());
    assert_eq!(shortfalls.len(), 4, "{shortfalls:#?}");
}

#[test]
fn the_systems_of_the_specs_are_filled() {
    let Some(cluster) = postgres("the_systems_of_the_specs_are_filled") else { return };
    for name in systems::names() {
        let database = cluster.database().unwrap();
        let shortfalls = filled(&database, &systems::system(&name).schema, &Recipe::default());
        assert_eq!(shortfalls, [] as [&str; 0], "{name}");
    }
}

#[test]
fn random_systems_are_filled() {
    let Some(cluster) = postgres_since(15, "random_systems_are_filled") else { return };
    for resolved in random_systems() {
        let database = cluster.database().unwrap();
        filled(&database, &resolved.schema, &Recipe { rows: 20, ..Recipe::default() });
    }
}
