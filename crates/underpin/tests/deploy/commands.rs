//! What the commands do where all goes well.

use underpin_testing::postgres;

use crate::history::{IDS, dump, records, run, shop, url, with_rows};

#[test]
fn a_history_is_applied_step_by_step_and_taken_back() {
    let Some(cluster) = postgres("step_by_step") else { return };
    let workspace = shop();
    let database = cluster.database().unwrap();
    let url = url(&database, None);
    let pending = run(&workspace, &url, ["status"]).expect_code(1).expect_out("3 migrations are pending");
    assert!(pending.stdout.contains("pending  20260101000000_init"), "{}", pending.stdout);
    let dry = run(&workspace, &url, ["apply", "--dry-run"]).expect_code(0);
    assert_eq!(dry.stdout.matches("would apply").count(), 3);
    let tables = "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(database.texts(tables).unwrap(), ["0"], "a dry run leaves nothing, no table of a history either");

    run(&workspace, &url, ["apply", "--to", "init"]).expect_code(0).expect_out("applied 20260101000000_init");
    run(&workspace, &url, ["apply", "--to", IDS[0]]).expect_code(0).expect_out("up to date");
    run(&workspace, &url, ["apply", "--to", "nothing"]).expect_code(2).expect_err("there is no migration `nothing`");
    run(&workspace, &url, ["status"]).expect_code(1).expect_out("2 migrations are pending");
    run(&workspace, &url, ["apply", "--to", "second"]).expect_code(0).expect_out("applied 20260102000000_second");
    let second = dump(cluster, &database);
    run(&workspace, &url, ["apply"]).expect_code(0).expect_out("applied 20260103000000_third");
    run(&workspace, &url, ["apply"]).expect_code(0).expect_out("up to date");
    run(&workspace, &url, ["status"]).expect_code(0).expect_out("up to date");
    run(&workspace, &url, ["drift"]).expect_code(0).expect_out("nothing differs");
    assert_eq!(records(&database).len(), 3);

    run(&workspace, &url, ["down", "--dry-run"]).expect_code(0).expect_out("would take back 20260103000000_third");
    run(&workspace, &url, ["down", "--to", "second"]).expect_code(0).expect_out("taken back 20260103000000_third");
    assert_eq!(dump(cluster, &database), second);
    run(&workspace, &url, ["drift"]).expect_code(0).expect_out("nothing differs from what 20260102000000_second");
    // Texts that became numbers are not texts again: nothing runs, not even what could.
    run(&workspace, &url, ["down", "--all"])
        .expect_code(1)
        .expect_err("cannot be taken back")
        .expect_err("Order.total");
    assert_eq!(dump(cluster, &database), second);
    run(&workspace, &url, ["apply"]).expect_code(0);
}

#[test]
fn a_database_is_as_empty_as_before_when_all_is_taken_back() {
    let Some(cluster) = postgres("all_taken_back") else { return };
    let workspace = shop();
    let database = cluster.database().unwrap();
    let url = url(&database, None);
    run(&workspace, &url, ["apply", "--to", "init"]).expect_code(0);
    run(&workspace, &url, ["down", "--all"]).expect_code(0).expect_out("taken back 20260101000000_init");
    run(&workspace, &url, ["down"]).expect_code(0).expect_out("nothing to take back");
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(database.texts(tables).unwrap(), ["_underpin_migrations"], "the table of the history stays");
    run(&workspace, &url, ["apply"]).expect_code(0);
}

#[test]
fn programs_get_json() {
    let Some(cluster) = postgres("json") else { return };
    let workspace = shop();
    let database = cluster.database().unwrap();
    let url = url(&database, None);
    let json = |out: &str| -> serde_json::Value { serde_json::from_str(out).unwrap_or_else(|_| panic!("{out}")) };
    let status = json(&run(&workspace, &url, ["status", "--json"]).expect_code(1).stdout);
    assert_eq!(status["pending"][2], IDS[2]);
    assert_eq!(status["system"], "shop");
    let applied = json(&run(&workspace, &url, ["apply", "--json"]).expect_code(0).stdout);
    assert_eq!(applied["applied"].as_array().map(Vec::len), Some(3));
    let status = json(&run(&workspace, &url, ["status", "--json"]).expect_code(0).stdout);
    assert_eq!(status["applied"][0]["id"], IDS[0]);
    assert_eq!(json(&run(&workspace, &url, ["drift", "--json"]).expect_code(0).stdout)["differs"], false);
    database.execute("CREATE TABLE beside (id integer)").unwrap();
    let drift = json(&run(&workspace, &url, ["drift", "--json"]).expect_code(1).stdout);
    assert_eq!(drift["differs"], true);
    assert!(drift["sql"].as_str().is_some_and(|sql| sql.contains("DROP TABLE \"beside\"")), "{drift}");
}

