//! What is seen of scripts, on statements whose locks the manual tells.

mod common;

use common::{build, schema};
use underpin_db::{
    Database,
    prove::{Observation, SeenTable, observe},
};
use underpin_plan::LockMode;
use underpin_testing::postgres;

const TABLES: &str = "
model: Parent
fields: { id: { type: int, primary: true }, name: string }
---
model: Child
fields: { id: { type: int, primary: true }, parent: int, note: string? }
relations: { of: { to: Parent, fields: [parent] } }
---
view: names
sql: SELECT name FROM \"Parent\"
depends: Parent
";

fn seen(database: &Database, script: &str) -> Observation {
    observe(database, script).unwrap().unwrap_or_else(|stop| panic!("{}\n{}", stop.error, stop.sql))
}

/// One line for each table: its names, lock with statement, rewrites, scans.
fn lines(observation: &Observation) -> Vec<String> {
    let line = |table: &SeenTable| {
        let names: Vec<String> = table.names.iter().map(|(_, name)| name.to_string()).collect();
        let lock = table.lock.map(|lock| format!("{} by {}", lock.mode, lock.statement)).unwrap_or_default();
        format!("{}: {lock}, rewrites {:?}, scans {:?}", names.join(" -> "), table.rewrites, table.scans)
    };
    let mut lines: Vec<String> = observation.tables.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn locks_rewrites_and_scans_are_seen() {
    let Some(cluster) = postgres("locks_rewrites_and_scans_are_seen") else { return };
    let model = cluster.database().unwrap();
    build(&model, &schema(TABLES));
    model.execute("INSERT INTO \"Parent\" SELECT n, 'x' FROM generate_series(1, 9) n").unwrap();
    let begin = |script: &str| format!("BEGIN;\n{script};\nCOMMIT;");
    for (script, expected) in [
        (begin("SELECT * FROM \"Child\""), vec!["Child: , rewrites [], scans [1]"]),
        (
            begin("CREATE TABLE t (p int REFERENCES \"Parent\")"),
            vec!["Parent: SHARE ROW EXCLUSIVE by 1, rewrites [], scans []"],
        ),
        (
            begin("CREATE INDEX i ON \"Child\" (note); ALTER TABLE \"Child\" ADD x int DEFAULT random()"),
            vec!["Child: ACCESS EXCLUSIVE by 2, rewrites [2], scans [1, 2]"],
        ),
        (
            begin("ALTER TABLE \"Child\" RENAME TO \"Kid\"; COMMENT ON TABLE \"Kid\" IS 'x'"),
            vec!["Child -> Kid: ACCESS EXCLUSIVE by 1, rewrites [], scans []"],
        ),
        (
            begin("DROP VIEW names; DROP TABLE \"Child\""),
            vec![
                "Child: ACCESS EXCLUSIVE by 2, rewrites [], scans []",
                "Parent: ACCESS EXCLUSIVE by 2, rewrites [], scans []",
                "names: ACCESS EXCLUSIVE by 1, rewrites [], scans []",
            ],
        ),
        // Two transactions.
        (
            format!("{}\n{}", begin("COMMENT ON TABLE \"Child\" IS 'x'"), begin("LOCK TABLE \"Child\" IN SHARE MODE")),
            vec!["Child: SHARE by 4, rewrites [], scans []"],
        ),
        // Outside of a transaction.
        (
            "CREATE INDEX CONCURRENTLY i ON \"Child\" (note)".to_owned(),
            vec!["Child: SHARE UPDATE EXCLUSIVE by 0, rewrites [], scans []"],
        ),
        (
            "ALTER TABLE \"Child\" ADD x int DEFAULT random()".to_owned(),
            vec!["Child: ACCESS EXCLUSIVE by 0, rewrites [0], scans []"],
        ),
    ] {
        let database = cluster.database_like(&model).unwrap();
        assert_eq!(lines(&seen(&database, &script)), expected, "{script}");
    }
}

#[test]
fn a_refused_script_says_where_and_leaves_nothing() {
    let Some(cluster) = postgres("a_refused_script_says_where_and_leaves_nothing") else { return };
    let database = cluster.database().unwrap();
    let stop = observe(&database, "BEGIN; CREATE TABLE t (); SELECT 1 / 0; COMMIT").unwrap().unwrap_err();
    assert_eq!((stop.statement, stop.sql.as_str()), (2, "SELECT 1 / 0"));
    assert_eq!(database.texts("SELECT to_regclass('t')::text").unwrap(), [""]);
    // Nor does one that forgets to commit.
    seen(&database, "BEGIN; CREATE TABLE t ()");
    assert_eq!(database.texts("SELECT to_regclass('t')::text").unwrap(), [""]);
    assert!(LockMode::Share < LockMode::AccessExclusive);
}
