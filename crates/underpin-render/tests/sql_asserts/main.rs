//! Questions to the rows, asked of PostgreSQL: each stops exactly where rows are in the way, says how many, and never what
//! they hold.

mod fits;

use underpin_db::{Database, Error};
use underpin_plan::{Op, Precondition};
use underpin_render::sql;
use underpin_schema::*;
use underpin_testing::{postgres, postgres_since};

/// What rows hold that must not get into a message.
const SECRET: &str = "hunter2";

/// What a question has said.
#[derive(Debug, PartialEq)]
enum Answer {
    Passes,
    /// With the SQLSTATE and the count.
    Stops(String, u32),
}

fn ask(database: &Database, precondition: &Precondition) -> Answer {
    let text = sql::op(&Op::Assert(precondition.clone())).to_string();
    let Err(error) = database.execute(&text) else { return Answer::Passes };
    let Error::Sql { source } = &error else { panic!("{error}") };
    let said = source.as_db_error().unwrap_or_else(|| panic!("{error}"));
    let count = said.message().rsplit(' ').next().and_then(|count| count.parse().ok());
    let count = count.unwrap_or_else(|| panic!("{error}\n{text}"));
    assert_eq!(said.table(), Some(precondition.table().name.as_str()));
    assert!(said.hint().is_some() && said.detail().is_some(), "{said:?}");
    assert!(!format!("{said:?}").contains(SECRET), "{said:?}");
    Answer::Stops(said.code().code().to_owned(), count)
}

fn stops(code: &str, count: u32) -> Answer {
    Answer::Stops(code.to_owned(), count)
}

fn name(text: &str) -> Name {
    Name::new(text)
}

/// A table whose name and columns are as odd as they get, and one of ours to mix up.
const TABLES: &str = r#"
    CREATE SCHEMA "it's";
    CREATE TABLE "it's"."a ""b""" (in_the_way integer, "Va lue" text, other integer, tags text[]);
    CREATE TABLE parent (id integer, code text);
    INSERT INTO parent VALUES (1, 'a'), (2, 'b');
"#;

fn odd() -> QName {
    QName::new("it's", "a \"b\"")
}

