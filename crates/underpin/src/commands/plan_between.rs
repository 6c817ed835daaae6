//! `plan --from --to`: the way between any two sources.

use serde_json::json;
use underpin_db::Unmanaged;
use underpin_plan::{Pair, Plan, plan_after};
use underpin_render::sql;
use underpin_schema::{Diagnostic, IntentForm, has_errors};

use super::{
    Context, Format, Outcome,
    output::{DONE, QUIET, diagnostics_to_json, print, print_aside, print_diagnostics},
    plan::{describe, for_programs},
};
use crate::{
    Error,
    args::PlanArgs,
    display::visible,
    generate::render_plan_between,
    sources::{Answers, Ground, Loaded, Source, load, losses, settle},
};

/// How many objects that are not managed are named one by one.
const LISTED: usize = 40;

/// Plans the way from one source to another, and prints it; writes nothing.
pub fn run(context: &Context, sources: Pair<&Source>, args: &PlanArgs) -> Result<Outcome, Error> {
    let mut ground = Ground::default();
    let mut old = load(sources.old, &context.current, &mut ground)?;
    let mut new = load(sources.new, &context.current, &mut ground)?;
    let (mut answers, mut said) = (Answers::default(), new.diagnostics.clone());
    if let Some(path) = &args.answers {
        let (read, mistakes) = Answers::read(&context.current.join(path), &mut new.sources)?;
        answers = read;
        said.extend(mistakes);
    }
    let mut plan = Plan::default();
    if !old.has_errors() && !new.has_errors() {
        settle(&mut old, &mut new, &mut ground)?;
        // Specs hold intents themselves, and messages then say what to write there.
        if !matches!(sources.new, Source::Specs(_)) {
            new.resolved.intents.form = IntentForm::Answers;
        }
        let schema = new.schema().clone();
        said.extend(answers.join(Pair { old: old.schema(), new: &schema }, &mut new.resolved));
        let (planned, found) = plan_after(Pair { old: old.schema(), new: &schema }, &new.resolved, &old.done);
        // Of a plan that is refused nothing is known to be used.
        if !has_errors(&found) {
            said.extend(answers.unused(&planned));
        }
        said.extend(found);
        said.extend(losses(&old.unmanaged, &planned.changes));
        plan = planned;
    }
    let refused = has_errors(&said) || old.has_errors();
    print_unmanaged(context, &[&old, &new]);
    print_diagnostics(context, &old.sources, &old.diagnostics);
    print_diagnostics(context, &new.sources, &said);
    let title = format!("{} -> {}", sources.old, sources.new);
    match context.format {
        Format::Json => print(&format!("{:#}\n", answer([&old, &new], &plan, &said, refused)?)),
        Format::Text if refused => {}
        Format::Text if args.sql => print(&bare(&plan)),
        Format::Text if plan.changes.is_empty() => {
            print(&format!("{DONE}nothing differs{DONE:#} {}\n", visible(&title)));
        }
        Format::Text => print(&describe(&title, &plan, new.schema(), &rendered(&old, &new, &plan)?)?),
    }
    Ok(if refused { Outcome::Findings } else { Outcome::Clean })
}

/// The SQL, ready for psql.
fn bare(plan: &Plan) -> String {
    if plan.up.is_empty() { "-- Nothing differs.\n".to_owned() } else { sql::script(plan) }
}

fn rendered(old: &Loaded, new: &Loaded, plan: &Plan) -> Result<String, Error> {
    render_plan_between(&new.resolved.code.project, plan, Pair { old: old.schema(), new: new.schema() })
}

/// What is there and not managed, each once: it is left alone.
pub(super) fn print_unmanaged(context: &Context, sides: &[&Loaded]) {
    let mut all: Vec<&Unmanaged> = sides.iter().flat_map(|side| &side.unmanaged).collect();
    all.sort();
    all.dedup();
    if context.format == Format::Json || all.is_empty() {
        return;
    }
    let mut text = format!("{QUIET}not managed, and left alone:\n");
    for one in all.iter().take(LISTED) {
        text.push_str(&format!("  {}\n", visible(&one.to_string())));
    }
    if all.len() > LISTED {
        text.push_str(&format!("  ... and {} more; --json lists them all\n", all.len() - LISTED));
    }
    print_aside(&format!("{text}{QUIET:#}\n"));
}

fn answer(
    [old, new]: [&Loaded; 2],
    plan: &Plan,
    said: &[Diagnostic],
    refused: bool,
) -> Result<serde_json::Value, Error> {
    let unmanaged = |loaded: &Loaded| -> serde_json::Value {
        let one = |one: &Unmanaged| json!({ "kind": one.kind.to_string(), "name": one.name, "why": one.why });
        loaded.unmanaged.iter().map(one).collect()
    };
    let mut diagnostics = diagnostics_to_json(&old.sources, &old.diagnostics);
    if let (Some(all), serde_json::Value::Array(more)) =
        (diagnostics.as_array_mut(), diagnostics_to_json(&new.sources, said))
    {
        all.extend(more);
    }
    let plan_json = match refused {
        true => serde_json::Value::Null,
        false => for_programs(plan, new.schema(), &rendered(old, new, plan)?)?,
    };
    Ok(json!({
        "plan": plan_json,
        "sql": if refused { serde_json::Value::Null } else { bare(plan).into() },
        "unmanaged": { "from": unmanaged(old), "to": unmanaged(new) },
        "diagnostics": diagnostics,
    }))
}
