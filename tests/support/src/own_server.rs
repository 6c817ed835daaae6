//! A server that a test sets up, stops and starts again as it likes.

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use underpin_db::{Address, Binaries, Source};

use crate::{server, skip};

/// The user `nobody`: PostgreSQL does not run as root.
const UNPRIVILEGED: u32 = 65534;

/// Stops the server and removes its folder once the test's process has ended, however it ended.
const GUARD: &str = r#"
trap '' HUP INT TERM
while read -r line; do :; done
"$1" stop -D "$2/data" -m immediate -w -t 30
sleep 0.2
rm -rf -- "$2"
"#;

/// A server with its folder, its socket and, where it is asked for, a port of this machine.
#[derive(Debug)]
pub struct OwnServer {
    folder: PathBuf,
    binaries: Binaries,
    port: u16,
    guard: Child,
    server: Option<Child>,
}

impl OwnServer {
    /// Makes a server, which does not run yet; nothing on a machine that has no PostgreSQL. It listens on a free port of
    /// 127.0.0.1 and on a socket in its folder, and asks nobody for a password.
    ///
    /// # Panics
    /// Where the machine refuses what it has to be able to do.
    pub fn make(test: &str) -> Option<Self> {
        let binaries = match server::find() {
            Ok(Source::Binaries(binaries)) => binaries,
            Ok(Source::Url(_)) | Err(_) => {
                skip(test, "it stops and starts its server, for which there have to be programs of one");
                return None;
            }
        };
        let folder = std::env::temp_dir().join(format!("underpin-own-{}-{}", std::process::id(), free_port()));
        fs::create_dir(&folder).expect("a folder for the server");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("its permissions");
        let port = free_port();
        let mut guard = Command::new("/bin/sh");
        guard.args(["-c", GUARD, "guard"]).arg(binaries.program("pg_ctl")).arg(&folder).process_group(0);
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        lower(&mut guard);
        own(&folder);
        let guard = guard.spawn().expect("a shell");
        let server = Self { folder, binaries, port, guard, server: None };
        let mut init = server.command("initdb");
        init.arg("-D").arg(server.data());
        init.args(["--no-sync", "--locale=C", "--encoding=UTF8", "--username=postgres", "--auth=trust"]);
        let output = init.output().expect("initdb runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(server)
    }

    /// The folder of its data.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The folder of its socket, where the test may put files of its own.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Writes a file that the server reads, and that nobody else may.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, text).expect("a file for the server");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its permissions");
        own(&path);
        path
    }

    /// Starts it with settings (`work_mem=4MB`), and waits until it answers.
    ///
    /// # Panics
    /// Where it does not.
    pub fn start(&mut self, settings: &[&str]) {
        let log = fs::File::create(self.folder.join("log")).expect("a log");
        let mut command = self.command("postgres");
        command.arg("-D").arg(self.data()).arg("-k").arg(&self.folder).args(["-p", &self.port.to_string()]);
        for setting in ["listen_addresses=127.0.0.1", "shared_buffers=32MB", "timezone=UTC"].iter().chain(settings) {
            command.args(["-c", setting]);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("the log")).stderr(log);
        self.server = Some(command.spawn().expect("postgres runs"));
        let address = Address::parse(&self.socket_url("postgres")).expect("a URL");
        let since = Instant::now();
        while address.connect().is_err() {
            let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(since.elapsed() < Duration::from_secs(90), "the server does not answer: {}", log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it as a crash would: nothing is written any more, and the next start has to recover.
    /// <https://www.postgresql.org/docs/current/server-shutdown.html>
    pub fn crash(&mut self) {
        let _ = self.command("pg_ctl").arg("stop").arg("-D").arg(self.data()).args(["-m", "immediate", "-w"]).output();
        if let Some(mut server) = self.server.take() {
            let _ = server.wait();
        }
    }

    /// A database's URL through the socket.
    pub fn socket_url(&self, database: &str) -> String {
        format!("postgresql://postgres@localhost:{}/{database}?host={}", self.port, self.folder.display())
    }

    /// A program of PostgreSQL, run as the server's user.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.program(program));
        command.process_group(0).current_dir("/").env("LC_ALL", "C");
        lower(&mut command);
        command
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
        if let Some(server) = &mut self.server {
            let _ = server.wait();
        }
    }
}

/// A port that nobody listens on now.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its number").port()
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|data| std::os::unix::fs::MetadataExt::uid(&data) == 0)
}

fn lower(command: &mut Command) {
    if is_root() {
        command.uid(UNPRIVILEGED).gid(UNPRIVILEGED);
    }
}

fn own(path: &Path) {
    if is_root() {
        chown(path, Some(UNPRIVILEGED), Some(UNPRIVILEGED)).expect("a file for another user");
    }
}
