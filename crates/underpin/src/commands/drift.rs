//! `drift`: how a database differs from what its history leads to.

use serde_json::json;
use underpin_db::deploy::Drift;
use underpin_render::sql;

use super::{
    Context, Format, Outcome,
    output::{DONE, QUIET, print, print_aside, print_diagnostics},
    plan::for_programs,
    session::{Session, problems_json, render_drift, unmanaged_json},
};
use crate::{Error, args::DriftArgs, display::visible, target::read_target};

/// Compares the database with the schema of the last migration that it has; changes nothing.
pub fn run(context: &Context, args: &DriftArgs) -> Result<Outcome, Error> {
    let target = read_target(&context.current, &args.target)?;
    if target.has_errors() {
        print_diagnostics(context, &target.sources, &target.diagnostics);
        return Ok(Outcome::Findings);
    }
    let mut session = Session::open(context, &target)?;
    let standing = session.standing()?;
    if let Some(record) = &standing.unfinished {
        return Err(Error::Argument {
            message: format!(
                "the migration `{}` is not finished, so that the database is between two schemas",
                record.id
            ),
            help: "finish it first: `underpin status` says how".to_owned(),
        });
    }
    session.print_problems(&standing.problems);
    let last = standing.known.last();
    let drift = session.drift(last.map(|known| known.record.id.as_str()), last.map(|known| known.at))?;
    if context.format == Format::Text {
        print_unmanaged(&drift);
    }
    match (context.format, args.sql) {
        (Format::Json, _) => session.print_json(json!({
            "differs": !drift.is_none(),
            "plan": for_programs(&drift.plan, &drift.expected, &render_drift(&drift)?)?,
            "sql": sql::script(&drift.plan),
            "diagnostics": session.json_diagnostics(&drift.diagnostics),
            "unmanaged": unmanaged_json(&drift.unmanaged),
            "problems": problems_json(&standing.problems),
        })),
        (Format::Text, _) if drift.is_none() => {
            let after = standing.known.last().map_or("nothing", |known| &known.record.id);
            print(&format!("{DONE}nothing differs{DONE:#} from what {} leads to\n", visible(after)));
        }
        (Format::Text, true) => print(&sql::script(&drift.plan)),
        (Format::Text, false) => session.print_drift(&drift)?,
    }
    Ok(if drift.is_none() && standing.problems.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// What is there and not managed: it is left alone.
fn print_unmanaged(drift: &Drift) {
    if drift.unmanaged.is_empty() {
        return;
    }
    let mut text = format!("{QUIET}not managed, and left alone:\n");
    for one in &drift.unmanaged {
        text.push_str(&format!("  {}\n", visible(&one.to_string())));
    }
    print_aside(&format!("{text}{QUIET:#}"));
}
