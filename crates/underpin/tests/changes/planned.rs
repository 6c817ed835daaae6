//! What underpin says of a case: both sides read and resolved, the plan between them, its files, or the refusals.

use std::fmt::Write;

use serde_json::Value;
use underpin::display;
use underpin_plan::{Irreversible, Pair, Plan, plan, plan_after};
use underpin_render::sql::{Migration, migration, script};
use underpin_schema::{
    Diagnostic, Done, ObjectId, Resolved, Schema, Severity, Sources, has_errors, resolve,
    spec::{Spec, read_documents, read_system},
};

use crate::case::Case;

/// The system file of a case that gives none.
const SYSTEM: &str = "project: case\npostgres: 14\nnaming: prisma\n";

/// The width in which messages are shown, whatever the terminal of the tests.
const WIDTH: usize = 140;

/// A case with both sides read and the way between them.
pub struct Planned {
    pub old: Resolved,
    pub new: Resolved,
    pub outcome: Outcome,
    /// What was said beside it, as the terminal shows it.
    pub said: String,
}

/// The way from one side to the other.
pub enum Outcome {
    /// There is one.
    Plan(Box<Plan>),
    /// There is none.
    Refused,
}

impl Planned {
    /// Reads and plans a case.
    pub fn new(case: &Case) -> Result<Self, String> {
        let (old, _) = read(case, "Before")?;
        let (new, sources) = read(case, "After")?;
        let (plan, diagnostics) = plan(Pair::new(&old.schema, &new.schema), &new);
        let said = show(&sources, &diagnostics);
        let outcome = if has_errors(&diagnostics) { Outcome::Refused } else { Outcome::Plan(Box::new(plan)) };
        Ok(Self { old, new, outcome, said })
    }

    /// `migration.sql`, `down.sql` and `plan.json` of a plan between its sides.
    pub fn files(&self, plan: &Plan) -> [String; 3] {
        let files = migration(&Migration {
            id: "20260101000000_case",
            project: "case",
            plan,
            old: &self.old.schema,
            new: &self.new.schema,
            parent: None,
            old_hash: None,
            new_hash: "",
        });
        ["migration.sql", "down.sql", "plan.json"].map(|path| {
            files.iter().find(|file| file.path == path).map(|file| file.text.clone()).expect("a migration has it")
        })
    }
}

/// One side of a case.
fn read(case: &Case, side: &str) -> Result<(Resolved, Sources), String> {
    let mut sources = Sources::default();
    let blocks = case.blocks(side);
    let is_system = |text: &str| text.starts_with("project:");
    let texts = |system| blocks.iter().map(|block| &block.text).filter(move |text| is_system(text) == system);
    let root = texts(true).next().map_or(SYSTEM, String::as_str);
    let (system, mut found) = read_system(sources.add("underpin.yaml", root), root);
    let mut documents = Vec::new();
    for text in texts(false) {
        let (read, mistakes) = read_documents(sources.add("models.yaml", text), text);
        documents.extend(read);
        found.extend(mistakes);
    }
    let (resolved, mistakes) = resolve(&Spec { system, documents });
    found.extend(mistakes);
    if found.is_empty() {
        Ok((resolved, sources))
    } else {
        Err(format!("{}: {side:?} does not stand:\n{}", case.id(), show(&sources, &found)))
    }
}

fn show(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    anstream::adapter::strip_str(&display::render_at(sources, diagnostics, WIDTH)).to_string()
}

/// The way from nothing to a schema, as SQL.
pub fn from_nothing(resolved: &Resolved) -> Result<String, String> {
    let (plan, diagnostics) = plan(Pair::new(&Schema::default(), &resolved.schema), resolved);
    let errors: Vec<_> = diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    if errors.is_empty() { Ok(script(&plan)) } else { Err(format!("it cannot be made from nothing: {errors:#?}")) }
}

