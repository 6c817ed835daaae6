//! Schemas of programs that we did not write: pulled, planned back to nothing, built again and taken back. See
//! `samples/README.md`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use underpin_db::{Cluster, Database};
use underpin_testing::{
    cases::{check, repository},
    oracle::oracle,
    postgres,
};

use super::{Run, dump::dump, folder, made, underpin};

/// A folder of `samples`.
struct Sample {
    name: &'static str,
    folder: PathBuf,
}

impl Sample {
    fn of(name: &'static str) -> Self {
        Self { name, folder: repository().join("crates/underpin/tests/sources/samples").join(name) }
    }

    /// The text of one of its files; nothing where it has no such file.
    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap_or_default()
    }

    /// Compares with one of its files; no text means no file.
    fn check(&self, file: &str, text: &str) {
        if text.is_empty() && underpin_testing::cases::update() {
            let _ = fs::remove_file(self.folder.join(file));
            return;
        }
        check(&self.folder.join(file), text);
    }
}

macro_rules! samples {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let test = concat!("samples::", stringify!($name));
            let Some(cluster) = postgres(test) else { return };
            let sample = Sample::of(stringify!($name));
            let live = made(cluster, &sample.read("schema.sql"));
            let there_and_back = ThereAndBack::new(&sample, cluster, live);
            there_and_back.pulls_and_builds();
            there_and_back.prisma_agrees(test);
        })*
    };
}

samples! { django graphile_worker message_db pg_boss pgagent pgqueuer procrastinate synapse }

/// A sample on its way through all of our commands.
struct ThereAndBack<'a> {
    sample: &'a Sample,
    cluster: &'static Cluster,
    live: Database,
    folder: tempfile::TempDir,
}

impl<'a> ThereAndBack<'a> {
    fn new(sample: &'a Sample, cluster: &'static Cluster, live: Database) -> Self {
        Self { sample, cluster, live, folder: folder(&[]) }
    }

    fn run(&self, args: &[&str]) -> Run {
        underpin(self.folder.path(), self.cluster, args)
    }

    fn pulls_and_builds(&self) {
        let (Self { sample, cluster, live, folder }, url) = (self, self.live.url());
        let pulled = self.run(&["pull", &url, "specs"]).expect(0);
        sample.check("unmanaged.txt", &pulled.err);
        assert_eq!(self.run(&["plan", "--from", &url, "--to", "specs:specs", "--sql"]).expect(0).out, NOTHING);
        with_prisma(folder.path());
        self.run(&["gen", "specs", "--name", "init", "--at", "2026-01-01T00:00:00Z"]).expect(0);
        self.run(&["fmt", "specs", "--check"]).expect(0);

        // Its history is taken up where it lies, too.
        self.run(&["apply", "specs", "--already", "init", "--database", &url]).expect(0);
        self.run(&["drift", "specs", "--database", &url]).expect(0);
        self.run(&["status", "specs", "--database", &url]).expect(0);

        let before = made(cluster, &sample.read("before.sql"));
        let built = cluster.database_like(&before).expect("a copy");
        self.run(&["apply", "specs", "--allow-drift", "--database", &built.url()]).expect(0);
        built.execute(&sample.read("after.sql")).expect("what is not managed");
        assert_eq!(self.run(&["plan", "--from", &url, "--to", &built.url(), "--sql"]).expect(0).out, NOTHING);
        same(live, &built, sample.name);
        self.run(&["drift", "specs", "--database", &built.url()]).expect(0);

        // What the history did not make, no way back takes away: not even the schema that holds it.
        let down = self.run(&["down", "specs", "--all", "--database", &built.url()]);
        if sample.read("before.sql").contains("CREATE SCHEMA") {
            assert!(down.expect(2).err.contains("depend on it"));
            same(live, &built, sample.name);
            return;
        }
        down.expect(0);
        built.execute("DROP TABLE _underpin_migrations").expect("a table");
        same(&before, &built, sample.name);
    }

    /// Prisma's own engine on the database that we did not make, against the text that we write for it.
    fn prisma_agrees(&self, test: &str) {
        let Some(mut oracle) = oracle(test) else { return };
        let schema = fs::read_to_string(self.folder.path().join("specs/schema.prisma")).expect("a Prisma schema");
        oracle.validate(&schema).unwrap_or_else(|error| panic!("{error}\n{schema}"));
        self.live.execute("DROP TABLE _underpin_migrations").expect("a table");
        let drift = oracle.drift(&self.live.url(), &schema).unwrap_or_else(|error| panic!("{error}\n{schema}"));
        self.sample.check("drift.sql", &drift);
        // That it finds nothing means something: it looks at these tables.
        let table =
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p' AND conrelid >= 16384 LIMIT 1";
        let table = self.live.texts(table).expect("a table").concat();
        self.live.execute(&format!("ALTER TABLE {table} ADD COLUMN stranger integer")).expect("a column");
        assert!(oracle.drift(&self.live.url(), &schema).expect("an answer").contains("stranger"), "{table}");
    }
}

const NOTHING: &str = "-- Nothing differs.\n";

/// Asks for a Prisma schema beside the migrations.
fn with_prisma(folder: &Path) {
    let path = folder.join("specs/underpin.yaml");
    let text = fs::read_to_string(&path).expect("underpin.yaml");
    let with = text.replace("{ migrations: migrations }", "{ migrations: migrations, prisma: schema.prisma }");
    assert_ne!(text, with, "{text}");
    fs::write(path, with).expect("underpin.yaml");
}

/// Whether `pg_dump` prints the same of both. The blanks of functions are of no account: those at the ends of a body go where
/// specs are written. Nor are the names of the sequences behind identity columns, which nobody calls by name.
fn same(one: &Database, other: &Database, name: &str) {
    let version = one.texts("SHOW server_version_num").expect("a version").concat();
    let version = version.parse::<u32>().map_or(0, |number| number / 10_000);
    let statements = |database: &Database| -> Option<Vec<String>> {
        let dumped = dump(database, u16::try_from(version).unwrap_or_default()).expect("pg_dump");
        let plain = |text: String| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("; $", ";$");
            match text.split_once(" AS IDENTITY ( SEQUENCE NAME ") {
                Some((column, options)) => format!("{column}{}", options.split_once(' ').map_or("", |(_, rest)| rest)),
                None => text,
            }
        };
        let found: Vec<String> = dumped?.into_iter().map(plain).collect();
        Some(found.into_iter().filter(|statement| !statement.contains("_underpin_migrations")).collect())
    };
    let (Some(one), Some(other)) = (statements(one), statements(other)) else { return };
    let missing: Vec<&String> = one.iter().filter(|statement| !other.contains(statement)).collect();
    let added: Vec<&String> = other.iter().filter(|statement| !one.contains(statement)).collect();
    assert!(missing.is_empty() && added.is_empty(), "{name}: missing {missing:#?}, added {added:#?}");
}
