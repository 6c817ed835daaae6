//! `baseline`: a history that starts at the database as it is.

use serde_json::json;
use underpin_db::deploy::{Deployer, Migration};
use underpin_plan::{Pair, diff, plan};
use underpin_schema::has_errors;

use super::{
    Context, Format, Outcome, generation,
    output::{DANGER, DONE, HELP, QUIET, TITLE, print, print_aside, print_diagnostics},
    plan_between::print_unmanaged,
};
use crate::{
    Error,
    args::BaselineArgs,
    display::visible,
    files::{Edit, hash},
    generate::{Generated, NewMigration, Request, Time, generate},
    history::current_time,
    project::{Place, find_systems, read_system, show},
    sources::{Ground, Loaded, Source, load, settle},
    target::{DeployLimits, address},
};

/// Writes the first migration, which makes from nothing what the database has, and records it there as applied.
pub fn run(context: &Context, args: &BaselineArgs) -> Result<Outcome, Error> {
    let place = one_system(context, args)?;
    let system = read_system(&place)?;
    let to = address(args.database.as_deref(), &system.spec)?;
    drop(system);
    let request = Request { name: Some("baseline".to_owned()), at: Time::Around(current_time()?) };
    let _lock = generation::lock(std::slice::from_ref(&place))?;
    let mut generated = generate(&place, &request)?;
    print_diagnostics(context, &generated.system.sources, &generated.system.diagnostics);
    if generated.has_errors() {
        return Ok(Outcome::Findings);
    }
    if let Some(last) = generated.history.last() {
        return Err(Error::Argument {
            message: format!("`{}` has a history already, up to `{}`", place.name(), last.id),
            help: "a baseline is the first migration; `apply` brings a database along a history".to_owned(),
        });
    }
    let Some(migration) = &generated.migration else {
        return Err(Error::Argument {
            message: "the specs hold nothing that a migration could make, or name no folder for migrations".to_owned(),
            help: "write `outputs: { migrations: DIR }` in underpin.yaml; `pull` writes specs of a database".to_owned(),
        });
    };
    let mut ground = Ground::of(place.root.clone());
    let mut live = load(&Source::Database(Box::new(to.clone())), &context.current, &mut ground)?;
    let mut specs = Loaded { resolved: generated.system.resolved.clone(), has_code: true, ..Loaded::default() };
    print_unmanaged(context, &[&live]);
    settle(&mut live, &mut specs, &mut ground)?;
    if live.schema() != specs.schema() {
        return Ok(differs(context, &live, &specs));
    }
    let mut deployer = Deployer::connect(&to)?;
    say_prisma(context, &mut deployer)?;
    let id = migration.id.to_string();
    let deployed = as_deployed(migration)?;
    let written = show(&migration.folder);
    deployer.lock(DeployLimits::default().wait(generated.system.spec.deploy.as_ref())?, &mut |_| {})?;
    leave_others(context, &mut generated);
    generation::write(&generated)?;
    deployer.record(&deployed, "baseline")?;
    match context.format {
        Format::Text => print(&format!(
            "{DONE}wrote{DONE:#} {}/ {QUIET}and recorded it as applied on {}{QUIET:#}\n",
            written,
            visible(&to.to_string())
        )),
        Format::Json => print(&format!("{:#}\n", json!({ "migration": id, "recorded": true, "differs": [] }))),
    }
    Ok(Outcome::Clean)
}

/// Takes out of what is written the files that people wrote, and names them: a history can begin without them.
fn leave_others(context: &Context, generated: &mut Generated) {
    let (others, ours) = std::mem::take(&mut generated.edits).into_iter().partition(Edit::is_refused);
    generated.edits = ours;
    if context.format == Format::Text {
        for Edit { path, state: _, new: _ } in &others {
            let path = visible(&show(path)).to_string();
            print_aside(&format!(
                "{TITLE}note{TITLE:#}: `{path}` was not made by underpin, or was edited; it is left as it is, and \
                 `gen --force` writes over it\n"
            ));
        }
    }
}

fn one_system(context: &Context, args: &BaselineArgs) -> Result<Place, Error> {
    let mut places = find_systems(&context.current, &args.selection)?;
    match (places.pop(), places.is_empty()) {
        (Some(place), true) => Ok(place),
        _ => Err(Error::Argument {
            message: "there are several systems, and a baseline is of one".to_owned(),
            help: "choose one with --system NAME".to_owned(),
        }),
    }
}

/// Says what keeps the specs and the database apart: a baseline that is not true would let every later plan go wrong.
fn differs(context: &Context, live: &Loaded, specs: &Loaded) -> Outcome {
    let pair = Pair { old: live.schema(), new: specs.schema() };
    let (planned, found) = plan(pair, &specs.resolved);
    let changes = if has_errors(&found) { diff(pair) } else { planned.changes };
    let lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
    match context.format {
        Format::Text => {
            let list: String = lines.iter().map(|line| format!("  {}\n", visible(line))).collect();
            print_aside(&format!(
                "{DANGER}error{DANGER:#}: the database is not what the specs say; to be that, it would have to\n{list}  \
                 {HELP}help{HELP:#}: bring one to the other, or write the specs anew with `underpin pull`; nothing was \
                 written\n"
            ));
        }
        Format::Json => {
            print(&format!("{:#}\n", json!({ "migration": null, "recorded": false, "differs": lines })));
        }
    }
    Outcome::Findings
}

/// Names what Prisma has left here, which stays as it is.
fn say_prisma(context: &Context, deployer: &mut Deployer) -> Result<(), Error> {
    if deployer.prisma()?.is_some() && context.format == Format::Text {
        print_aside(&format!(
            "{TITLE}note{TITLE:#}: `_prisma_migrations` remembers what Prisma has applied here; it is left alone, and the \
             baseline comes after all of it\n"
        ));
    }
    Ok(())
}

/// The migration as a deploy knows it.
fn as_deployed(migration: &NewMigration) -> Result<Migration, Error> {
    let text = |name: &str| {
        let file = migration.files.iter().find(|file| file.path == name);
        file.map(|file| file.text.clone())
            .ok_or_else(|| Error::Internal { message: format!("a migration without {name}") })
    };
    let (up, down) = (text("migration.sql")?, text("down.sql")?);
    Ok(Migration { id: migration.id.to_string(), checksum: hash(&up), up, down })
}