/// Plans a case, compares what the file says of it, and tries the laws that need no server. What is wrong, in words.
pub fn check(case: &Case) -> Vec<String> {
    let planned = match Planned::new(case) {
        Ok(planned) => planned,
        Err(error) => return vec![error],
    };
    let mut wrong = laws(&planned);
    let said = Some(&planned.said).filter(|said| !said.is_empty()).map(|said| fenced("text", said));
    let generated = match &planned.outcome {
        Outcome::Refused => {
            if ["Rows", "Holds", "Stops"].iter().any(|section| case.section(section).is_some()) {
                wrong.push(format!("its rows need a plan, and there is none:\n{}", planned.said));
            }
            vec![("Plan", None), ("Migration", None), ("Down", None), ("Warned", None), ("Refused", said)]
        }
        Outcome::Plan(plan) => {
            wrong.extend(forgotten(case));
            let [up, down, json] = planned.files(plan);
            if planned.files(plan) != [up.clone(), down, json.clone()] {
                wrong.push("the same plan gives other bytes the second time".to_owned());
            }
            vec![
                ("Plan", Some(table(&json))),
                ("Migration", Some(fenced("sql", body(&up)))),
                ("Down", Some(way_back(plan))),
                ("Warned", said),
                ("Refused", None),
            ]
        }
    };
    wrong = wrong.into_iter().map(|text| format!("{}: {text}", case.id())).collect();
    wrong.extend(case.compare(&generated));
    wrong
}

/// L1 and L8: nothing is to be done where nothing differs, also with the intents still in the specs.
fn laws(planned: &Planned) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut sides = vec![("before", &planned.old, Done::default())];
    if let Outcome::Plan(plan) = &planned.outcome {
        sides.push(("after", &planned.new, plan.done.clone()));
    }
    for (side, resolved, done) in &sides {
        let (plan, diagnostics) = plan_after(Pair::new(&resolved.schema, &resolved.schema), resolved, done);
        if !plan.changes.is_empty() || !plan.up.is_empty() || has_errors(&diagnostics) {
            wrong.push(format!("the plan from {side} to itself is not empty: {:?} {diagnostics:#?}", plan.changes));
        }
    }
    wrong
}

/// A case with rows that forgets to say what becomes of them proves nothing.
fn forgotten(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    let has = |section| case.section(section).is_some_and(|text| !text.is_empty());
    if !has("Rows") && !has("Stops") {
        wrong.push("it plans something and has no rows".to_owned());
    }
    if has("Rows") && !has("Holds") && !has("Stops") {
        wrong.push("it has rows and does not say what holds afterwards".to_owned());
    }
    wrong
}

/// A text in a fence.
pub fn fenced(language: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return "Nothing.\n".to_owned();
    }
    format!("```{language}\n{}\n```\n", text.trim_end())
}

/// The SQL without the comment at its head.
fn body(sql: &str) -> &str {
    let mut rest = sql;
    while let Some((line, after)) = rest.split_once('\n') {
        if !line.starts_with("--") {
            break;
        }
        rest = after;
    }
    rest.trim()
}

fn way_back(plan: &Plan) -> String {
    if plan.irreversible.is_empty() {
        return "`down.sql` restores schema and rows.\n".to_owned();
    }
    let mut text = String::from("`down.sql` refuses to run; it cannot bring back:\n\n");
    for Irreversible { object, reason } in &plan.irreversible {
        // Writing to a String does not fail.
        let _ = writeln!(text, "- {object}: {reason}");
    }
    text
}

/// The steps of a plan.json, a row of a table each.
fn table(json: &str) -> String {
    let plan: Value = serde_json::from_str(json).expect("plan.json is JSON");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = |value: &Value| match value {
        Value::Null => String::new(),
        // A whole name is a text; with its schema it is one too.
        Value::String(name) => name.clone(),
        other => serde_json::from_value::<ObjectId>(other.clone())
            .map_or_else(|_| other.to_string(), |object| object.to_string()),
    };
    if plan["up"].as_array().is_none_or(Vec::is_empty) {
        return "Nothing is to be done.\n".to_owned();
    }
    let mut text = String::from("| phase | step | locks | rewrites | destroys | for |\n|---|---|---|---|---|---|\n");
    for step in plan["up"].as_array().into_iter().flatten() {
        if let Some(reason) = step["commit_before"].as_str() {
            let _ = writeln!(text, "| | COMMIT: {} | | | | |", cell(reason));
        }
        let locks: Vec<String> = step["locks"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|lock| format!("{}: {}", name(&lock["table"]), word(&lock["mode"])))
            .collect();
        let cause = step["cause"].as_u64().and_then(|cause| usize::try_from(cause).ok()).unwrap_or(usize::MAX);
        let mut what = format!("{} {}", word(&step["op"]), name(&step["object"]));
        if step["transaction"].is_string() {
            what.push_str(" (outside of a transaction)");
        }
        let cells = [
            word(&step["phase"]),
            what,
            locks.join(", "),
            name(&step["rewrites"]),
            name(&step["destroys"]),
            word(&plan["changes"][cause]["words"]),
        ];
        let _ = writeln!(text, "| {} |", cells.map(|text| cell(&text)).join(" | "));
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
