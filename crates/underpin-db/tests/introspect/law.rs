//! What is made from a schema reads back as that schema.

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use similar::TextDiff;
use underpin_schema::{DefaultValue, Expr, Schema, arbitrary};
use underpin_testing::{postgres, postgres_since, systems};

use crate::{
    blank::blank,
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
fn random_systems_read_back() {
    // `nulls: equal` needs it.
    let Some(cluster) = postgres_since(15, "random_systems_read_back") else { return };
    let count = std::env::var("RANDOM_SYSTEMS").ok().and_then(|count| count.parse().ok()).unwrap_or(24);
    let mut runner = TestRunner::deterministic();
    for _ in 0..count {
        let tree = arbitrary::systems().new_tree(&mut runner).unwrap_or_else(|reason| panic!("{reason}"));
        check(&tree.current().schema, cluster);
    }
}

fn check(schema: &Schema, cluster: &underpin_db::Cluster) {
    let database = cluster.database().unwrap();
    build(schema, &database);
    let read = read(&database);
    assert_eq!(read.unmanaged, []);
    let (expected, mut found) = (blank(schema), blank(&read.schema));
    as_expressions(&expected, &mut found);
    same(&expected, &found);
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
