//! What keeps a deploy from running at all.

use underpin_testing::postgres;

use crate::history::{IDS, dump, restamp, run, shop, url, with_rows};

#[test]
fn files_that_are_not_those_that_were_applied_are_told() {
    let Some(cluster) = postgres("files") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    let before = dump(cluster, &database);
    let url = url(&database, None);
    let first = format!("out/migrations/{}/migration.sql", IDS[0]);
    let text = workspace.read(&first);
    restamp(&workspace, &first, &format!("{text}\n-- and more\n"));
    for command in ["apply", "down", "status"] {
        run(&workspace, &url, [command]).expect_code(1).expect_err("was changed after it was applied");
    }
    workspace.write(&first, &text);
    // One that is pending and was edited by hand is not what was proved.
    let second = format!("out/migrations/{}/migration.sql", IDS[1]);
    let original = workspace.read(&second);
    workspace.write(&second, format!("{original}SELECT 1;\n"));
    run(&workspace, &url, ["apply"]).expect_code(1).expect_err("is not as it was generated");
    workspace.write(&second, &original);
    assert_eq!(dump(cluster, &database), before);
    // What the database has and the folder has not.
    run(&workspace, &url, ["apply"]).expect_code(0);
    let third = workspace.path(&format!("out/migrations/{}", IDS[2]));
    let away = workspace.path("away");
    std::fs::rename(&third, &away).unwrap();
    run(&workspace, &url, ["apply"]).expect_code(1).expect_err("the history does not");
    run(&workspace, &url, ["status"]).expect_code(1);
    std::fs::rename(&away, &third).unwrap();
    run(&workspace, &url, ["status"]).expect_code(0);
    // A gap in the folder itself.
    let second = workspace.path(&format!("out/migrations/{}", IDS[1]));
    std::fs::rename(&second, &away).unwrap();
    run(&workspace, &url, ["apply"]).expect_code(1).expect_err("follows `20260102000000_second`");
}

#[test]
fn a_branch_that_comes_before_what_is_applied_is_told() {
    let Some(cluster) = postgres("branch") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    let url = url(&database, None);
    run(&workspace, &url, ["apply"]).expect_code(0);
    // As if the second had come later, from another branch.
    database.execute(&format!("DELETE FROM _underpin_migrations WHERE id = '{}'", IDS[1])).unwrap();
    let said = run(&workspace, &url, ["apply"]).expect_code(1);
    assert!(said.stderr.contains("comes before `20260103000000_third`"), "{}", said.stderr);
    // Two with one parent, in the folder.
    let copy = workspace.path("out/migrations/20260103000001_other");
    let third = workspace.path(&format!("out/migrations/{}", IDS[2]));
    std::fs::create_dir(&copy).unwrap();
    for name in ["migration.sql", "down.sql", "plan.json", "snapshot.json"] {
        std::fs::copy(third.join(name), copy.join(name)).unwrap();
    }
    run(&workspace, &url, ["apply"]).expect_code(1).expect_err("are in conflict");
}

#[test]
fn a_database_that_someone_has_changed_is_told_and_left_alone() {
    let Some(cluster) = postgres("drift") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    let url = url(&database, None);
    database
        .execute("ALTER TABLE \"Order\" ADD COLUMN secret text DEFAULT 'x'; CREATE INDEX quick ON \"Order\" (total)")
        .unwrap();
    let before = dump(cluster, &database);
    run(&workspace, &url, ["apply"])
        .expect_code(1)
        .expect_err("someone has changed it")
        .expect_err("drop column Order.secret");
    run(&workspace, &url, ["drift"]).expect_code(1).expect_out("drop column Order.secret").expect_out("quick");
    run(&workspace, &url, ["drift", "--sql"]).expect_code(1).expect_out("DROP INDEX \"quick\"");
    assert_eq!(dump(cluster, &database), before);
    run(&workspace, &url, ["apply", "--allow-drift"]).expect_code(0).expect_out("applied 20260103");
    // What was allowed is not forgotten: it is compared with the files, and still differs.
    run(&workspace, &url, ["drift"]).expect_code(1).expect_out("drop column Order.secret");
    database.execute("ALTER TABLE \"Order\" DROP COLUMN secret; DROP INDEX quick").unwrap();
    run(&workspace, &url, ["drift"]).expect_code(0);
}

#[test]
fn a_database_with_tables_and_without_a_history_is_told() {
    let Some(cluster) = postgres("not_empty") else { return };
    let workspace = shop();
    let database = cluster.database().unwrap();
    database.execute("CREATE TABLE old (id integer)").unwrap();
    let url = url(&database, None);
    run(&workspace, &url, ["apply"]).expect_code(1).expect_err("is not empty, and has no history");
    run(&workspace, &url, ["apply", "--allow-drift"]).expect_code(0);
    assert_eq!(database.texts("SELECT count(*)::text FROM old").unwrap(), ["0"]);
}

#[test]
fn what_is_not_managed_is_listed_and_left_alone() {
    let Some(cluster) = postgres("unmanaged") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    let url = url(&database, None);
    database.execute("CREATE TYPE floats AS RANGE (subtype = float8)").unwrap();
    run(&workspace, &url, ["drift"]).expect_code(0).expect_err("not managed").expect_err("floats");
    run(&workspace, &url, ["apply"]).expect_code(0);
    database.execute("SELECT floats(1, 2)").unwrap();
}
