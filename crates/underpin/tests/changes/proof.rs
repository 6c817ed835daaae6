//! A case on a real PostgreSQL: there, what holds, and back.

use underpin_db::{Cluster, Database, Error, introspect};
use underpin_plan::{Pair, diff};
use underpin_testing::catalog;

use crate::{
    case::{Block, Case},
    dump::dump,
    holds,
    planned::{Outcome, Planned, fenced, from_nothing},
    rows::{rows, tables_with_rows},
};

/// Proves a case. What is wrong, in words.
pub fn check(case: &Case, cluster: &Cluster) -> Vec<String> {
    let Ok(planned) = Planned::new(case) else { return Vec::new() };
    let proof = Proof { case, cluster, planned: &planned };
    let found = proof.run().unwrap_or_else(|error| vec![error]);
    found.into_iter().map(|text| format!("{}: {text}", case.id())).collect()
}

struct Proof<'a> {
    case: &'a Case,
    cluster: &'a Cluster,
    planned: &'a Planned,
}

/// What `down.sql` says of itself.
enum Back {
    Restores,
    Refuses,
}

/// What a database holds.
#[derive(PartialEq)]
struct State {
    catalog: Vec<String>,
    rows: Vec<String>,
}

impl State {
    fn of(database: &Database) -> Result<Self, String> {
        Ok(Self { catalog: catalog(database).map_err(words)?, rows: rows(database).map_err(words)? })
    }

    fn differences(&self, other: &Self) -> Vec<String> {
        [differences(&self.catalog, &other.catalog), differences(&self.rows, &other.rows)].concat()
    }
}

impl Proof<'_> {
    fn run(&self) -> Result<Vec<String>, String> {
        let plan = match &self.planned.outcome {
            Outcome::Plan(plan) => plan,
            // Both sides stand nonetheless, so that it is the way between them that is refused; but for a new side that
            // cannot be made from nothing either.
            Outcome::Refused => {
                self.before("")?;
                if from_nothing(&self.planned.new).is_ok() {
                    self.target()?;
                }
                return Ok(Vec::new());
            }
        };
        let [up, down, _] = self.planned.files(plan);
        let mut wrong = Vec::new();
        if self.case.section("Holds").is_some() {
            let back = if plan.irreversible.is_empty() { Back::Restores } else { Back::Refuses };
            wrong.extend(self.there_and_back([&up, &down], back)?);
            if plan.up.iter().any(|step| step.commit_before.is_some()) {
                wrong.extend(self.half_and_again(&up)?);
            }
        }
        wrong.extend(self.stops(&self.case.blocks("Stops"), &up)?);
        Ok(wrong)
    }

    /// The old schema with rows.
    fn before(&self, more: &str) -> Result<Database, String> {
        let database = self.cluster.database().map_err(words)?;
        run(&database, &from_nothing(&self.planned.old)?, "the old schema")?;
        for rows in self.case.blocks("Rows") {
            run(&database, &rows.text, "the rows")?;
        }
        run(&database, more, "the rows that stop it")?;
        Ok(database)
    }

    /// The new schema, made from nothing.
    fn target(&self) -> Result<Database, String> {
        let database = self.cluster.database().map_err(words)?;
        run(&database, &from_nothing(&self.planned.new)?, "the new schema")?;
        Ok(database)
    }

    fn there_and_back(&self, [up, down]: [&str; 2], back: Back) -> Result<Vec<String>, String> {
        let database = self.before("")?;
        let before = State::of(&database)?;
        run(&database, up, "the migration")?;
        let mut wrong = Vec::new();

        let target = self.target()?;
        let after = State::of(&database)?;
        wrong.extend(unlike("the catalog", &catalog(&target).map_err(words)?, &after.catalog));
        let seen = [&target, &database].map(|database| database.with(introspect).map_err(words));
        let [seen_target, seen] = seen;
        let (seen_target, seen) = (seen_target?, seen?);
        if seen != seen_target {
            let changes: Vec<String> =
                diff(Pair::new(&seen_target.schema, &seen.schema)).iter().map(ToString::to_string).collect();
            wrong.push(format!("introspection differs: {changes:#?} {:#?}", seen.unmanaged));
        }
        let version = self.cluster.version();
        if let (Some(expected), Some(actual)) = (dump(&target, version)?, dump(&database, version)?) {
            wrong.extend(unlike("pg_dump", &expected, &actual));
        }

        let holds: Vec<_> = self.case.blocks("Holds").iter().flat_map(|block| holds::claims(&block.text)).collect();
        let all: String = holds.iter().map(|claim| claim.sql.as_str()).collect();
        for table in tables_with_rows(&database).map_err(words)? {
            if !all.contains(&table) {
                wrong.push(format!("nothing is said of what the rows of {table} hold"));
            }
        }
        wrong.extend(holds::check(&database, &holds).map_err(words)?);

        match back {
            Back::Restores => {
                run(&database, down, "the way back")?;
                wrong.extend(unlike("what the way back leaves", &[], &before.differences(&State::of(&database)?)));
            }
            Back::Refuses => {
                match database.execute(down) {
                    // https://www.postgresql.org/docs/current/errcodes-appendix.html: raise_exception
                    Err(error) if error.sqlstate() == Some("P0001") => {}
                    Err(error) => wrong.push(format!("the way back fails, and not by refusing: {error}")),
                    Ok(()) => wrong.push("the way back was to refuse, and ran".to_owned()),
                }
                wrong.extend(unlike("a refused way back", &[], &after.differences(&State::of(&database)?)));
            }
        }
        Ok(wrong)
    }

    /// A run that ends after the first transaction leaves the rows as they were, and another one does it all.
    fn half_and_again(&self, up: &str) -> Result<Vec<String>, String> {
        let Some(half) = up.find(COMMIT) else { return Ok(vec!["it has one transaction alone".to_owned()]) };
        let [whole, halved] = [self.before("")?, self.before("")?];
        let untouched = rows(&whole).map_err(words)?;
        run(&whole, up, "the migration")?;
        run(&halved, &up[..half + COMMIT.len()], "its first half")?;
        let between = differences(&untouched, &rows(&halved).map_err(words)?);
        run(&halved, up, "the migration after its first half")?;
        let end = State::of(&whole)?.differences(&State::of(&halved)?);
        Ok([unlike("the rows between", &[], &between), unlike("a migration that was run again", &[], &end)]
            .into_iter()
            .flatten()
            .collect())
    }

    /// Rows that violate a precondition, each block followed by the message that the migration must stop with.
    fn stops(&self, blocks: &[Block], up: &str) -> Result<Vec<String>, String> {
        let mut wrong = Vec::new();
        let mut written = String::new();
        let mut more = String::new();
        let mut messages = 0;
        for block in blocks {
            if block.language == "sql" {
                more.clone_from(&block.text);
                written.push_str(&fenced("sql", &block.text));
                written.push('\n');
                continue;
            }
            let database = self.before(&more)?;
            let before = State::of(&database)?;
            let message = match database.execute(up) {
                Ok(()) => return Err(format!("it does not stop at\n{more}")),
                Err(error) => said(&error)?,
            };
            // A server that failed inside of a transaction is still in it.
            database.disconnect();
            wrong.extend(unlike("a stopped migration", &[], &before.differences(&State::of(&database)?)));
            written.push_str(&fenced("text", &message));
            written.push('\n');
            messages += 1;
        }
        if messages == 0 && !blocks.is_empty() {
            wrong.push("\"Stops\" needs a block of text for the message".to_owned());
        } else if messages > 0 {
            wrong.extend(self.case.compare(&[("Stops", Some(written))]));
        }
        Ok(wrong)
    }
}

