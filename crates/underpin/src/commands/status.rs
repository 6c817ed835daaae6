//! `status`: which migrations a database has, and which it lacks.

use serde_json::{Value, json};
use underpin_db::deploy::{Known, PrismaHistory, Record, Standing, Way};

use super::{
    Context, Format, Outcome,
    output::{DANGER, DONE, QUIET, TITLE, print, print_diagnostics},
    session::{Session, problems_json},
};
use crate::{
    Error,
    args::StatusArgs,
    display::visible,
    target::{Target, read_target},
};

/// Compares the history with what the database remembers; changes nothing.
pub fn run(context: &Context, args: &StatusArgs) -> Result<Outcome, Error> {
    let target = read_target(&context.current, &args.target)?;
    print_diagnostics(context, &target.sources, &target.diagnostics);
    let mut session = Session::open(context, &target)?;
    let standing = session.standing()?;
    let prisma = session.deployer.prisma()?;
    if context.format == Format::Text {
        print(&in_words(&target, &standing, prisma.as_ref()));
    }
    session.print_problems(&standing.problems);
    let ids = |places: &[usize]| -> Vec<Value> {
        places.iter().filter_map(|at| Some(target.migrations.get(*at)?.id.clone().into())).collect()
    };
    session.print_json(json!({
        "applied": standing.known.iter().map(|known| record_json(&known.record)).collect::<Vec<_>>(),
        "unfinished": standing.unfinished.as_ref().map(record_json),
        "pending": ids(&standing.pending),
        "problems": problems_json(&standing.problems),
        "prisma": prisma.map(|history| json!({ "applied": history.applied.keys().collect::<Vec<_>>(), "unfinished": history.unfinished })),
        "diagnostics": session.json_diagnostics(&target.diagnostics),
    }));
    let clean = standing.pending.is_empty()
        && standing.unfinished.is_none()
        && standing.problems.is_empty()
        && !target.has_errors();
    Ok(if clean { Outcome::Clean } else { Outcome::Findings })
}

fn in_words(target: &Target, standing: &Standing, prisma: Option<&PrismaHistory>) -> String {
    let mut out = format!("{TITLE}{}{TITLE:#} {QUIET}{}{QUIET:#}\n", target.name, visible(&target.address.to_string()));
    for Known { at: _, record, from_prisma: _ } in &standing.known {
        let when = record.finished_at.as_deref().unwrap_or_default();
        out.push_str(&format!(
            "  {DONE}applied{DONE:#}  {} {QUIET}{when} UTC, {}{QUIET:#}\n",
            visible(&record.id),
            visible(&record.by)
        ));
    }
    for at in &standing.pending {
        let Some(migration) = target.migrations.get(*at) else { continue };
        match standing.unfinished.as_ref().filter(|record| record.id == migration.id) {
            Some(record) => {
                out.push_str(&format!("  {DANGER}begun{DANGER:#}    {} {}\n", visible(&record.id), reached(record)))
            }
            None => out.push_str(&format!("  {TITLE}pending{TITLE:#}  {}\n", visible(&migration.id))),
        }
    }
    if let Some(record) = standing.unfinished.as_ref().filter(|record| record.way == Way::Down) {
        out.push_str(&format!("  {DANGER}going{DANGER:#}    {} {}\n", visible(&record.id), reached(record)));
    }
    if let Some(prisma) = prisma {
        out.push_str(&of_prisma(standing, prisma));
    }
    out.push_str(&match (standing.pending.len(), standing.known.len()) {
        (0, 0) => format!("{DONE}no migrations yet{DONE:#}\n"),
        (0, _) if standing.unfinished.is_none() => format!("{DONE}up to date{DONE:#}\n"),
        (0, _) => "`underpin down` goes on with what is being taken back\n".to_owned(),
        (1, _) => "1 migration is pending; `underpin apply` applies it\n".to_owned(),
        (count, _) => format!("{count} migrations are pending; `underpin apply` applies them\n"),
    });
    out
}

/// How far a migration has come that was begun.
fn reached(record: &Record) -> String {
    let Record { statements, done, in_doubt, way, .. } = record;
    let doubt = if *in_doubt { ", and nobody knows how the next one ended" } else { "" };
    let (what, next) = match way {
        Way::Up => ("done", "apply"),
        Way::Down => ("taken back", "down"),
    };
    format!("{done} of {statements} statements {what}{doubt}; `underpin {next}` goes on there")
}

/// What Prisma knows of our migrations. It would apply those again that it does not know.
fn of_prisma(standing: &Standing, prisma: &PrismaHistory) -> String {
    let unknown = standing.known.iter().filter(|known| !prisma.applied.contains_key(&known.record.id));
    let unknown: Vec<&str> = unknown.map(|known| known.record.id.as_str()).collect();
    let total = prisma.applied.len();
    let mut out = format!("  {QUIET}Prisma's own history is here too, with {total} applied{QUIET:#}\n");
    for id in unknown {
        out.push_str(&format!(
            "  {QUIET}Prisma does not know of {0}: `prisma migrate resolve --applied {0}` tells it{QUIET:#}\n",
            visible(id)
        ));
    }
    out
}

fn record_json(record: &Record) -> Value {
    json!({
        "id": record.id,
        "way": match record.way { Way::Up => "up", Way::Down => "down" },
        "statements": record.statements,
        "done": record.done,
        "in_doubt": record.in_doubt,
        "by": record.by,
        "started_at": record.started_at,
        "finished_at": record.finished_at,
    })
}
