//! The two ways that a deploy goes, with a history for each.

use underpin::history::PLAN;
use underpin_db::{Cluster, Database};

use crate::{
    history::{self, run, url},
    support::Workspace,
};

/// A way along a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// `apply`, from the first migration to the third.
    There,
    /// `down`, from the third migration to the first.
    Back,
}

impl Course {
    /// What is run; a second time, too.
    pub fn args(self) -> [&'static str; 3] {
        match self {
            Course::There => ["apply", "--to", "third"],
            Course::Back => ["down", "--to", "init"],
        }
    }

    /// What an undisturbed run says.
    pub fn said(self) -> &'static str {
        match self {
            Course::There => "applied 20260103000000_third",
            Course::Back => "taken back 20260102000000_second",
        }
    }

    /// How `status` ends after it.
    pub fn status(self) -> (i32, &'static str) {
        match self {
            Course::There => (0, "up to date"),
            Course::Back => (1, "2 migrations are pending"),
        }
    }

    /// How many migrations the database has then.
    pub fn reached(self) -> usize {
        match self {
            Course::There => 3,
            Course::Back => 1,
        }
    }

    /// A workspace with a history for it.
    pub fn workspace(self) -> Workspace {
        match self {
            Course::There => history::shop(),
            Course::Back => ledger(),
        }
    }

    /// Brings an empty database with the first migration and rows to where the way begins.
    pub fn prepare(self, workspace: &Workspace, url: &str) {
        match self {
            Course::There => {}
            Course::Back => drop(run(workspace, url, ["apply"]).expect_code(0)),
        }
    }

    /// A database where the way begins.
    pub fn start(self, cluster: &Cluster, workspace: &Workspace) -> Database {
        let database = history::with_rows(cluster, workspace);
        self.prepare(workspace, &url(&database, None));
        database
    }
}

const SECOND: &str = "\
model: Customer
fields:
  id: { type: int, primary: true, default: autoincrement() }
  mail: { type: string, was: email }
  status: { type: Status, default: LEFT }
  name: { type: string, fill: \"split_part(mail, '@', 1)\" }
indexes: [[mail], [name]]
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
values: { LEFT: { was: GONE }, NEW: {}, ACTIVE: {} }
";

const THIRD: &str = "\
model: Customer
fields:
  id: { type: int, primary: true, default: autoincrement() }
  mail: string
  status: { type: Status, default: LEFT }
  name: string
indexes: [[mail], [name]]
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  total: string
  customerId: int
relations:
  customer: { to: Customer, back: orders }
checks: { total_said: \"total <> ''\" }
---
model: Note
fields:
  id: { type: int, primary: true, default: autoincrement() }
  text: string
---
enum: Status
values: [LEFT, NEW, ACTIVE]
";

/// A history whose migrations can be taken back: one drops two indexes while the table is in use, and rebuilds an enum type with
/// the tables that have it; the other has two transactions and statements outside of any.
fn ledger() -> Workspace {
    let workspace = history::workspace([history::FIRST, SECOND, THIRD]);
    for id in &history::IDS[1..] {
        let plan = workspace.read(&format!("out/migrations/{id}/{PLAN}"));
        assert!(plan.contains("\"irreversible\": []") || !plan.contains("\"irreversible\""), "{plan}");
    }
    let path = format!("out/migrations/{}/down.sql", history::IDS[1]);
    let text = workspace.read(&path);
    let (inside, indexes): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| !line.starts_with("DROP INDEX"));
    assert_eq!(indexes.len(), 2, "{text}");
    let start = inside.iter().position(|line| *line == "BEGIN;").expect("a transaction");
    let first = indexes.iter().map(|index| index.replacen("DROP INDEX", "DROP INDEX CONCURRENTLY", 1));
    let lines = inside.iter().map(|line| (*line).to_owned());
    let text: Vec<String> = lines.clone().take(start).chain(first).chain(lines.skip(start)).collect();
    history::restamp(&workspace, &path, &format!("{}\n", text.join("\n")));
    // Two transactions, and between them what could well be in one and must not run twice.
    let path = format!("out/migrations/{}/down.sql", history::IDS[2]);
    let text = workspace.read(&path);
    let once = "COMMIT;\nINSERT INTO \"Order\" (id, total, \"customerId\") SELECT max(id) + 1, 'once', 1 FROM \"Order\";\nBEGIN;\n";
    let at = text.find("DROP TABLE").expect("a table that goes");
    history::restamp(&workspace, &path, &format!("{}{once}{}", &text[..at], &text[at..]));
    workspace
}