/// What a question of ours said, as psql would show it. What PostgreSQL says itself may come late, and does not say how many
/// rows are in the way.
fn said(error: &Error) -> Result<String, String> {
    let answer = match error {
        Error::Sql { source } => {
            source.as_db_error().filter(|answer| answer.where_().is_some_and(|place| place.contains(ASKED)))
        }
        _ => None,
    };
    let answer = answer.ok_or_else(|| format!("nothing asks the rows: {error}"))?;
    let part = |word: &str, text: Option<&str>| text.map(|text| format!("{word}: {text}\n")).unwrap_or_default();
    let (message, detail, hint) = (answer.message(), answer.detail(), answer.hint());
    Ok([part("ERROR", Some(message)), part("DETAIL", detail), part("HINT", hint)].concat())
}

/// The end of a transaction in a script.
const COMMIT: &str = "\nCOMMIT;\n";

/// How PostgreSQL calls the place of an error in a DO block.
/// <https://www.postgresql.org/docs/current/sql-do.html>
const ASKED: &str = "inline_code_block";

fn run(database: &Database, sql: &str, what: &str) -> Result<(), String> {
    database.execute(sql).map_err(|error| format!("{what} fails: {error}\n{sql}"))
}

fn words(error: Error) -> String {
    error.to_string()
}

fn differences(expected: &[String], actual: &[String]) -> Vec<String> {
    let only = |mark: char, these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).map(|line| format!("{mark} {line}")).collect()
    };
    let mut found = [only('-', expected, actual), only('+', actual, expected)].concat();
    if found.is_empty() && expected.len() != actual.len() {
        found.push(format!("{} lines, and not {}", actual.len(), expected.len()));
    }
    found
}

fn unlike(what: &str, expected: &[String], actual: &[String]) -> Option<String> {
    let found = differences(expected, actual);
    (!found.is_empty()).then(|| format!("{what} differs:\n{}", found.join("\n")))
}