/// Asks with each set of rows in turn.
fn each(database: &Database, precondition: &Precondition, cases: &[(&str, Answer)]) {
    for (rows, expected) in cases {
        database.execute(r#"TRUNCATE "it's"."a ""b""""#).expect("it is emptied");
        // One by one: a row may leave out its last columns.
        for row in rows.split("), (").map(|row| row.trim_matches(['(', ')'])).filter(|row| !row.is_empty()) {
            database.execute(&format!(r#"INSERT INTO "it's"."a ""b""" VALUES ({row})"#)).expect("a row");
        }
        assert_eq!(&ask(database, precondition), expected, "{rows}\n{precondition:?}");
    }
}

#[test]
fn nulls_are_counted() -> Result<(), Error> {
    let Some(cluster) = postgres("nulls_are_counted") else { return Ok(()) };
    let database = cluster.database()?;
    database.execute(TABLES)?;
    let ask = Precondition::NoNulls { table: odd(), column: name("in_the_way") };
    each(
        &database,
        &ask,
        &[
            ("", Answer::Passes),
            ("(1), (2)", Answer::Passes),
            ("(1, 'hunter2'), (NULL, 'hunter2'), (NULL)", stops("23502", 2)),
        ],
    );
    Ok(())
}

#[test]
fn duplicates_are_counted() -> Result<(), Error> {
    let Some(cluster) = postgres_since(15, "duplicates_are_counted") else { return Ok(()) };
    let database = cluster.database()?;
    database.execute(TABLES)?;
    let key = |targets: Vec<KeyTarget>, nulls, predicate: Option<&str>| Precondition::NoDuplicates {
        table: odd(),
        key: ObjectId::Unique(odd(), name("a key")),
        targets,
        nulls,
        predicate: predicate.map(Expr::new),
    };
    let value = || KeyTarget::Column(name("Va lue"));
    let number = || KeyTarget::Column(name("in_the_way"));
    let expr = |text: &str| KeyTarget::Expr(Expr::new(text));
    each(
        &database,
        &key(vec![value(), number()], NullsEqual::Distinct, None),
        &[
            ("", Answer::Passes),
            ("(1, 'hunter2'), (2, 'hunter2')", Answer::Passes),
            ("(1, NULL), (1, NULL), (NULL, NULL), (NULL, NULL)", Answer::Passes),
            ("(1, 'hunter2'), (1, 'hunter2'), (1, 'hunter2'), (2, 'b'), (2, 'b'), (3, 'c')", stops("23505", 5)),
        ],
    );
    each(
        &database,
        &key(vec![value(), number()], NullsEqual::Equal, None),
        &[
            ("(1, NULL), (NULL, 'a'), (2, NULL)", Answer::Passes),
            ("(1, NULL), (1, NULL), (2, NULL)", stops("23505", 2)),
        ],
    );
    each(
        &database,
        &key(vec![expr("lower(\"Va lue\") -- whatever its case")], NullsEqual::Distinct, Some("other > 0 -- of these")),
        &[("(1, 'A', 0), (2, 'a', 1)", Answer::Passes), ("(1, 'A', 1), (2, 'a', 1), (3, 'a', 0)", stops("23505", 2))],
    );
    // One row at most of which something is true: PostgreSQL would take a constant in GROUP BY for the place of a column.
    each(
        &database,
        &key(vec![expr("true")], NullsEqual::Distinct, Some("other = 1")),
        &[("(1, 'a', 0), (2, 'b', 1)", Answer::Passes), ("(1, 'a', 1), (2, 'b', 1)", stops("23505", 2))],
    );
    Ok(())
}

#[test]
fn orphans_are_counted() -> Result<(), Error> {
    let Some(cluster) = postgres("orphans_are_counted") else { return Ok(()) };
    let database = cluster.database()?;
    database.execute(TABLES)?;
    let key = |columns: &[&str], references: &[&str]| Precondition::NoOrphans {
        table: odd(),
        name: name("a key"),
        key: ForeignKey {
            columns: columns.iter().copied().map(name).collect(),
            table: QName::public("parent"),
            references: references.iter().copied().map(name).collect(),
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            matching: Default::default(),
            deferral: Deferral::Never,
            validity: Default::default(),
        },
    };
    each(
        &database,
        &key(&["in_the_way"], &["id"]),
        &[
            ("", Answer::Passes),
            ("(1), (2), (2), (NULL)", Answer::Passes),
            ("(1), (3, 'hunter2'), (4)", stops("23503", 2)),
        ],
    );
    // A row with a NULL refers to nothing, whatever else it holds.
    each(
        &database,
        &key(&["in_the_way", "Va lue"], &["id", "code"]),
        &[("(1, 'a'), (9, NULL), (NULL, 'z')", Answer::Passes), ("(1, 'b'), (2, 'hunter2')", stops("23503", 2))],
    );
    Ok(())
}

#[test]
fn failed_checks_are_counted() -> Result<(), Error> {
    let Some(cluster) = postgres("failed_checks_are_counted") else { return Ok(()) };
    let database = cluster.database()?;
    database.execute(TABLES)?;
    let check = Precondition::Passes {
        table: odd(),
        name: name("it's"),
        // The column of this name is meant, not a variable of the block.
        expr: Expr::new("in_the_way > other -- always"),
    };
    each(
        &database,
        &check,
        &[
            ("", Answer::Passes),
            ("(2, 'a', 1), (NULL, 'b', 1)", Answer::Passes),
            ("(2, 'a', 1), (1, 'hunter2', 1), (0, 'hunter2', 1)", stops("23514", 2)),
        ],
    );
    Ok(())
}

#[test]
fn strangers_among_labels_are_counted() -> Result<(), Error> {
    let Some(cluster) = postgres("strangers_among_labels_are_counted") else { return Ok(()) };
    let database = cluster.database()?;
    database.execute(TABLES)?;
    let text = ColumnType { base: BaseType::Scalar(Scalar::plain(ScalarKind::Text)), list: false };
    let labels = |column: &str, from: &ColumnType, labels: &[&str]| Precondition::IsLabel {
        table: odd(),
        column: name(column),
        from: from.clone(),
        labels: labels.iter().copied().map(name).collect(),
    };
    each(
        &database,
        &labels("Va lue", &text, &["it's", "B"]),
        &[
            ("", Answer::Passes),
            ("(1, 'it''s'), (2, 'B'), (3, NULL)", Answer::Passes),
            ("(1, 'it''s'), (2, 'b'), (3, 'hunter2')", stops("23514", 2)),
        ],
    );
    each(&database, &labels("Va lue", &text, &[]), &[("(1)", Answer::Passes), ("(1, 'hunter2')", stops("23514", 1))]);
    let list = ColumnType { list: true, ..text };
    each(
        &database,
        &labels("tags", &list, &["A", "B"]),
        &[
            ("(1, '', 1, ARRAY['A', NULL, 'B']), (1, '', 1, '{}'), (1)", Answer::Passes),
            ("(1, '', 1, ARRAY['A', 'hunter2', 'x']), (1, '', 1, ARRAY['b'])", stops("23514", 2)),
        ],
    );
    Ok(())
}

#[test]
fn a_policy_hides_no_row_from_a_question() -> Result<(), Error> {
    let Some(cluster) = postgres("a_policy_hides_no_row_from_a_question") else { return Ok(()) };
    let database = cluster.database()?;
    database.execute(
        "CREATE TABLE guarded (id integer, email text);
         INSERT INTO guarded VALUES (1, NULL);
         ALTER TABLE guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
         CREATE POLICY own ON guarded USING (id > 1);",
    )?;
    let role = format!("{}_migrator", database.name());
    database.execute(&format!(
        "CREATE ROLE {role}; ALTER TABLE guarded OWNER TO {role}; GRANT ALL ON SCHEMA public TO {role}"
    ))?;
    let plan = underpin_plan::Plan {
        up: vec![underpin_plan::Step {
            phase: underpin_plan::Phase::Prepare,
            op: Op::Assert(Precondition::NoNulls { table: QName::public("guarded"), column: name("email") }),
            cause: 0,
            commit_before: None,
        }],
        ..underpin_plan::Plan::default()
    };
    let refused = database.execute(&format!("SET ROLE {role}; {}", sql::script(&plan))).expect_err("rows are hidden");
    // insufficient_privilege: "query would be affected by row-level security policy"
    assert_eq!(refused.sqlstate(), Some("42501"), "{refused}");
    database.execute("ROLLBACK; RESET ROLE")?;
    let stopped = database.execute(&sql::script(&plan)).expect_err("a row is in the way");
    assert_eq!(stopped.sqlstate(), Some("23502"), "{stopped}");
    database.execute(&format!("ROLLBACK; DROP OWNED BY {role}; DROP ROLE {role}"))
}
