//! The server's process, its folder, and the guard that takes both away.

use std::{
    fs::{self, File},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{
    Binaries,
    folder::{make_folder, open_to_all},
};
use crate::Error;

/// The user `nobody` of Linux: PostgreSQL refuses to run as root, and `initdb` as a user whom the system cannot name.
pub(super) const UNPRIVILEGED: u32 = 65534;

/// The port number is only a part of the socket's name: nothing listens on it.
pub const PORT: u16 = 5432;

/// Where an installation is mirrored, in the folder of the cluster.
const MIRROR: &str = "postgresql";

/// How long a server may take to answer; a loaded machine can need many seconds.
const PATIENCE: Duration = Duration::from_secs(90);

/// Waits until its input ends, which it does when the owner closes it or dies in any way; then stops the server and
/// removes the folder. Several tries, since an `initdb` that was under way may still write.
const GUARD: &str = r#"
trap '' HUP INT TERM
while read -r line; do :; done
"$1" stop -D "$2/data" -m immediate -w -t 30
for pause in 0 1 1 2 4; do
    sleep "$pause"
    rm -rf -- "$2"
    [ -e "$2" ] || exit 0
done
"#;

/// A running server. It ends, and its folder goes, when this is dropped, and also when the process that holds it panics,
/// exits, is interrupted or is killed.
///
/// A handler of signals could not cover `SIGKILL`, and would claim a signal that belongs to the program. So the work
/// is done by a guard: a shell that runs a constant script and waits for the end of a pipe of which we alone hold the
/// other end, for the kernel closes that whatever becomes of us. Server and guard are in process groups of their own,
/// so that Ctrl-C in a terminal reaches neither.
#[derive(Debug)]
pub struct Process {
    folder: PathBuf,
    guard: Child,
    server: Option<Child>,
}

impl Process {
    /// Makes a cluster in a folder of its own and starts it.
    pub fn start(binaries: &Binaries) -> Result<Self, Error> {
        let folder = make_folder()?;
        let (original, binaries) = (binaries, reachable(binaries, &folder));
        let mut process = Self { guard: spawn_guard(&binaries, &folder)?, folder, server: None };
        // From here on the guard cleans up whatever fails.
        if binaries != *original {
            mirror(home(original), &process.folder.join(MIRROR))?;
        }
        init(&binaries, &process.folder)?;
        process.server = Some(spawn_server(&binaries, &process.folder)?);
        process.wait()?;
        Ok(process)
    }

    /// The folder of the socket.
    pub fn socket_folder(&self) -> &Path {
        &self.folder
    }

    fn wait(&mut self) -> Result<(), Error> {
        let since = Instant::now();
        let mut config = postgres::Config::new();
        config.host_path(&self.folder).port(PORT).user("postgres").dbname("postgres");
        loop {
            if config.connect(postgres::NoTls).is_ok() {
                return Ok(());
            }
            let ended = match self.server.as_mut().map(Child::try_wait) {
                Some(Ok(status)) => status.is_some(),
                Some(Err(_)) | None => true,
            };
            if ended || since.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(Error::Start { log: last_lines(&log) });
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The end of its input is the guard's sign. Nobody can be told of a failure here.
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
        if let Some(server) = &mut self.server {
            let _ = server.wait();
        }
    }
}

fn spawn_guard(binaries: &Binaries, folder: &Path) -> Result<Child, Error> {
    let mut command = unprivileged(Path::new("/bin/sh"));
    // The shell gets paths as arguments, never as a part of its script.
    command.args(["-c", GUARD, "underpin-guard"]).arg(binaries.program("pg_ctl")).arg(folder).current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map_err(|source| {
        let _ = fs::remove_dir_all(folder);
        Error::Run { program: "/bin/sh".into(), source }
    })
}

fn init(binaries: &Binaries, folder: &Path) -> Result<(), Error> {
    let program = binaries.program("initdb");
    let mut command = unprivileged(&program);
    command.arg("-D").arg(folder.join("data")).current_dir(folder).stdin(Stdio::null());
    // Only this user can reach the socket, so nobody has to prove who he is.
    command.args(["--no-sync", "--locale=C", "--encoding=UTF8", "--username=postgres", "--auth=trust"]);
    let output = command.output().map_err(|source| Error::Run { program: program.clone(), source })?;
    if output.status.success() {
        return Ok(());
    }
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(Error::Failed { program, status: describe(output.status), output: last_lines(&said) })
}

fn spawn_server(binaries: &Binaries, folder: &Path) -> Result<Child, Error> {
    let log = folder.join("log");
    let file = File::create(&log).map_err(|source| Error::File { action: "write", path: log.clone(), source })?;
    let copy = file.try_clone().map_err(|source| Error::File { action: "write", path: log, source })?;
    let program = binaries.program("postgres");
    let mut command = unprivileged(&program);
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder).args(["-p", &PORT.to_string()]);
    // No network. Nothing is flushed: the cluster does not outlive us, so there is nothing to recover. A migration that
    // rewrites many tables holds a lock on every index of theirs until its end, and several run at a time.
    // https://www.postgresql.org/docs/current/runtime-config-locks.html#GUC-MAX-LOCKS-PER-TRANSACTION
    let settings = ["listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off"];
    for setting in settings.iter().chain(&[
        "shared_buffers=64MB",
        "max_connections=100",
        "max_locks_per_transaction=256",
        "timezone=UTC",
    ]) {
        command.args(["-c", setting]);
    }
    command.current_dir(folder).stdin(Stdio::null()).stdout(file).stderr(copy);
    command.spawn().map_err(|source| Error::Run { program, source })
}

/// A command in a process group of its own that does not run as root. The standard library drops the supplementary
/// groups where it changes the user.
/// <https://doc.rust-lang.org/std/os/unix/process/trait.CommandExt.html#tymethod.uid>
fn unprivileged(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.process_group(0);
    if is_root() {
        command.uid(UNPRIVILEGED).gid(UNPRIVILEGED);
    }
    // Settings of the caller's own clients and servers must not leak in; messages are wanted in one language.
    let ours = std::env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with("PG"));
    for name in ours {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C");
    command
}

/// The binaries where the server's user can reach them: a home folder of root is closed to it, so that programs inside
/// are to be mirrored in the folder of the cluster.
fn reachable(binaries: &Binaries, folder: &Path) -> Binaries {
    if !is_root() || binaries.folder.ancestors().all(open_to_all) {
        return binaries.clone();
    }
    let inside = binaries.folder.strip_prefix(home(binaries)).unwrap_or(Path::new(""));
    Binaries { version: binaries.version, folder: folder.join(MIRROR).join(inside) }
}

/// The folder of the whole installation: the programs find the rest of it relative to themselves.
fn home(binaries: &Binaries) -> &Path {
    binaries.folder.parent().unwrap_or(&binaries.folder)
}

/// Links a folder's files into another, or copies them where the file system is another one.
fn mirror(from: &Path, to: &Path) -> Result<(), Error> {
    let failed = |source| Error::File { action: "mirror", path: from.to_owned(), source };
    fs::create_dir(to).map_err(failed)?;
    // Owned by the user who will remove it.
    chown(to, Some(UNPRIVILEGED), Some(UNPRIVILEGED)).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            mirror(&source, &target)?;
        } else if kind.is_symlink() {
            let leads_to = fs::read_link(&source).map_err(failed)?;
            std::os::unix::fs::symlink(leads_to, &target).map_err(failed)?;
        } else if fs::hard_link(&source, &target).is_err() {
            fs::copy(&source, &target).map_err(failed)?;
        }
    }
    Ok(())
}

pub(super) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn describe(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}

/// The end of a log, which is where the reason stands.
fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}
