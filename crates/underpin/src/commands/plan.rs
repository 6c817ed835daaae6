//! `plan`: what the next migration would do.

use serde_json::{Value, json};
use underpin_lint::{Finding, Subject, lint};
use underpin_plan::{Pair, Plan};
use underpin_render::{sql, words};
use underpin_schema::Schema;

use super::{
    Context, Format, Outcome,
    output::{DONE, QUIET, TITLE, diagnostics_to_json, print, print_diagnostics, print_json},
    plan_between,
};
use crate::{
    Error,
    args::PlanArgs,
    display::{steps, visible},
    generate::{Generated, plan_system, render_plan},
    project::find_systems,
    sources::Source,
};

/// Plans every system, or the way between two sources, and prints the plans; writes nothing.
pub fn run(context: &Context, args: &PlanArgs) -> Result<Outcome, Error> {
    if let (Some(from), Some(to)) = (&args.from, &args.to) {
        let (from, to) = (Source::of_option("--from", from)?, Source::of_option("--to", to)?);
        return plan_between::run(context, Pair { old: &from, new: &to }, args);
    }
    let mut outcome = Outcome::Clean;
    let mut answers = Vec::new();
    for place in find_systems(&context.current, &args.selection)? {
        let generated = plan_system(&place)?;
        let system = &generated.system;
        print_diagnostics(context, &system.sources, &system.diagnostics);
        if generated.has_errors() {
            outcome = Outcome::Findings;
        } else if context.format == Format::Text {
            print(&if args.sql { sql::script(&generated.plan) } else { in_words(&generated)? });
        }
        answers.push(json!({
            "name": place.name(),
            "plan": if generated.has_errors() { Value::Null } else { of_system(&generated)? },
            "diagnostics": diagnostics_to_json(&system.sources, &system.diagnostics),
        }));
    }
    print_json(context, answers);
    Ok(outcome)
}

fn of_system(generated: &Generated) -> Result<Value, Error> {
    for_programs(&generated.plan, &generated.system.resolved.schema, &render_plan(generated)?)
}

fn in_words(generated: &Generated) -> Result<String, Error> {
    let name = generated.system.place.name();
    if generated.plan.changes.is_empty() {
        return Ok(format!("{DONE}up to date{DONE:#} {name}\n"));
    }
    describe(&name, &generated.plan, &generated.system.resolved.schema, &render_plan(generated)?)
}

/// A plan for people: what it does, its steps, and advice.
pub(super) fn describe(title: &str, plan: &Plan, new: &Schema, plan_json: &str) -> Result<String, Error> {
    let summary = words::summary(plan).to_string();
    let steps = steps(plan_json).map_err(|error| Error::Internal { message: error.to_string() })?;
    let advice: String = findings(plan, new).iter().map(advice).collect();
    Ok(format!("{TITLE}{}{TITLE:#}\n{}\n{steps}{advice}", visible(title), visible(&summary)))
}

/// What the rules say of the plan and of the schema that it leads to. Advice: nothing is refused because of it.
fn findings(plan: &Plan, schema: &Schema) -> Vec<Finding> {
    lint(Subject { schema, plan })
}

fn advice(finding: &Finding) -> String {
    let Finding { rule, object: _, message, help } = finding;
    format!("{TITLE}advice{TITLE:#} [{rule}] {}\n  {QUIET}{help}{QUIET:#}\n", visible(message))
}

/// The plan for programs, as plan.json would say it, without its place in the chain.
pub(super) fn for_programs(plan: &Plan, new: &Schema, plan_json: &str) -> Result<Value, Error> {
    let mut value: Value =
        serde_json::from_str(plan_json).map_err(|error| Error::Internal { message: error.to_string() })?;
    if let Some(keys) = value.as_object_mut() {
        let found = findings(plan, new).into_iter().map(|Finding { rule, object, message, help }| {
            json!({ "rule": rule, "object": object.to_string(), "message": message, "help": help })
        });
        keys.insert("advice".to_owned(), found.collect());
        keys.retain(|key, _| ["summary", "changes", "up", "down", "irreversible", "advice"].contains(&key.as_str()));
    }
    Ok(value)
}
