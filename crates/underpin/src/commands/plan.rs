//! `plan`: what the next migration would do.

use serde_json::{Value, json};
use underpin_lint::{Finding, Subject, lint};
use underpin_render::{sql, words};

use super::{
    Context, Format, Outcome,
    output::{DONE, QUIET, TITLE, diagnostics_to_json, print, print_diagnostics, print_json},
};
use crate::{
    Error,
    args::PlanArgs,
    display::{steps, visible},
    generate::{Generated, plan_system, render_plan},
    project::find_systems,
};

/// Plans every system and prints the plans; writes nothing.
pub fn run(context: &Context, args: &PlanArgs) -> Result<Outcome, Error> {
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
            "plan": if generated.has_errors() { Value::Null } else { plan_json(&generated)? },
            "diagnostics": diagnostics_to_json(&system.sources, &system.diagnostics),
        }));
    }
    print_json(context, answers);
    Ok(outcome)
}

fn in_words(generated: &Generated) -> Result<String, Error> {
    let name = generated.system.place.name();
    if generated.plan.changes.is_empty() {
        return Ok(format!("{DONE}up to date{DONE:#} {name}\n"));
    }
    let summary = words::summary(&generated.plan).to_string();
    let steps = steps(&render_plan(generated)?).map_err(|error| Error::Internal { message: error.to_string() })?;
    let advice: String = findings(generated).iter().map(advice).collect();
    Ok(format!("{TITLE}{name}{TITLE:#}\n{}\n{steps}{advice}", visible(&summary)))
}

/// What the rules say of the plan and of the schema that it leads to. Advice: nothing is refused because of it.
fn findings(generated: &Generated) -> Vec<Finding> {
    lint(Subject { schema: &generated.system.resolved.schema, plan: &generated.plan })
}

fn advice(finding: &Finding) -> String {
    let Finding { rule, object: _, message, help } = finding;
    format!("{TITLE}advice{TITLE:#} [{rule}] {}\n  {QUIET}{help}{QUIET:#}\n", visible(message))
}

/// The plan as plan.json would say it, without its place in the chain.
fn plan_json(generated: &Generated) -> Result<Value, Error> {
    let text = render_plan(generated)?;
    let mut value: Value =
        serde_json::from_str(&text).map_err(|error| Error::Internal { message: error.to_string() })?;
    if let Some(plan) = value.as_object_mut() {
        let found = findings(generated).into_iter().map(|Finding { rule, object, message, help }| {
            json!({ "rule": rule, "object": object.to_string(), "message": message, "help": help })
        });
        plan.insert("advice".to_owned(), found.collect());
        plan.retain(|key, _| ["summary", "changes", "up", "down", "irreversible", "advice"].contains(&key.as_str()));
    }
    Ok(value)
}
