//! What is made from a schema reads back as that schema.

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use similar::TextDiff;
use underpin_db::{Cluster, Introspected, normal_form};
use underpin_schema::{DefaultValue, Expr, Schema, arbitrary};
use underpin_testing::{cases::repository, catalog, postgres, postgres_since, systems};

use crate::{
    blank::{blank, without_depends},
    build::{build, read},
};

#[test]
fn systems_read_back() {
    let Some(cluster) = postgres("systems_read_back") else { return };
    for name in systems::names() {
        check(&systems::system(&name).schema, cluster);
    }
}

#[test]
fn every_word_of_the_language_reads_back() {
    let Some(cluster) = postgres_since(15, "every_word_of_the_language_reads_back") else { return };
    for name in ["kitchen", "pantry"] {
        check(&systems::read(&repository().join("crates/underpin/tests/systems").join(name)).schema, cluster);
    }
}

#[test]
fn random_systems_read_back() {
    // `nulls: equal` needs it.
    let Some(cluster) = postgres_since(15, "random_systems_read_back") else { return };
    let count = std::env::var("RANDOM_SYSTEMS").ok().and_then(|count| count.parse().ok()).unwrap_or(8);
    let mut runner = TestRunner::deterministic();
    for _ in 0..count {
        let tree = arbitrary::systems().new_tree(&mut runner).unwrap_or_else(|reason| panic!("{reason}"));
        check(&tree.current().schema, cluster);
    }
}

/// What is read is the schema, but for the spelling of its texts; the normal form is what is read, is its own normal form,
/// and makes the same database once more.
fn check(schema: &Schema, cluster: &Cluster) {
    let database = cluster.database().unwrap();
    let normal = normal_form(schema, &database).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read(&database), Introspected::default(), "a normal form leaves nothing behind");
    build(schema, &database);
    let Introspected { schema: found, unmanaged } = read(&database);
    assert_eq!(unmanaged, []);
    same(&without_depends(&normal), &found);
    let (expected, mut blanked) = (blank(schema), blank(&found));
    as_expressions(&expected, &mut blanked);
    same(&expected, &blanked);
    for (name, table) in &schema.tables {
        let found = found.tables[name].columns.keys();
        assert!(table.columns.keys().eq(found), "the order of the columns of {name}");
    }

    let second = cluster.database().unwrap();
    same(&normal, &normal_form(&normal, &second).unwrap_or_else(|error| panic!("{error}")));
    build(&normal, &second);
    same(&found, &read(&second).schema);
    assert_eq!(catalog(&database).unwrap(), catalog(&second).unwrap());
}

/// An expression may be a constant, `sql("'text'")`, and then reads back as one.
fn as_expressions(expected: &Schema, found: &mut Schema) {
    for (name, table) in &mut found.tables {
        for (column, found) in &mut table.columns {
            let expected = expected.tables.get(name).and_then(|table| table.columns.get(column));
            let is_expression = expected.is_some_and(|column| matches!(column.default, Some(DefaultValue::Sql(_))));
            if let Some(DefaultValue::Literal(_) | DefaultValue::Now) = found.default
                && is_expression
            {
                found.default = Some(DefaultValue::Sql(Expr::new("")));
            }
        }
    }
}

/// Compares, and shows what differs.
fn same(expected: &Schema, found: &Schema) {
    if expected != found {
        let (expected, found) = (format!("{expected:#?}"), format!("{found:#?}"));
        panic!("{}", TextDiff::from_lines(&expected, &found).unified_diff().context_radius(12));
    }
}
