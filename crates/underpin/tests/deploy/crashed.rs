//! A server that is stopped at once in the middle of a deploy, or that ends the connection.

use std::{path::Path, thread, time::Duration};

use underpin_db::Address;
use underpin_testing::OwnServer;

use crate::{
    course::Course,
    history::{PASSWORD, ROWS, ordered, run},
    killed::{Ground, difference, socket_folder, spawn},
    proxy::{Moment, Proxy},
};

fn url(server: &OwnServer, database: &str, folder: Option<&Path>) -> String {
    let url = server.socket_url(database).replacen("postgres@", &format!("postgres:{PASSWORD}@"), 1);
    match folder {
        None => url,
        Some(folder) => format!("postgresql://postgres:{PASSWORD}@localhost:5432/{database}?host={}", folder.display()),
    }
}

#[test]
fn a_server_that_is_stopped_at_once_comes_back_to_a_place_to_go_on_from() {
    stopped_at_once("a_server_that_is_stopped", Course::There);
}

#[test]
fn a_server_that_is_stopped_on_the_way_back_comes_back_to_a_place_to_go_on_from() {
    stopped_at_once("a_server_that_is_stopped_on_the_way_back", Course::Back);
}

fn stopped_at_once(test: &str, course: Course) {
    const QUICK: [&str; 3] = ["fsync=off", "full_page_writes=off", "autovacuum=off"];
    let Some(mut server) = OwnServer::make(test) else { return };
    server.start(&QUICK);
    let workspace = course.workspace();
    let sql = |server: &OwnServer, database: &str, sql: &str| {
        let mut client = Address::parse(&server.socket_url(database)).unwrap().connect().unwrap();
        client.simple_query(sql).unwrap();
    };
    sql(&server, "postgres", "CREATE DATABASE base");
    run(&workspace, &url(&server, "base", None), ["apply", "--to", "init"]).expect_code(0);
    sql(&server, "base", ROWS);
    course.prepare(&workspace, &url(&server, "base", None));
    sql(&server, "postgres", "CREATE DATABASE whole TEMPLATE base");
    let counting = Proxy::start(server.folder(), Moment::Never);
    run(&workspace, &url(&server, "whole", Some(counting.folder())), course.args()).expect_code(0);
    let dump = |server: &OwnServer, database: &str| {
        let mut command = server.command("pg_dump");
        command.args(["--exclude-table-data=_underpin_migrations", "--dbname", &server.socket_url(database)]);
        let output = command.output().expect("pg_dump runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = ordered(&String::from_utf8(output.stdout).expect("UTF-8"));
        // A sequence goes on up to 32 numbers later after a crash, with whatever it is used.
        // https://www.postgresql.org/docs/current/functions-sequence.html
        text.lines().filter(|line| !line.contains("pg_catalog.setval(")).collect::<Vec<_>>().join("\n")
    };
    let expected = dump(&server, "whole");
    let count = std::env::var("DEPLOY_CRASHES").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    for at in 0..count {
        let number = counting.seen() * (at + 1) / (count + 1);
        let moment = if at % 2 == 0 { Moment::After(number) } else { Moment::Before(number) };
        sql(&server, "postgres", &format!("CREATE DATABASE case_{at} TEMPLATE base"));
        let database = format!("case_{at}");
        let proxy = Proxy::start(server.folder(), moment);
        let mut child = spawn(&workspace, &url(&server, &database, Some(proxy.folder())), course);
        let reached = proxy.at_the_moment(|| server.crash(), || child.try_wait().is_ok_and(|ended| ended.is_some()));
        assert!(reached, "{moment:?}");
        assert_eq!(child.wait().expect("it ends").code(), Some(2), "{moment:?}");
        server.start(&QUICK);
        run(&workspace, &url(&server, &database, None), course.args()).expect_code(0);
        let found = dump(&server, &database);
        assert!(found == expected, "{moment:?}:\n{}", difference(&expected, &found));
        sql(&server, "postgres", &format!("DROP DATABASE case_{at}"));
    }
}

#[test]
fn a_connection_that_is_lost_is_told_and_gone_on_after() {
    lost("a_connection_that_is_lost", Course::There);
}

#[test]
fn a_connection_that_is_lost_on_the_way_back_is_told_and_gone_on_after() {
    lost("a_connection_that_is_lost_on_the_way_back", Course::Back);
}

fn lost(test: &str, course: Course) {
    let Some(ground) = Ground::new(test, course) else { return };
    for at in 1..6 {
        let copy = ground.cluster.database_like(&ground.start).expect("a copy");
        let proxy = Proxy::start(&socket_folder(&copy), Moment::After(ground.requests * at / 6));
        thread::scope(|scope| {
            let url = crate::history::url(&copy, Some(proxy.folder()));
            let workspace = &ground.workspace;
            let deploy = scope.spawn(move || run(workspace, &url, course.args()));
            proxy.at_the_moment(|| thread::sleep(Duration::from_millis(1)), || deploy.is_finished());
            let run = deploy.join().expect("a run").expect_code(2);
            assert!(run.stderr.contains("error"), "{}", run.stderr);
            assert!(run.stderr.contains("connection"), "{}", run.stderr);
        });
        ground.must_end_well(&copy, "lost");
    }
}
