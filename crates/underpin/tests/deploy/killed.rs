//! A deploy that is killed, between any two of its requests and at any time, and run again.

use std::{
    path::PathBuf,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use underpin_db::{Cluster, Database};
use underpin_testing::postgres;

use crate::{
    course::Course,
    history::{command, dump, records, run, url},
    proxy::{Moment, Proxy},
    support::Workspace,
};

/// How often a deploy is killed in a normal run; DEPLOY_KILLS says another number, which 200 was tried with.
fn kills() -> usize {
    std::env::var("DEPLOY_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(24)
}

/// A server, a history, a database to start from, and what an undisturbed deploy makes of it.
pub struct Ground {
    pub course: Course,
    pub cluster: &'static Cluster,
    pub workspace: Workspace,
    pub start: Database,
    pub expected: String,
    pub records: Vec<String>,
    /// How many requests it took.
    pub requests: usize,
    pub took: Duration,
}

impl Ground {
    /// Deploys once, undisturbed.
    pub fn new(test: &str, course: Course) -> Option<Self> {
        let cluster = postgres(test)?;
        let workspace = course.workspace();
        let start = course.start(cluster, &workspace);
        let copy = cluster.database_like(&start).expect("a copy");
        let proxy = Proxy::start(&socket_folder(&copy), Moment::Never);
        let since = Instant::now();
        run(&workspace, &url(&copy, Some(proxy.folder())), course.args()).expect_code(0).expect_out(course.said());
        let took = since.elapsed();
        let (expected, records, requests) = (dump(cluster, &copy), records(&copy), proxy.seen());
        assert_eq!(records.len(), course.reached());
        Some(Self { course, cluster, workspace, start, expected, records, requests, took })
    }

    /// Runs it again, and compares with the undisturbed deploy.
    pub fn must_end_well(&self, copy: &Database, what: &str) {
        run(&self.workspace, &url(copy, None), self.course.args()).expect_code(0);
        assert_eq!(records(copy), self.records, "{what}");
        let found = dump(self.cluster, copy);
        assert!(found == self.expected, "{what}: another database:\n{}", difference(&self.expected, &found));
        let (code, word) = self.course.status();
        run(&self.workspace, &url(copy, None), ["status"]).expect_code(code).expect_out(word);
    }
}

/// Some lines that are in one text alone.
pub fn difference(expected: &str, found: &str) -> String {
    let found: Vec<&str> = found.lines().collect();
    let missing = expected.lines().filter(|line| !found.contains(line)).take(5);
    let extra = found.iter().filter(|line| !expected.lines().any(|other| other == **line)).take(5);
    missing.map(|line| format!("- {line}\n")).chain(extra.map(|line| format!("+ {line}\n"))).collect()
}

/// The folder of the server's socket.
pub fn socket_folder(database: &Database) -> PathBuf {
    let folder = database.texts("SELECT current_setting('unix_socket_directories')").expect("a setting").concat();
    PathBuf::from(folder.split(',').next().unwrap_or_default())
}

/// Starts a deploy whose output nobody reads.
pub fn spawn(workspace: &Workspace, url: &str, course: Course) -> Child {
    let mut command = command(workspace, url, course.args());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the binary runs")
}

#[test]
fn a_deploy_that_is_killed_between_requests_is_gone_on_with() {
    between_requests("killed_between_requests", Course::There, kills());
}

#[test]
fn a_way_back_that_is_killed_between_requests_is_gone_on_with() {
    between_requests("a_way_back_killed_between_requests", Course::Back, kills());
}

fn between_requests(test: &str, course: Course, kills: usize) {
    let Some(ground) = Ground::new(test, course) else { return };
    let all = (1..=ground.requests).flat_map(|number| [Moment::Before(number), Moment::After(number)]);
    let all: Vec<Moment> = all.collect();
    let step = (all.len() / kills).max(1);
    let mut killed = 0;
    // From another place each time that the number of kills is another, so that all are met in the end.
    for moment in all.into_iter().skip(kills % step).step_by(step) {
        let copy = ground.cluster.database_like(&ground.start).expect("a copy");
        let proxy = Proxy::start(&socket_folder(&copy), moment);
        let mut child = spawn(&ground.workspace, &url(&copy, Some(proxy.folder())), course);
        let id = child.id();
        let reached = proxy.at_the_moment(
            || {
                let _ = std::process::Command::new("kill").args(["-KILL", &id.to_string()]).status();
                thread::sleep(Duration::from_millis(5));
            },
            || child.try_wait().is_ok_and(|status| status.is_some()),
        );
        let status = child.wait().expect("it ends");
        assert!(!reached || status.code().is_none(), "{moment:?}: {status}");
        killed += usize::from(reached);
        ground.must_end_well(&copy, &format!("killed {moment:?}"));
    }
    underpin_testing::note(&format!(
        "{course:?}: killed between requests: {killed} times, of {} requests",
        ground.requests
    ));
    assert!(killed >= kills / 2, "{killed} kills");
}

#[test]
fn a_deploy_that_is_killed_at_any_time_is_gone_on_with() {
    at_any_time("killed_at_any_time", Course::There, kills() / 2);
}

#[test]
fn a_way_back_that_is_killed_at_any_time_is_gone_on_with() {
    at_any_time("a_way_back_killed_at_any_time", Course::Back, kills() / 2);
}

fn at_any_time(test: &str, course: Course, count: usize) {
    let Some(ground) = Ground::new(test, course) else { return };
    let mut killed = 0;
    for at in 0..count {
        let copy = ground.cluster.database_like(&ground.start).expect("a copy");
        let mut child = spawn(&ground.workspace, &url(&copy, None), course);
        // Spread over the time that it takes, at places that no clock of ours chose.
        let part = (at as f64 * 0.618_034 + f64::from(std::process::id() % 97) / 97.0).fract();
        thread::sleep(ground.took.mul_f64(part));
        child.kill().expect("killed");
        killed += usize::from(child.wait().expect("it ends").code().is_none());
        ground.must_end_well(&copy, &format!("killed at {part:.3} of its time"));
    }
    underpin_testing::note(&format!("{course:?}: killed at any time: {killed} of {count}"));
}
