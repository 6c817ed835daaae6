//! Rows that a migration cannot take are told before anything runs, all at once.

use underpin_testing::postgres;

use crate::{
    history::{self, IDS, dump, records, run, url},
    support::Workspace,
};

const SECOND: &str = "\
model: Customer
fields:
  id: { type: int, primary: true, default: autoincrement() }
  email: { type: string, unique: true }
  status: { type: Status, default: ACTIVE }
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  total: string
  customerId: int
relations:
  customer: { to: Customer, back: orders }
checks: { total_said: \"total <> ''\" }
---
model: Note
fields:
  id: { type: int, primary: true, default: autoincrement() }
  text: string?
---
enum: Status
values: [ACTIVE, GONE]
";

const THIRD: &str = "\
model: Customer
fields:
  id: { type: int, primary: true, default: autoincrement() }
  email: { type: string, unique: true }
  status: { type: Status, default: ACTIVE }
checks: { mail_has_a_host: \"email LIKE '%@%'\" }
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  total: string
  customerId: int
relations:
  customer: { to: Customer, back: orders }
checks: { total_said: \"total <> ''\" }
---
model: Note
fields:
  id: { type: int, primary: true, default: autoincrement() }
  text: string
---
model: Beside
fields:
  id: { type: int, primary: true, default: autoincrement() }
---
enum: Status
values: [ACTIVE, GONE]
";

const NOTE: &str = "\
---
model: Note
fields:
  id: { type: int, primary: true, default: autoincrement() }
  text: string?
";

fn workspace(second: &str, third: &str) -> Workspace {
    history::workspace([&format!("{}{NOTE}", history::FIRST), second, third])
}

#[test]
fn rows_in_the_way_of_any_pending_migration_are_told_before_the_first_runs() {
    let Some(cluster) = postgres("rows_in_the_way") else { return };
    let workspace = workspace(SECOND, THIRD);
    let database = cluster.database().unwrap();
    let url = url(&database, None);
    run(&workspace, &url, ["apply", "--to", "init"]).expect_code(0);
    database
        .execute(
            "INSERT INTO \"Customer\" (email) VALUES ('one@example.org'), ('one@example.org'), ('nowhere-7731');
             INSERT INTO \"Order\" (total, \"customerId\") VALUES ('', 1), ('', 2), ('5', 3);
             INSERT INTO \"Note\" (text) VALUES (NULL), ('a');",
        )
        .unwrap();
    let before = dump(cluster, &database);
    for args in [["apply", "--dry-run"], ["apply", "--retries=0"]] {
        let said = run(&workspace, &url, args)
            .expect_code(1)
            .expect_err("the migration `20260102000000_second` cannot run: check total_said")
            .expect_err("Customer_email_key")
            // A later migration, whose table nothing touches before.
            .expect_err("the migration `20260103000000_third` cannot run: column Note.text");
        // The table of this one is touched before: it is asked in its place.
        assert!(!said.stderr.contains("mail_has_a_host"), "{}", said.stderr);
        assert!(!said.stderr.contains("one@example.org") && !said.stderr.contains("7731"), "{}", said.stderr);
        assert_eq!(dump(cluster, &database), before);
        assert_eq!(records(&database).len(), 1);
    }
    let json = run(&workspace, &url, ["apply", "--json"]).expect_code(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["problems"].as_array().map(Vec::len), Some(3), "{json}");
    assert_eq!(json["problems"][2]["migration"], IDS[2]);

    database
        .execute(
            "DELETE FROM \"Order\"; DELETE FROM \"Customer\" WHERE id = 2; UPDATE \"Note\" SET text = '' WHERE text IS NULL",
        )
        .unwrap();
    // What could not be asked before stops its own migration alone.
    run(&workspace, &url, ["apply"])
        .expect_code(1)
        .expect_out("applied 20260102000000_second")
        .expect_err("mail_has_a_host");
    database.execute("UPDATE \"Customer\" SET email = 'two@example.org' WHERE id = 3").unwrap();
    run(&workspace, &url, ["apply"]).expect_code(0).expect_out("applied 20260103000000_third");
}

#[test]
fn rows_in_the_way_back_are_told_before_it_begins() {
    let Some(cluster) = postgres("rows_in_the_way_back") else { return };
    let second = SECOND.replace("values: [ACTIVE, GONE]", "values: [ACTIVE, GONE, LATE]");
    let third = THIRD.replace("values: [ACTIVE, GONE]", "values: [ACTIVE, GONE, LATE]");
    let workspace = workspace(&second, &third);
    let database = cluster.database().unwrap();
    let url = url(&database, None);
    run(&workspace, &url, ["apply"]).expect_code(0);
    database.execute("INSERT INTO \"Customer\" (email, status) VALUES ('a@example.org', 'LATE')").unwrap();
    run(&workspace, &url, ["down"]).expect_code(0);
    let before = dump(cluster, &database);
    for args in [["down", "--dry-run"], ["down", "--force-production"]] {
        run(&workspace, &url, args).expect_code(1).expect_err("Customer.status").expect_err("`20260102000000_second`");
        assert_eq!(dump(cluster, &database), before);
    }
}
