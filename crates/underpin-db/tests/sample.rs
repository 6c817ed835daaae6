//! Samples of a real database: complete, masked, and taken without a trace.

mod common;

use std::{collections::BTreeSet, sync::Arc};

use common::{build, resolved};
use underpin_db::{
    Address, Database, Error,
    prove::{Prover, RowSource, Subject},
    sample::{Masks, Sample, Wish},
};
use underpin_plan::{Pair, plan};
use underpin_render::sql::{Migration, migration};
use underpin_schema::{Code, Pii, QName, Resolved, Schema};
use underpin_testing::postgres;

const SHOP: &str = include_str!("sample/shop.yaml");
const ROWS: &str = include_str!("sample/rows.sql");

/// The columns with personal data, as a query of each value.
const PERSONAL: &[&str] = &[
    "SELECT lower(email) FROM \"Person\"",
    "SELECT name FROM \"Person\"",
    "SELECT phone FROM \"Person\" WHERE phone ~ '[0-9]'",
    // Days are so few that another one's may come up by chance.
    "SELECT id || ' ' || birthday FROM \"Person\"",
    "SELECT unnest(aliases) FROM \"Person\"",
    "SELECT address ->> 'street' FROM \"Person\"",
    "SELECT ip::text FROM \"Person\"",
    "SELECT encode(secret, 'hex') FROM \"Person\"",
    "SELECT account::text FROM \"Person\"",
    "SELECT lower(\"writerEmail\") FROM \"Letter\"",
];

fn masks(code: &Code) -> Masks {
    let mut masks = Masks::new();
    for model in &code.models {
        for field in &model.fields {
            if let Some(pii) = field.pii.or(field.encrypted.then_some(Pii::Token)) {
                masks.insert((model.table.clone(), field.column.clone()), pii);
            }
        }
    }
    masks
}

fn values(database: &Database, sql: &str) -> BTreeSet<String> {
    database
        .texts(sql)
        .unwrap_or_else(|error| panic!("{error}\n{sql}"))
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect()
}

fn one(database: &Database, sql: &str) -> String {
    database.texts(sql).unwrap_or_else(|error| panic!("{error}\n{sql}")).join("|")
}

/// A database as it might be, and what only reads it.
fn real(cluster: &underpin_db::Cluster, shop: &Resolved) -> (Database, Address) {
    let real = cluster.database().unwrap();
    build(&real, &shop.schema);
    real.execute(ROWS).unwrap();
    let role = format!("reader of {}", real.name());
    real.execute(&format!("CREATE ROLE \"{role}\" LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO \"{role}\""))
        .unwrap();
    let url = real.url().replace("postgres@", &format!("{}@", role.replace(' ', "%20")));
    let address = Address::parse(&url).unwrap();
    (real, address)
}

#[test]
fn a_sample_is_complete_and_tells_of_nobody() {
    let Some(cluster) = postgres("a_sample_is_complete_and_tells_of_nobody") else { return };
    let shop = resolved(SHOP);
    let (real, address) = real(cluster, &shop);
    let masks = masks(&shop.code);
    assert_eq!(masks.len(), 9);
    let wish = Wish { schema: &shop.schema, masks: &masks, rows: 60 };
    let sample = Sample::take(&mut address.connect().unwrap(), &wish).unwrap();
    assert_eq!(sample.notes, [] as [String; 0]);
    let count = |name: &str| sample.counts()[&QName::public(name)];
    assert!(sample.counts().values().all(|count| *count <= 60), "{:?}", sample.counts());
    assert_eq!((count("Person"), count("Letter"), count("Stamp")), (60, 60, 5));
    assert!(!format!("{sample:?}").contains("example"));

    let copy = cluster.database().unwrap();
    build(&copy, &shop.schema);
    assert_eq!(copy.with(|client| sample.insert(client, &shop.schema)).unwrap(), [] as [String; 0]);
    for sql in PERSONAL {
        let (there, here) = (values(&real, sql), values(&copy, sql));
        assert!(!there.is_empty() && !here.is_empty(), "{sql}");
        assert_eq!(there.intersection(&here).collect::<Vec<_>>(), [] as [&String; 0], "{sql}");
    }
    for (sql, expected) in [
        // The look of values, and what is between them.
        ("SELECT bool_and(email ~ '^[A-Za-z]+\\.[0-9]+@[a-z]+\\.[a-z]+$')::text FROM \"Person\"", "true"),
        ("SELECT bool_and(phone ~ '^\\+[0-9]{2} \\([0-9]{3}\\) [0-9]{4}$')::text FROM \"Person\"", "true"),
        ("SELECT (count(*) BETWEEN 1 AND 59)::text FROM \"Person\" WHERE phone IS NULL", "true"),
        ("SELECT bool_and(extract(year FROM birthday) BETWEEN 1950 AND 1999)::text FROM \"Person\"", "true"),
        ("SELECT (count(DISTINCT lower(email)) = count(*))::text FROM \"Person\"", "true"),
        ("SELECT bool_or(email <> lower(email))::text FROM \"Person\"", "true"),
        ("SELECT bool_and(address ->> 'country' IS NOT NULL)::text FROM \"Person\"", "true"),
        (
            "SELECT count(*)::text FROM \"Letter\" l LEFT JOIN \"Person\" p ON p.email = l.\"writerEmail\" WHERE p.id IS NULL",
            "0",
        ),
        // What tells of nobody is as it was.
        ("SELECT bool_and(title ~ '^Letter [0-9]+$')::text FROM \"Letter\"", "true"),
        // Numbers go on.
        ("WITH n AS (INSERT INTO \"Stamp\" (name) VALUES ('new') RETURNING id) SELECT (id > 5)::text FROM n", "true"),
    ] {
        assert_eq!(one(&copy, sql), expected, "{sql}");
    }
}

