//! A workspace in a temporary folder, and the binary run in it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A time for migrations, so that their names are known.
pub const AT: &str = "2026-08-02T10:15:00Z";

/// `underpin.yaml` of the system that the tests start from.
pub const SYSTEM: &str = "\
project: shop
outputs:
  migrations: ../../out/migrations
  prisma: ../../out/schema.prisma
  rust: ../../out/entities
";

/// A model file of that system.
pub const LABEL: &str = "\
model: Label
doc: A word that is stuck on things.
fields:
  id: { type: uuid, primary: true, default: uuid() }
  name: string
  color: Color
---
enum: Color
values: [RED, GREEN]
";

/// A workspace in a temporary folder.
pub struct Workspace {
    folder: tempfile::TempDir,
}

/// What a run of the binary gave.
pub struct Run {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it said aside.
    pub stderr: String,
}

impl Workspace {
    /// An empty one.
    pub fn empty() -> Self {
        let folder = tempfile::Builder::new().prefix("underpin-cli-").tempdir().expect("a temporary folder");
        Self { folder }
    }

    /// One with the system `specs/shop`.
    pub fn shop() -> Self {
        let workspace = Self::empty();
        workspace.write("specs/shop/underpin.yaml", SYSTEM);
        workspace.write("specs/shop/models/label.yaml", LABEL);
        workspace
    }

    /// The same, generated once.
    pub fn generated() -> Self {
        let workspace = Self::shop();
        workspace.run(["gen", "--at", AT]).expect_code(0);
        workspace
    }

    /// A path in it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file, with its folders.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The command, ready to run in it.
    pub fn command<const N: usize>(&self, args: [&str; N]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_underpin"));
        command.args(args).current_dir(self.folder.path());
        for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs the command.
    pub fn run<const N: usize>(&self, args: [&str; N]) -> Run {
        Run::from(self.command(args).output().expect("the binary runs"))
    }

    /// Every file with its text, apart from the specs.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        collect(self.folder.path(), self.folder.path(), &mut files);
        files.retain(|path, _| !path.starts_with("specs/"));
        files
    }

    /// The migrations by name.
    pub fn migrations(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path("out/migrations")) else { return Vec::new() };
        let folders = entries.flatten().filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
            files.insert(name, String::from_utf8_lossy(&fs::read(&path).expect("read")).into_owned());
        }
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Run {
    /// Fails where the exit code is another.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails where the text was not printed.
    #[track_caller]
    pub fn expect_out(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no {text:?} in stdout:\n{}", self.stdout);
        self
    }

    /// Fails where the text was not said aside.
    #[track_caller]
    pub fn expect_err(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no {text:?} in stderr:\n{}", self.stderr);
        self
    }
}
