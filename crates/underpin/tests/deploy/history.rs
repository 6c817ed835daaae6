//! A history with all that can be interrupted: several migrations, one in two transactions, one with statements outside of
//! any, rows that are filled, mapped and converted.

use std::{path::Path, process::Command};

use underpin::files::stamp;
use underpin_db::{Cluster, Database};
use underpin_render::File;

use crate::support::{Run, Workspace};

/// The password of every URL, which no output may ever hold. The server asks for none.
pub const PASSWORD: &str = "hush%2Fhush-9471";

const SYSTEM: &str = "\
project: shop
outputs: { migrations: ../../out/migrations }
database: env(SHOP_URL)
";

/// The models of the first migration.
pub const FIRST: &str = "\
model: Customer
fields:
  id: { type: int, primary: true, default: autoincrement() }
  email: string
  status: { type: Status, default: ACTIVE }
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  total: string
  customerId: int
relations:
  customer: { to: Customer, back: orders }
---
enum: Status
values: [ACTIVE, GONE]
";

/// A value that is used at once is committed first, so that this is two transactions.
const SECOND: &str = "\
model: Customer
fields:
  id: { type: int, primary: true, default: autoincrement() }
  email: string
  status: { type: Status, default: PAUSED }
  name: { type: string, fill: \"split_part(email, '@', 1)\" }
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  total: { type: int, using: \"total::integer\" }
  customerId: int
relations:
  customer: { to: Customer, back: orders }
---
enum: Status
values: [ACTIVE, PAUSED, GONE]
";

const THIRD: &str = "\
model: Customer
fields:
  id: { type: int, primary: true, default: autoincrement() }
  email: string
  status: { type: Status, default: PAUSED }
  name: string
indexes: [[email], [name]]
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  total: int
  customerId: int
relations:
  customer: { to: Customer, back: orders }
checks: { total_positive: \"total >= 0\" }
---
model: Note
fields:
  id: { type: int, primary: true, default: autoincrement() }
  text: string
---
enum: Status
values: [ACTIVE, PAUSED, GONE]
";

/// What the tables hold before the second migration.
pub const ROWS: &str = "
    INSERT INTO \"Customer\" (email, status) SELECT 'c' || n || '@example.org', (ARRAY['ACTIVE', 'GONE'])[n % 2 + 1]::\"Status\"
        FROM generate_series(1, 300) n;
    INSERT INTO \"Order\" (total, \"customerId\") SELECT (n * 7)::text, n % 300 + 1 FROM generate_series(1, 900) n;";

/// The ids of its migrations.
pub const IDS: [&str; 3] = ["20260101000000_init", "20260102000000_second", "20260103000000_third"];

/// A workspace with the history.
pub fn shop() -> Workspace {
    let workspace = workspace([FIRST, SECOND, THIRD]);
    outside(&workspace);
    workspace
}

/// A workspace whose models were these, one after the other.
pub fn workspace(models: [&str; 3]) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("specs/shop/underpin.yaml", SYSTEM);
    for (at, (models, name)) in models.into_iter().zip(["init", "second", "third"]).enumerate() {
        workspace.write("specs/shop/models/all.yaml", models);
        let time = format!("2026-01-0{}T00:00:00Z", at + 1);
        workspace.run(["gen", "--name", name, "--at", &time]).expect_code(0);
    }
    assert_eq!(workspace.migrations(), IDS);
    workspace
}

/// Moves the indexes of the third migration out of its transaction, to be built while the table is in use.
fn outside(workspace: &Workspace) {
    let path = format!("out/migrations/{}/migration.sql", IDS[2]);
    let text = workspace.read(&path);
    let (inside, indexes): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| !line.starts_with("CREATE INDEX"));
    assert_eq!(indexes.len(), 2, "{text}");
    let mut text = inside.join("\n");
    for index in indexes {
        text.push_str(&format!("\n{}\n", index.replacen("CREATE INDEX", "CREATE INDEX CONCURRENTLY", 1)));
    }
    // A statement outside of a transaction that could well be in one, and that must not run twice. Its numbers are not those
    // of the sequence, which no rollback takes back: https://www.postgresql.org/docs/current/functions-sequence.html
    text.push_str("INSERT INTO \"Note\" (id, text) SELECT coalesce(max(id), 0) + 1, 'once' FROM \"Note\";\n");
    restamp(workspace, &path, &text);
}

/// Writes a script as if it had been generated so.
pub fn restamp(workspace: &Workspace, path: &str, text: &str) {
    let at = text.find("underpin:sha256:").expect("a stamp");
    let end = at + "underpin:sha256:".len() + 64;
    let text = format!("{}underpin:digest{}", &text[..at], &text[end..]);
    workspace.write(path, stamp(File::new(path, text)).expect("a place for the digest").text);
}

/// The URL of a database with a password that nobody asks for, through another folder than the server's.
pub fn url(database: &Database, folder: Option<&Path>) -> String {
    let url = database.url().replacen("postgres@", &format!("postgres:{PASSWORD}@"), 1);
    match folder {
        None => url,
        Some(folder) => {
            let (start, _) = url.split_once("?host=").expect("a server of ours has a socket");
            format!("{start}?host={}", folder.display())
        }
    }
}

/// A command that deploys to a database.
pub fn command<const N: usize>(workspace: &Workspace, url: &str, args: [&str; N]) -> Command {
    let mut command = workspace.command(args);
    command.env("SHOP_URL", url).env_remove("DATABASE_URL");
    command
}

/// Runs it, and looks for the password in all that it says.
pub fn run<const N: usize>(workspace: &Workspace, url: &str, args: [&str; N]) -> Run {
    let run = Run::from(command(workspace, url, args).output().expect("the binary runs"));
    assert_silent(&run);
    run
}

/// Fails where the password was printed, in any of its spellings.
pub fn assert_silent(run: &Run) {
    for said in [&run.stdout, &run.stderr] {
        assert!(!said.contains(PASSWORD) && !said.contains("hush"), "{said}");
    }
}

/// A database that has the first migration, and rows.
pub fn with_rows(cluster: &Cluster, workspace: &Workspace) -> Database {
    let database = cluster.database().expect("a database");
    run(workspace, &url(&database, None), ["apply", "--to", "init"]).expect_code(0);
    database.execute(ROWS).expect("rows");
    database
}

/// What a database holds, as pg_dump writes it, without what a history says of times.
pub fn dump(cluster: &Cluster, database: &Database) -> String {
    let program = cluster.binaries().map_or_else(|| "pg_dump".into(), |binaries| binaries.program("pg_dump"));
    let mut command = Command::new(program);
    command.args(["--exclude-table-data=_underpin_migrations", "--dbname", &database.url()]);
    let output = command.output().expect("pg_dump runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    ordered(&String::from_utf8(output.stdout).expect("UTF-8"))
}

/// A dump with the rows of each table in one order: a part that was rolled back leaves others where it found them. And
/// without a word that is another each time: <https://www.postgresql.org/docs/current/app-pgdump.html>
pub fn ordered(dump: &str) -> String {
    let (mut out, mut rows): (Vec<&str>, Option<Vec<&str>>) = (Vec::new(), None);
    for line in dump.lines().filter(|line| !line.contains("restrict ")) {
        match (&mut rows, line) {
            (Some(found), "\\.") => {
                found.sort_unstable();
                out.append(found);
                rows = None;
                out.push(line);
            }
            (Some(found), row) => found.push(row),
            (None, line) => {
                rows = line.starts_with("COPY ").then(Vec::new);
                out.push(line);
            }
        }
    }
    out.join("\n")
}

/// What the table of the history says.
pub fn records(database: &Database) -> Vec<String> {
    let sql = "SELECT id || ' ' || done || '/' || statements || ' ' || (finished_at IS NOT NULL) || ' ' || in_doubt
        FROM _underpin_migrations ORDER BY id";
    database.texts(sql).expect("a history")
}
