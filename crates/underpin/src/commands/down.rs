//! `down`: migrations are taken back, the last one first.

use serde::Deserialize;
use serde_json::json;
use underpin_db::deploy::{Record, Standing, Way};

use super::{
    Context, Outcome,
    apply::{ask, gate},
    output::print_diagnostics,
    reset::refuse_production,
    session::{Session, failure_json, problems_json},
};
use crate::{
    Error,
    args::{ApplyArgs, DownArgs},
    files::{State, read_state},
    history::PLAN,
    target::{Target, edited, read_target},
};

/// What is read of a plan.json.
#[derive(Default, Deserialize)]
struct PlanFile {
    summary: Summary,
    #[serde(default)]
    irreversible: Vec<serde_json::Value>,
}

#[derive(Default, Deserialize)]
struct Summary {
    #[serde(default)]
    down: Down,
    #[serde(default)]
    irreversible: Vec<Loss>,
}

#[derive(Default, Deserialize)]
struct Down {
    #[serde(default)]
    destroys: Vec<String>,
}

#[derive(Deserialize)]
struct Loss {
    object: String,
    reason: String,
}

/// Takes migrations back.
pub fn run(context: &Context, args: &DownArgs) -> Result<Outcome, Error> {
    let target = read_target(&context.current, &args.target)?;
    if target.has_errors() {
        print_diagnostics(context, &target.sources, &target.diagnostics);
        return Ok(Outcome::Findings);
    }
    let mut session = Session::open(context, &target)?;
    if !args.dry_run {
        session.lock(&args.limits)?;
    }
    let standing = session.standing()?;
    if !standing.problems.is_empty() {
        session.print_problems(&standing.problems);
        session.print_json(json!({ "problems": problems_json(&standing.problems) }));
        return Ok(Outcome::Findings);
    }
    if let Some(record) = standing.unfinished.as_ref().filter(|record| record.way == Way::Up) {
        return Err(Error::Argument {
            message: format!("the migration `{}` is not applied as a whole", record.id),
            help: "run `underpin apply`, which goes on with it, and then down".to_owned(),
        });
    }
    let places = chosen(&target, &standing, args)?;
    if places.is_empty() {
        session.done("nothing to take back", &target.address.to_string());
        session.print_json(json!({ "taken_back": [] }));
        return Ok(Outcome::Clean);
    }
    let destroyed = check(&session, &places)?;
    let Some(destroyed) = destroyed else { return Ok(Outcome::Findings) };
    if !destroyed.is_empty() && !args.force_production {
        refuse_production(&mut session, &format!("taking this back destroys {}", destroyed.join(", ")))?;
    }
    let as_apply = ApplyArgs {
        target: args.target.clone(),
        limits: args.limits.clone(),
        to: None,
        already: None,
        dry_run: args.dry_run,
        allow_drift: args.allow_drift,
    };
    if standing.unfinished.is_none() && !gate(&mut session, &standing, &as_apply)? {
        return Ok(Outcome::Findings);
    }
    if standing.unfinished.is_none() && !ask(&mut session, (&places, Way::Down), &args.limits)? {
        return Ok(Outcome::Findings);
    }
    take_back(&mut session, args, &places, standing.unfinished.as_ref())
}

fn take_back(
    session: &mut Session<'_>,
    args: &DownArgs,
    places: &[usize],
    unfinished: Option<&Record>,
) -> Result<Outcome, Error> {
    let mut taken: Vec<&str> = Vec::new();
    for at in places {
        let Some(migration) = session.target.migrations.get(*at) else { continue };
        let id = migration.id.as_str();
        if args.dry_run {
            session.done("would take back", id);
            taken.push(id);
            continue;
        }
        let parent = at.checked_sub(1).and_then(|at| session.target.migrations.get(at)).map(|one| one.id.as_str());
        let limits = session.limits(&args.limits, id)?;
        let from = unfinished.filter(|record| record.id == id);
        let mut tell = Session::tell(session.context.format);
        if let Err(failure) = session.deployer.take_back((migration, parent), from, limits, &mut tell) {
            session.print_failure(id, &failure);
            session.print_json(json!({ "taken_back": taken, "failure": failure_json(id, &failure) }));
            return if failure.is_finding() { Ok(Outcome::Findings) } else { Err(Error::Told) };
        }
        session.done("taken back", id);
        taken.push(id);
    }
    let key = if args.dry_run { "would_take_back" } else { "taken_back" };
    session.print_json(json!({ key: taken }));
    Ok(Outcome::Clean)
}

/// The places of those that are to go, the last one first.
fn chosen(target: &Target, standing: &Standing, args: &DownArgs) -> Result<Vec<usize>, Error> {
    let mut places: Vec<usize> = standing.known.iter().map(|known| known.at).collect();
    if let Some(record) = &standing.unfinished {
        places.extend(target.migrations.iter().position(|migration| migration.id == record.id));
    }
    places.sort_unstable();
    places.reverse();
    if args.all {
        return Ok(places);
    }
    match &args.to {
        Some(wanted) => {
            let last = target.place_of(wanted)?;
            Ok(places.into_iter().filter(|at| *at > last).collect())
        }
        None => Ok(places.into_iter().take(1).collect()),
    }
}

/// What the ways back destroy; nothing where one of them is none, which is said.
fn check(session: &Session<'_>, places: &[usize]) -> Result<Option<Vec<String>>, Error> {
    let (mut destroyed, mut possible) = (Vec::new(), true);
    for at in places {
        let (Some(migration), Some(entry)) = (session.target.migrations.get(*at), session.target.entries.get(*at))
        else {
            continue;
        };
        if let Some(diagnostic) = edited(&migration.down, "down.sql", entry) {
            session.print_diagnostics(&[diagnostic]);
            possible = false;
        }
        let path = entry.folder.join(PLAN);
        let text = match read_state(&path)? {
            State::Ours(text) => text,
            State::Absent | State::Edited(_) | State::Foreign(_) => continue,
        };
        let plan: PlanFile = serde_json::from_str(&text).unwrap_or_default();
        if !plan.irreversible.is_empty() {
            let losses: Vec<String> =
                plan.summary.irreversible.iter().map(|Loss { object, reason }| format!("{object}: {reason}")).collect();
            session.refuse(
                &format!("the migration `{}` cannot be taken back: {}", migration.id, losses.join("; ")),
                "write a new migration that goes forward, or restore a backup",
            );
            possible = false;
        }
        destroyed.extend(plan.summary.down.destroys);
    }
    Ok(possible.then_some(destroyed))
}
