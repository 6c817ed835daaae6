//! The cases again, by `plan --from sql: --to sql: --answers`: as a team does it that has no specs.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use underpin_db::{Cluster, Database};
use underpin_schema::spec::answers_schema;
use underpin_testing::catalog;

use crate::{
    answers::answers,
    case::Case,
    holds,
    planned::{Outcome, Planned, from_nothing},
};

/// Plans a case between two scripts, runs the SQL over its rows, and asks what must hold. What is wrong, in words.
pub fn check(case: &Case, cluster: &Cluster) -> Vec<String> {
    let Ok(planned) = Planned::new(case) else { return Vec::new() };
    let found = run(case, &planned, cluster).unwrap_or_else(|error| vec![error]);
    found.into_iter().map(|text| format!("{}: {text}", case.id())).collect()
}

fn run(case: &Case, planned: &Planned, cluster: &Cluster) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).map_err(|error| error.to_string());
    let (before, after) = (from_nothing(&planned.old)?, from_nothing(&planned.new));
    write("before.sql", &before)?;
    let Outcome::Plan(plan) = &planned.outcome else {
        // What cannot be made from nothing is no source.
        let Ok(after) = after else { return Ok(Vec::new()) };
        write("after.sql", &after)?;
        write("answers.yaml", "{}\n")?;
        return refused(case, folder.path(), cluster);
    };
    let after = after?;
    write("after.sql", &after)?;
    let text = answers(planned, plan);
    write("answers.yaml", &text)?;
    follows_its_schema(&text)?;
    let output = underpin(folder.path(), cluster)?;
    let (sql, said) = texts(&output);
    if output.status.code() != Some(0) {
        return Err(format!("it is refused with the answers\n{text}\n{said}\n{before}\n{after}"));
    }
    let database = made(cluster, &before)?;
    for rows in case.blocks("Rows") {
        execute(&database, &rows.text, "the rows")?;
    }
    execute(&database, &sql, "the plan")?;
    let target = made(cluster, &after)?;
    let (expected, actual) = (lines(&target)?, lines(&database)?);
    let mut wrong = Vec::new();
    for (mark, these, those) in [('-', &expected, &actual), ('+', &actual, &expected)] {
        wrong.extend(these.iter().filter(|line| !those.contains(line)).map(|line| format!("catalog {mark} {line}")));
    }
    let claims: Vec<_> = case.blocks("Holds").iter().flat_map(|block| holds::claims(&block.text)).collect();
    wrong.extend(holds::check(&database, &claims).map_err(|error| error.to_string())?);
    if !wrong.is_empty() {
        wrong.push(format!("with the answers\n{text}\nthe plan is\n{sql}"));
    }
    Ok(wrong)
}

/// Whether editors take the answers, which go by the JSON Schema.
fn follows_its_schema(answers: &str) -> Result<(), String> {
    const URL: &str = "urn:underpin:answers:1";
    let value = serde_json::from_str(answers).map_err(|error| error.to_string())?;
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource(URL, answers_schema()).map_err(|error| error.to_string())?;
    let index = compiler.compile(URL, &mut schemas).map_err(|error| error.to_string())?;
    schemas.validate(&value, index).map_err(|error| format!("the JSON Schema refuses the answers\n{answers}\n{error}"))
}

/// What specs are refused for without a word, scripts are too, with the answers to write.
fn refused(case: &Case, folder: &Path, cluster: &Cluster) -> Result<Vec<String>, String> {
    let output = underpin(folder, cluster)?;
    let (_, said) = texts(&output);
    let mut wrong = Vec::new();
    // Some are refused for a word of the specs, and are fine without it.
    if output.status.code() == Some(2) {
        wrong.push(format!("it could not be planned: {said}"));
    }
    if output.status.code() == Some(0) && case.group == "refused" && said.contains("error") {
        wrong.push(format!("errors and the exit code 0: {said}"));
    }
    for word in ["`was:", "in the model of", "underpin.yaml", "in the specs", "`removed:"] {
        if said.contains(word) {
            wrong.push(format!("it speaks of specs where there are none ({word}): {said}"));
        }
    }
    Ok(wrong)
}

fn underpin(folder: &Path, cluster: &Cluster) -> Result<Output, String> {
    let database = cluster.database().map_err(|error| error.to_string())?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_underpin"));
    command.args(["plan", "--from", "sql:before.sql", "--to", "sql:after.sql", "--answers", "answers.yaml", "--sql"]);
    command.current_dir(folder).env("UNDERPIN_POSTGRES", database.url()).env("COLUMNS", "140");
    command.output().map_err(|error| error.to_string())
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn made(cluster: &Cluster, script: &str) -> Result<Database, String> {
    let database = cluster.database().map_err(|error| error.to_string())?;
    execute(&database, script, "the schema")?;
    Ok(database)
}

fn execute(database: &Database, sql: &str, what: &str) -> Result<(), String> {
    database.execute(sql).map_err(|error| format!("{what} fails: {error}\n{sql}"))
}

fn lines(database: &Database) -> Result<Vec<String>, String> {
    catalog(database).map_err(|error| error.to_string())
}
