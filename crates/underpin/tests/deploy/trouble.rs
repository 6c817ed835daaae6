//! Deploys that cannot be done: each ends with a clear word, without the password, and leaves what it says.

use std::{
    io::Write,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use underpin_testing::{OwnServer, note, postgres};

use crate::{
    history::{PASSWORD, ROWS, dump, records, run, shop, url, with_rows},
    support::Workspace,
};

#[test]
fn rows_that_are_in_the_way_are_a_finding_and_nothing_has_changed() {
    let Some(cluster) = postgres("rows_in_the_way") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    database.execute("UPDATE \"Order\" SET total = 'a lot' WHERE id = 7").unwrap();
    let before = dump(cluster, &database);
    let url = url(&database, None);
    let said = run(&workspace, &url, ["apply"]).expect_code(1);
    assert!(!said.stderr.contains("a lot"), "{}", said.stderr);
    assert!(said.stderr.contains("column Order.total cannot hold what its expression gives"), "{}", said.stderr);
    // It was asked before anything ran: not even the new value of the type is there.
    run(&workspace, &url, ["status"]).expect_code(1).expect_out("pending");
    assert_eq!(records(&database).len(), 1);
    assert_eq!(dump(cluster, &database), before);
    database.execute("UPDATE \"Order\" SET total = '7' WHERE id = 7").unwrap();
    run(&workspace, &url, ["apply"]).expect_code(0);
    run(&workspace, &url, ["drift"]).expect_code(0);
}

#[test]
fn a_table_that_is_in_use_is_waited_for_again_and_again() {
    let Some(cluster) = postgres("in_use") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    let url = url(&database, None);
    let mut other = database.connect().unwrap();
    let mut held = other.transaction().unwrap();
    held.batch_execute("LOCK TABLE \"Order\" IN ACCESS SHARE MODE").unwrap();
    let since = Instant::now();
    let said = run(&workspace, &url, ["apply", "--lock-timeout", "50ms", "--retries", "2"]).expect_code(2);
    assert_eq!(said.stderr.matches("trying again").count(), 2, "{}", said.stderr);
    assert!(said.stderr.contains("55P03") && said.stderr.contains("--lock-timeout"), "{}", said.stderr);
    assert!(since.elapsed() < Duration::from_secs(30));
    thread::scope(|scope| {
        let deploy = scope.spawn(|| run(&workspace, &url, ["apply", "--lock-timeout", "100ms", "--retries", "50"]));
        thread::sleep(Duration::from_millis(600));
        held.rollback().unwrap();
        deploy.join().unwrap().expect_code(0).expect_err("trying again");
    });
}

#[test]
fn limits_of_a_migration_stand_in_the_file() {
    let Some(cluster) = postgres("limits") else { return };
    let workspace = shop();
    let system = workspace.read("specs/shop/underpin.yaml");
    let deploy = "deploy: { lock_timeout: 1s, migrations: { second: { lock_timeout: 40ms, retries: 1, statement_timeout: 1h } } }";
    workspace.write("specs/shop/underpin.yaml", format!("{system}{deploy}\n"));
    let database = with_rows(cluster, &workspace);
    let mut other = database.connect().unwrap();
    let mut held = other.transaction().unwrap();
    held.batch_execute("LOCK TABLE \"Order\" IN ACCESS SHARE MODE").unwrap();
    let url = url(&database, None);
    let said = run(&workspace, &url, ["apply"]).expect_code(2);
    assert_eq!(said.stderr.matches("trying again").count(), 1, "{}", said.stderr);
    drop(held);
    workspace.write("specs/shop/underpin.yaml", format!("{system}deploy: {{ lock_timeout: soon }}\n"));
    run(&workspace, &url, ["apply"]).expect_code(2).expect_err("`soon` is no time");
}

#[test]
fn another_deploy_is_waited_for_no_longer_than_was_said() {
    let Some(cluster) = postgres("wait") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    let mut other = database.connect().unwrap();
    other.batch_execute("SELECT pg_advisory_lock(x'756e6470'::integer, 1)").unwrap();
    let url = url(&database, None);
    let said = run(&workspace, &url, ["apply", "--wait", "300ms"]).expect_code(2);
    assert!(said.stderr.contains("waiting for another deploy"), "{}", said.stderr);
    assert!(said.stderr.contains("did not end in time"), "{}", said.stderr);
    drop(other);
    run(&workspace, &url, ["apply"]).expect_code(0);
}

#[test]
fn a_disk_that_is_full_is_told_and_gone_on_after() {
    let Some(mut server) = OwnServer::make("full_disk") else { return };
    let disk = server.folder().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let Some(_mounted) = Mounted::new(&disk) else {
        note("not asked: a_disk_that_is_full needs to mount a small file system");
        return;
    };
    server.start(&["fsync=off", "autovacuum=off"]);
    let workspace = shop();
    let connect =
        |database: &str| underpin_db::Address::parse(&server.socket_url(database)).unwrap().connect().unwrap();
    let mut admin = connect("postgres");
    admin.batch_execute(&format!("CREATE TABLESPACE small LOCATION '{}'", disk.display())).unwrap();
    admin.batch_execute("CREATE DATABASE shop TABLESPACE small").unwrap();
    let url = server.socket_url("shop").replacen("postgres@", &format!("postgres:{PASSWORD}@"), 1);
    run(&workspace, &url, ["apply", "--to", "init"]).expect_code(0);
    let mut client = connect("shop");
    client.batch_execute(ROWS).unwrap();
    // What is left is less than a copy of the tables needs.
    let rows = "INSERT INTO \"Order\" (total, \"customerId\") SELECT '7', 1 FROM generate_series(1, 150000)";
    client.batch_execute(rows).unwrap();
    fill(&disk.join("ballast"));
    let said = run(&workspace, &url, ["apply"]).expect_code(2);
    assert!(said.stderr.contains("No space left on device"), "{}", said.stderr);
    assert!(said.stderr.contains("make room"), "{}", said.stderr);
    std::fs::remove_file(disk.join("ballast")).unwrap();
    run(&workspace, &url, ["apply"]).expect_code(0);
    run(&workspace, &url, ["status"]).expect_code(0);
    drop(client);
    drop(admin);
    server.crash();
}

/// Writes until hardly any room is left.
fn fill(path: &Path) {
    let mut ballast = std::fs::File::create(path).unwrap();
    while ballast.write_all(&[0; 1 << 20]).is_ok() {}
    let length = ballast.metadata().unwrap().len();
    ballast.set_len(length.saturating_sub(2 << 20)).unwrap();
}

/// A file system of 40 MB in memory, for as long as this lives.
struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    fn new(folder: &'a Path) -> Option<Self> {
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=40m,uid=65534,gid=65534", "none"])
            .arg(folder)
            .output();
        done.is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).output();
    }
}