#[test]
fn a_reset_asks_refuses_and_begins_anew() {
    let Some(cluster) = postgres("reset") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    let url = url(&database, None);
    run(&workspace, &url, ["reset"]).expect_code(2).expect_err("nobody is there to answer");
    database.execute("CREATE TABLE many AS SELECT n FROM generate_series(1, 20000) n; ANALYZE many").unwrap();
    let refused = run(&workspace, &url, ["reset", "--yes"]).expect_code(2).expect_err("looks like production");
    assert!(refused.stderr.contains("rows"), "{}", refused.stderr);
    let remote = run(&workspace, "postgres://u:hush@prod-db.invalid:1/x?connect_timeout=1", ["reset", "--yes"]);
    remote.expect_code(2);
    run(&workspace, &url, ["reset", "--yes", "--force-production"]).expect_code(0).expect_out("applied 20260103");
    assert_eq!(database.texts("SELECT count(*)::text FROM \"Customer\"").unwrap(), ["0"]);
    run(&workspace, &url, ["status"]).expect_code(0);
    run(&workspace, &url, ["drift"]).expect_code(0);
}

#[test]
fn the_database_comes_from_the_argument_the_variable_or_the_file() {
    let Some(cluster) = postgres("database") else { return };
    let workspace = shop();
    let (one, two) = (cluster.database().unwrap(), cluster.database().unwrap());
    let (one, other) = (url(&one, None), url(&two, None));
    run(&workspace, &one, ["apply"]).expect_code(0);
    // The argument comes first.
    run(&workspace, &one, ["status", "--database", &other]).expect_code(1);
    let mut with_variable = crate::history::command(&workspace, &one, ["status"]);
    with_variable.env("DATABASE_URL", &other);
    assert_eq!(with_variable.output().unwrap().status.code(), Some(1));
    let mut without = workspace.command(["status"]);
    without.env_remove("DATABASE_URL").env_remove("SHOP_URL");
    let said = String::from_utf8(without.output().unwrap().stderr).unwrap();
    assert!(said.contains("SHOP_URL is not set"), "{said}");
    // A folder of migrations alone, as it is in a container.
    let bare = crate::support::Workspace::empty();
    std::fs::rename(workspace.path("out/migrations"), bare.path("migrations")).unwrap();
    run(&bare, "", ["status", "--migrations", "migrations", "--database", &one]).expect_code(0);
}

#[test]
fn what_prisma_has_applied_is_known() {
    let Some(cluster) = postgres("prisma") else { return };
    let workspace = shop();
    let database = cluster.database().unwrap();
    let url = url(&database, None);
    // As `prisma migrate deploy` does it: the script, and a line with its digest.
    // https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories
    let script = workspace.read(&format!("out/migrations/{}/migration.sql", IDS[0]));
    database.execute(&script).unwrap();
    let digest = underpin::files::hash(&script);
    let table = "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL,
        finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
        started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)";
    database.execute(table).unwrap();
    let row = "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('1', $1, now(), $2)";
    database.with(|client| Ok(client.execute(row, &[&digest, &IDS[0]])?)).unwrap();
    let status = run(&workspace, &url, ["status"]).expect_code(1).expect_out("prisma migrate deploy");
    assert!(status.stdout.contains("2 migrations are pending"), "{}", status.stdout);
    run(&workspace, &url, ["drift"]).expect_code(0);
    run(&workspace, &url, ["apply"]).expect_code(0).expect_out("applied 20260102");
    run(&workspace, &url, ["status"])
        .expect_code(0)
        .expect_out("prisma migrate resolve --applied 20260103000000_third");
    assert_eq!(records(&database).len(), 3);
}

#[test]
fn what_is_there_already_is_recorded_where_it_is_so() {
    let Some(cluster) = postgres("already") else { return };
    let workspace = shop();
    let database = cluster.database().unwrap();
    let url = url(&database, None);
    database.execute(&workspace.read(&format!("out/migrations/{}/migration.sql", IDS[0]))).unwrap();
    run(&workspace, &url, ["apply"]).expect_code(1).expect_err("has no history");
    run(&workspace, &url, ["apply", "--already", "second"]).expect_code(1).expect_err("column Customer.name");
    run(&workspace, &url, ["apply", "--already", "init", "--dry-run"]).expect_code(0).expect_out("would record");
    run(&workspace, &url, ["apply", "--already", "init"]).expect_code(0).expect_out("recorded 20260101000000_init");
    run(&workspace, &url, ["drift"]).expect_code(0);
    run(&workspace, &url, ["apply"]).expect_code(0).expect_out("applied 20260103");
    run(&workspace, &url, ["apply", "--already", "third"]).expect_code(0).expect_out("up to date");
}
