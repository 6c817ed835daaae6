//! Sources by the real binary: `plan --from --to --answers`, `pull` and `baseline`, on what databases hold that no spec would.

mod adoption;
mod awkward;
#[path = "../changes/dump.rs"]
mod dump;
mod from_prisma;
mod refusals;
mod rekeyed;
mod samples;
mod zoo;

use std::{fs, path::Path, process::Command};

use underpin_db::{Cluster, Database};

/// What a run gave.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the binary in a folder, with a server for its throw-away databases.
fn underpin(folder: &Path, cluster: &Cluster, args: &[&str]) -> Run {
    let database = cluster.database().expect("a database");
    let mut command = Command::new(env!("CARGO_BIN_EXE_underpin"));
    command.args(args).current_dir(folder).env("UNDERPIN_POSTGRES", database.url()).env_remove("DATABASE_URL");
    let output = command.output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

impl Run {
    #[track_caller]
    fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    folder
}

/// A database that a script has made.
fn made(cluster: &Cluster, script: &str) -> Database {
    let database = cluster.database().expect("a database");
    database.execute(script).unwrap_or_else(|error| panic!("{error}\n{script}"));
    database
}
