//! pg_dump as a second judge.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    process::{Command, Stdio},
};

use super::script::statements;
use crate::{Cluster, Database, Error};

/// A `pg_dump` that is as new as the server.
#[derive(Clone, Debug)]
pub(super) struct Dumper(PathBuf);

impl Dumper {
    /// The one that came with the server, or one on the PATH that is not older.
    /// <https://www.postgresql.org/docs/current/app-pgdump.html>
    pub(super) fn find(cluster: &Cluster) -> Option<Self> {
        let beside = cluster.binaries().map(|binaries| binaries.program("pg_dump"));
        let candidates = beside.into_iter().chain([PathBuf::from("pg_dump")]);
        candidates
            .into_iter()
            .find(|program| version(program).is_some_and(|found| found >= cluster.version()))
            .map(Self)
    }

    /// The statements that make the objects of a database, each brought into a form in which the order of columns
    /// does not show: PostgreSQL appends new ones.
    pub(super) fn dump(&self, database: &Database) -> Result<BTreeSet<String>, Error> {
        let mut command = Command::new(&self.0);
        command.args(["--schema-only", "--no-owner", "--no-privileges", "--no-password"]);
        for (name, value) in database.environment() {
            command.env(name, value);
        }
        let run = |source| Error::Run { program: self.0.clone(), source };
        let output = command.stdin(Stdio::null()).output().map_err(run)?;
        if !output.status.success() {
            return Err(Error::Failed {
                program: self.0.clone(),
                status: output.status.to_string(),
                output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            });
        }
        let text = String::from_utf8_lossy(&output.stdout);
        // Lines for psql, such as \restrict with a key that is another one each time.
        let text: Vec<&str> = text.lines().filter(|line| !line.starts_with('\\')).collect();
        Ok(statements(&text.join("\n")).into_iter().map(without_order).collect())
    }
}

fn without_order(statement: &str) -> String {
    let (Some(start), true) = (statement.find('('), statement.starts_with("CREATE TABLE ")) else {
        return statement.to_owned();
    };
    let (head, body) = statement.split_at(start);
    let mut lines: Vec<&str> = body.lines().map(|line| line.trim().trim_end_matches(',')).collect();
    lines.sort_unstable();
    format!("{head}{}", lines.join("\n"))
}

fn version(program: &PathBuf) -> Option<u16> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let digits = text.split(|letter: char| !letter.is_ascii_digit()).find(|part| !part.is_empty())?;
    digits.parse().ok()
}
