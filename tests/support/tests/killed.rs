//! A throw-away server goes away with the process that started it, however that ends, whoever runs it.
#![cfg(unix)]

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use underpin_db::Source;
use underpin_testing::{server::find, skip};

/// The program that holds a server until it is killed.
const HOLDER: &str = env!("CARGO_BIN_EXE_hold_server");

/// The user `daemon`, who is neither root nor `nobody`; `initdb` refuses users without a name.
const DAEMON: u32 = 1;

/// Whether there are binaries to start a server with, said where there are none.
fn can_start(test: &str) -> bool {
    match find() {
        Ok(Source::Binaries(_)) => return true,
        Ok(Source::Url(_)) => skip(test, "the server behind UNDERPIN_POSTGRES is not ours to start"),
        Err(error) => skip(test, &error.to_string()),
    }
    false
}

/// A process that holds a server, and the folder of that server.
struct Holder {
    process: Child,
    folder: PathBuf,
}

impl Holder {
    fn start(command: &mut Command) -> Self {
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = piped.spawn().expect("the holder starts");
        let told = BufReader::new(process.stdout.take().expect("it is piped")).lines().next();
        let folder = told.expect("the holder names its folder").expect("in UTF-8").into();
        Self { process, folder }
    }

    fn end(mut self, signal: Signal) {
        assert!(self.folder.exists());
        kill_process(Pid::from_child(&self.process), signal).expect("the holder is there");
        self.process.wait().expect("the holder ends");
        wait_until_gone(&self.folder);
    }
}

fn wait_until_gone(folder: &Path) {
    let since = Instant::now();
    while folder.exists() {
        assert!(since.elapsed() < Duration::from_secs(60), "{} is still there", folder.display());
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_process_that_is_killed_leaves_nothing() {
    if can_start("a_process_that_is_killed_leaves_nothing") {
        for signal in [Signal::KILL, Signal::INT, Signal::TERM] {
            Holder::start(&mut Command::new(HOLDER)).end(signal);
        }
    }
}

#[test]
fn an_ordinary_user_can_start_one_too() {
    // Where this test is no root, the other one has shown it.
    if !geteuid().is_root() || !can_start("an_ordinary_user_can_start_one_too") {
        return;
    }
    // The program itself may lie where that user cannot go.
    let place = tempfile::tempdir_in("/tmp").expect("there is room");
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).expect("it is ours");
    let copy = place.path().join("holder");
    fs::copy(HOLDER, &copy).expect("there is room");
    let holder = Holder::start(Command::new(&copy).uid(DAEMON).gid(DAEMON));
    assert_eq!(fs::metadata(&holder.folder).expect("it is there").uid(), DAEMON);
    holder.end(Signal::KILL);
}
