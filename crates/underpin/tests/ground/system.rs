//! A system in a temporary workspace, what the binary makes of it, and what a judge says of that.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use squawk_linter::Linter;
use squawk_syntax::SourceFile;
use underpin_db::{Cluster, Database};
use underpin_testing::{cases::repository, catalog};

/// A system of the tests in a temporary workspace.
pub struct System {
    folder: tempfile::TempDir,
}

impl System {
    /// A copy of `tests/systems/<name>`.
    pub fn copy(name: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("underpin-ground-").tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/systems").join(name);
        copy(&from, folder.path());
        Self { folder }
    }

    /// Runs `underpin gen` on it.
    pub fn generate(&self, at: &str, name: &str) {
        let output = Command::new(env!("CARGO_BIN_EXE_underpin"))
            .args(["gen", "--color", "never", "--at", at, "--name", name, "."])
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(output.status.success(), "{said}");
    }

    /// Replaces a text that stands once in one of its files.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{file} holds {from:?} once");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    /// Makes a file one of its models.
    pub fn adopt(&self, file: &str) {
        fs::rename(self.folder.path().join(file), self.folder.path().join("models").join(file)).unwrap();
    }

    /// Takes a file out of the models.
    pub fn set_aside(&self, file: &str) {
        fs::rename(self.folder.path().join("models").join(file), self.folder.path().join(file)).unwrap();
    }

    /// Forgets what was generated.
    pub fn forget(&self) {
        fs::remove_dir_all(self.folder.path().join("out")).unwrap();
    }

    /// What was generated.
    pub fn outputs(&self) -> Outputs {
        Outputs { folder: self.folder.path().join("out") }
    }
}

/// The generated files of a system.
pub struct Outputs {
    folder: PathBuf,
}

impl Outputs {
    /// Those that are committed for a system of the repository.
    pub fn committed(system: &str) -> Self {
        Self { folder: repository().join("examples").join(system) }
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        let path = self.folder.join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The folders of the migrations, oldest first.
    pub fn migrations(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join("migrations")).unwrap().map(Result::unwrap);
        let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
        let mut names: Vec<_> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        assert!(!names.is_empty());
        names
    }

    /// A database that all migrations have been run on, each as one simple query.
    pub fn database(&self, cluster: &Cluster) -> Database {
        let database = cluster.database().unwrap();
        for migration in self.migrations() {
            self.run(&database, &format!("{migration}/migration.sql"));
        }
        database
    }

    /// What the plan of a migration says that its way back cannot give back.
    pub fn irreversible(&self, migration: &str) -> usize {
        let plan = self.read(&format!("migrations/{migration}/plan.json"));
        let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
        plan["irreversible"].as_array().expect("a list").len()
    }

    /// Runs a file of the migrations.
    pub fn run(&self, database: &Database, file: &str) {
        let sql = self.read(&format!("migrations/{file}"));
        database.execute(&sql).unwrap_or_else(|error| panic!("{file}: {error}\n{sql}"));
    }

    /// Every generated SQL file, with its path.
    pub fn sql(&self) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        walk(&self.folder, &mut |path| {
            if path.extension().is_some_and(|extension| extension == "sql") {
                found.push((path.to_owned(), fs::read_to_string(path).unwrap()));
            }
        });
        found
    }
}

/// What squawk finds that no text of ours may do. Its other rules are advice on what a change is for.
const NEVER: &[&str] = &[
    "ban-concurrent-index-creation-in-transaction",
    "ban-truncate-cascade",
    "ban-uncommitted-transaction",
    "identifier-too-long",
    "transaction-nesting",
];

/// Asks a parser of PostgreSQL's language that is not ours, and its linter.
pub fn parses(path: &Path, sql: &str) {
    let file = SourceFile::parse(sql);
    assert!(file.errors().is_empty(), "{}: {:#?}", path.display(), file.errors());
    let found = Linter::with_default_rules().lint(&file, sql);
    let found: Vec<_> = found.iter().filter(|finding| NEVER.contains(&finding.code.to_string().as_str())).collect();
    assert!(found.is_empty(), "{}: {found:#?}", path.display());
}

/// The lines of one catalog that the other lacks, each marked with the side that it is on.
pub fn differences(left: &Database, right: &Database) -> Vec<String> {
    let (left, right) = (catalog(left).unwrap(), catalog(right).unwrap());
    let only = |mark: char, these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).map(|line| format!("{mark} {line}")).collect()
    };
    [only('-', &left, &right), only('+', &right, &left)].concat()
}

fn copy(from: &Path, to: &Path) {
    walk(from, &mut |path| {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(path, target).unwrap();
    });
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), visit);
        } else {
            visit(&entry.path());
        }
    }
}