#[test]
fn no_failure_tells_a_password() {
    let workspace = shop();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = listener.local_addr().unwrap().port();
    drop(listener);
    let urls = [
        format!("postgres://me:{PASSWORD}@127.0.0.1:{silent}/shop"),
        format!("postgres://me:{PASSWORD}@no-such-host.invalid/shop?connect_timeout=1"),
        format!("postgres://me:{PASSWORD}@localhost/shop?host=/nowhere"),
        format!("postgres://me:{PASSWORD}@127.0.0.1:{silent}/shop?sslmode=verify-full"),
        format!("postgres://me:{PASSWORD}@127.0.0.1:{silent}/shop?sslmode={PASSWORD}"),
        format!("postgres://me:{PASSWORD}@127.0.0.1:{silent}/shop?unknown={PASSWORD}"),
        format!("postgres://me:{PASSWORD}@127.0.0.1:{silent}/shop?schema=other"),
        format!("mysql://me:{PASSWORD}@127.0.0.1/shop"),
        format!("postgres://me:/{PASSWORD}@127.0.0.1/shop"),
        format!("postgres://me:?{PASSWORD}@127.0.0.1/shop"),
        format!("postgres://me:#{PASSWORD}@127.0.0.1:port/shop"),
        "hush".to_owned(),
    ];
    for url in &urls {
        for command in ["apply", "down", "status", "drift", "reset"] {
            run(&workspace, url, [command]).expect_code(2).expect_err("error");
            run(&workspace, url, [command, "--json"]).expect_code(2).expect_out("\"error\"");
            run(&workspace, "", [command, "--database", url]).expect_code(2);
        }
    }
    // Where it looked, and what was there.
    run(&workspace, &urls[0], ["status"])
        .expect_code(2)
        .expect_err(&format!("on 127.0.0.1:{silent}: "))
        .expect_err("refused");
    run(&workspace, &urls[1], ["status"]).expect_code(2).expect_err("no-such-host.invalid");
    written_down(&workspace);
    let Some(cluster) = postgres("passwords") else { return };
    let database = cluster.database().unwrap();
    let nowhere = url(&database, None).replacen(database.name(), "no_such_database", 1);
    run(&workspace, &nowhere, ["apply"]).expect_code(2).expect_err("no_such_database");
}

/// A URL in the file itself is refused without being repeated.
fn written_down(workspace: &Workspace) {
    let system = workspace.read("specs/shop/underpin.yaml");
    let written = system.replace("env(SHOP_URL)", &format!("\"postgres://me:{PASSWORD}@127.0.0.1/shop\""));
    workspace.write("specs/shop/underpin.yaml", written);
    run(workspace, "", ["apply"]).expect_code(2).expect_err("env(NAME)");
    workspace.write("specs/shop/underpin.yaml", system);
}

/// An index that was left half made is in the way of the statement that makes it; one of its name elsewhere is not.
#[test]
fn of_half_made_indexes_the_own_one_is_made_again() {
    let Some(cluster) = postgres("of_half_made_indexes_the_own_one_is_made_again") else { return };
    let workspace = shop();
    let database = with_rows(cluster, &workspace);
    let url = url(&database, None);
    run(&workspace, &url, ["apply", "--to", "second"]).expect_code(0);
    database
        .execute("CREATE SCHEMA app; CREATE TABLE app.\"Customer\" AS SELECT 1 AS one FROM generate_series(1, 2)")
        .unwrap();
    for sql in [
        "CREATE UNIQUE INDEX CONCURRENTLY \"Customer_email_idx\" ON app.\"Customer\" (one)",
        "CREATE UNIQUE INDEX CONCURRENTLY \"Customer_email_idx\" ON public.\"Customer\" (status)",
    ] {
        // https://www.postgresql.org/docs/current/errcodes-appendix.html: unique_violation
        assert_eq!(database.execute(sql).unwrap_err().sqlstate(), Some("23505"), "{sql}");
    }
    run(&workspace, &url, ["apply", "--allow-drift"]).expect_code(0);
    let valid = "SELECT n.nspname || ' ' || i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'Customer_email_idx' ORDER BY 1";
    assert_eq!(database.texts(valid).unwrap(), ["app false", "public true"]);
}
