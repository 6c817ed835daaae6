//! What an operation says of itself is what PostgreSQL does: each is run on a small database with rows, and the locks, the
//! rewrites and the scans that were seen are those that it declares. Then its inverse is run, and nothing is left.

mod kinds;
mod observe;
mod ops;
mod typed;
mod world;

use std::{collections::BTreeSet, path::Path};

use observe::{Seen, seen, state};
use underpin_db::{Cluster, Database, Error};
use underpin_plan::{Inverse, Object, Op, Pair};
use underpin_render::sql;
use underpin_schema::{Extension, Name};
use underpin_testing::{cases, catalog, postgres};

fn run(database: &Database, op: &Op) {
    let text = sql::op(op).to_string();
    database.execute(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
}

/// A database with the world and its rows, and the operations to try on it.
fn world(cluster: &Cluster) -> Result<(Database, Vec<Op>), Error> {
    let database = cluster.database()?;
    world::creation().iter().for_each(|op| run(&database, op));
    let mut ops = ops::ops();
    ops.extend(extension(&database)?);
    database.execute(world::ROWS)?;
    database.execute(typed::ROWS)?;
    Ok((database, ops))
}

/// Creates an extension, where the server has one that can be moved, and gives the operations to try on it.
fn extension(database: &Database) -> Result<Vec<Op>, Error> {
    let known = database.texts(
        "SELECT name::text FROM pg_available_extension_versions
         WHERE relocatable AND NOT installed AND trusted AND requires IS NULL ORDER BY name LIMIT 1",
    )?;
    let Some(name) = known.first().map(Name::new) else { return Ok(Vec::new()) };
    let other = Some(Name::new("extensions"));
    let object = Object::Extension(name.clone(), Extension { namespace: other.clone() });
    run(database, &Op::Create(object.clone()));
    Ok(vec![Op::Drop(object), Op::MoveExtension(name, Pair { old: other, new: None })])
}

#[test]
fn operations_do_what_they_say_and_nothing_else() -> Result<(), Error> {
    let Some(cluster) = postgres("operations_do_what_they_say_and_nothing_else") else { return Ok(()) };
    let (database, ops) = world(cluster)?;
    database.execute("ANALYZE")?;
    let mut wrong = Vec::new();
    for op in ops {
        let facts = op.facts();
        database.execute("BEGIN")?;
        let before = state(&database)?;
        run(&database, &op);
        let mut found = seen(&database, &before)?;
        let said = Seen::declared(&facts);
        if kinds::runs_text(&op) {
            // What text of the specs reads is not foreseen.
            found.scans.retain(|table| said.scans.contains(table));
        }
        if found != said {
            wrong.push(format!("{}\n  said: {said:?}\n  seen: {found:?}", sql::op(&op)));
        }
        database.execute("ROLLBACK")?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}

#[test]
fn an_inverse_leaves_nothing() -> Result<(), Error> {
    let Some(cluster) = postgres("an_inverse_leaves_nothing") else { return Ok(()) };
    let (database, ops) = world(cluster)?;
    let before = catalog(&database)?;
    for op in ops {
        let Inverse::By(inverse) = op.inverse() else { continue };
        database.execute("BEGIN")?;
        run(&database, &op);
        run(&database, &inverse);
        let after = catalog(&database)?;
        let left: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        let lost: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
        assert!(after == before, "{}\n{}\nleft: {left:#?}\nlost: {lost:#?}", sql::op(&op), sql::op(&inverse));
        database.execute("ROLLBACK")?;
    }
    Ok(())
}

#[test]
fn every_kind_of_operation_is_tried() {
    let tried: BTreeSet<&str> = ops::ops().iter().map(kinds::kind).collect();
    let all: BTreeSet<&str> = kinds::ALL.iter().copied().collect();
    assert_eq!(all.difference(&tried).collect::<Vec<_>>(), [] as [&&str; 0]);
}

#[test]
fn statements_read_as_expected() {
    let mut text = String::new();
    let mut heading = "";
    for op in ops::ops() {
        let kind = kinds::kind(&op);
        if kind != heading {
            text.push_str(&format!("-- {kind}\n\n"));
            heading = kind;
        }
        text.push_str(&format!("{}\n\n", sql::op(&op)));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql_facts/statements.sql");
    cases::check(&file, &text);
}