#[test]
fn a_database_of_another_schema_is_told_by_names_alone() {
    let Some(cluster) = postgres("a_database_of_another_schema_is_told_by_names_alone") else { return };
    let shop = resolved(SHOP);
    let other = resolved(&SHOP.replace("title: string", "heading: string"));
    let (_real, address) = real(cluster, &shop);
    let wish = Wish { schema: &other.schema, masks: &Masks::new(), rows: 10 };
    let error = Sample::take(&mut address.connect().unwrap(), &wish).unwrap_err();
    assert!(matches!(error, Error::Sample { reason: _ }));
    assert!(error.to_string().contains("the database has no Letter.heading:"), "{error}");
}

/// A migration that fails over such rows is proved wrong without a value of theirs.
#[test]
fn a_proof_with_a_sample_tells_no_value() {
    let Some(cluster) = postgres("a_proof_with_a_sample_tells_no_value") else { return };
    let shop = resolved(SHOP);
    let (_real, address) = real(cluster, &shop);
    let new = resolved(&SHOP.replace("  title: string", "  title: string\n  note: string?"));
    let masks = masks(&shop.code);
    let wish = Wish { schema: &shop.schema, masks: &masks, rows: 40 };
    let sample = Arc::new(Sample::take(&mut address.connect().unwrap(), &wish).unwrap());
    let files = files(&shop.schema, &new);
    let [up, down, json] = [&files[0], &files[1], &files[2]];
    let prover = Prover::new(cluster, RowSource::Sample(sample));
    let subject = Subject { id: "1_x", old: &shop.schema, new: &new.schema, migration: up, down, plan: json };
    let proof = prover.prove(&subject, &mut |_| {}).unwrap();
    assert!(proof.holds(), "{proof:#?}");

    // One that changes rows behind the plan's back, and one that fails with a value in the server's message.
    for (sabotage, word) in [
        ("UPDATE \"Letter\" SET title = 'Letter 0';\nCOMMIT", "rows are not as expected"),
        ("ALTER TABLE \"Letter\" ADD CHECK (title = 'x');\nCOMMIT", "23514"),
        ("SELECT title::integer FROM \"Letter\";\nCOMMIT", "22P02"),
    ] {
        let migration = up.replace("COMMIT", sabotage);
        assert_ne!(&migration, up);
        let proof = prover.prove(&Subject { migration: &migration, ..subject }, &mut |_| {}).unwrap();
        let text = format!("{proof:?}").replace("Letter 0", "");
        assert!(!proof.holds() && text.contains(word), "{text}");
        assert!(!text.contains("Letter 1") && !text.contains("Letter 2") && !text.contains('@'), "{text}");
    }
}

fn files(old: &Schema, new: &Resolved) -> [String; 3] {
    let (plan, diagnostics) = plan(Pair { old, new: &new.schema }, new);
    assert_eq!(diagnostics, []);
    let files = migration(&Migration {
        id: "1_x",
        project: "shop",
        plan: &plan,
        old,
        new: &new.schema,
        parent: None,
        old_hash: None,
        new_hash: "",
    });
    ["migration.sql", "down.sql", "plan.json"]
        .map(|path| files.iter().find(|file| file.path == path).expect("a file of a migration").text.clone())
}
