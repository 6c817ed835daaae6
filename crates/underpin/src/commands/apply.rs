//! `apply`: the migrations that a database does not have yet, in their order.

use serde_json::{Value, json};
use underpin_db::deploy::{Answer, Deployer, Known, Standing, Way};
use underpin_schema::{Diagnostic, has_errors};

use super::{
    Context, Format, Outcome,
    output::print_diagnostics,
    session::{Session, failure_json, problems_json},
};
use crate::{
    Error,
    args::ApplyArgs,
    target::{DeployLimits, Question, edited, questions, read_target},
};

/// Applies what is pending.
pub fn run(context: &Context, args: &ApplyArgs) -> Result<Outcome, Error> {
    let target = read_target(&context.current, &args.target)?;
    if target.has_errors() {
        print_diagnostics(context, &target.sources, &target.diagnostics);
        return Ok(Outcome::Findings);
    }
    let mut session = Session::open(context, &target)?;
    if !args.dry_run {
        session.lock(&args.limits)?;
    }
    apply(&mut session, args)
}

/// Applies what is pending, under the lock.
pub(super) fn apply(session: &mut Session<'_>, args: &ApplyArgs) -> Result<Outcome, Error> {
    let standing = session.standing()?;
    if !standing.problems.is_empty() {
        session.print_problems(&standing.problems);
        session.print_json(json!({ "problems": problems_json(&standing.problems) }));
        return Ok(Outcome::Findings);
    }
    if let Some(record) = standing.unfinished.as_ref().filter(|record| record.way == Way::Down) {
        return Err(Error::Argument {
            message: format!(
                "the migration `{}` is being taken back ({} of {})",
                record.id, record.done, record.statements
            ),
            help: "run `underpin down`, which goes on with it".to_owned(),
        });
    }
    let pending = chosen(session, &standing, args)?;
    let diagnostics = edited_ones(session, &pending);
    if has_errors(&diagnostics) {
        session.print_diagnostics(&diagnostics);
        session.print_json(json!({ "diagnostics": session.json_diagnostics(&diagnostics) }));
        return Ok(Outcome::Findings);
    }
    let ids: Vec<&str> =
        pending.iter().filter_map(|at| Some(session.target.migrations.get(*at)?.id.as_str())).collect();
    if pending.is_empty() {
        adopt(&mut session.deployer, &standing, session.target)?;
        session.done("up to date", &session.target.address.to_string());
        session.print_json(json!({ "applied": [], "pending": [] }));
        return Ok(Outcome::Clean);
    }
    // What goes on after an interruption is between two schemas, and was compared before it began.
    if let (Some(last), true) = (pending.last(), args.already.is_some()) {
        return already(session, &standing, (&pending, *last), args);
    }
    let resumed = standing.unfinished.as_ref().is_some_and(|record| record.done > 0 || record.in_doubt);
    if !resumed && !gate(session, &standing, args)? {
        return Ok(Outcome::Findings);
    }
    if !resumed && !ask(session, (&pending, Way::Up), &args.limits)? {
        return Ok(Outcome::Findings);
    }
    if args.dry_run {
        ids.iter().for_each(|id| session.done("would apply", id));
        session.print_json(json!({ "applied": [], "pending": ids }));
        return Ok(Outcome::Clean);
    }
    adopt(&mut session.deployer, &standing, session.target)?;
    let mut applied: Vec<&str> = Vec::new();
    for (at, id) in pending.iter().zip(&ids) {
        let Some(migration) = session.target.migrations.get(*at) else { continue };
        let limits = session.limits(&args.limits, id)?;
        let from = standing.unfinished.as_ref().filter(|record| record.id == *id);
        if let Some(record) = from.filter(|record| record.done > 0) {
            session.note(&format!("{id} goes on after statement {} of {}", record.done, record.statements));
        }
        let mut tell = Session::tell(session.context.format);
        if let Err(failure) = session.deployer.apply(migration, from, limits, &mut tell) {
            session.print_failure(id, &failure);
            session.print_json(json!({ "applied": applied, "failure": failure_json(id, &failure) }));
            // Rows that are in the way are a finding; whatever else stops a migration is a failure.
            return if failure.is_finding() { Ok(Outcome::Findings) } else { Err(Error::Told) };
        }
        session.done("applied", id);
        applied.push(id);
    }
    session.print_json(json!({ "applied": applied, "pending": [] }));
    Ok(Outcome::Clean)
}

/// Asks of the rows what can be asked before anything runs. Whether none is in the way; where some are, all of them are told.
pub(super) fn ask(
    session: &mut Session<'_>,
    (places, way): (&[usize], Way),
    limits: &DeployLimits,
) -> Result<bool, Error> {
    let questions = questions(session.target, places, way)?;
    let Some(first) = questions.first() else { return Ok(true) };
    let limits = session.limits(limits, &first.migration)?;
    let texts: Vec<&str> = questions.iter().map(|question| question.sql.as_str()).collect();
    let answers = session.deployer.ask(&texts, limits)?;
    let mut problems: Vec<Value> = Vec::new();
    for (Question { migration, sql: _ }, answer) in questions.iter().zip(answers) {
        match answer {
            Answer::InTheWay { message, help } => {
                session.refuse(&format!("the migration `{migration}` cannot run: {message}"), &help);
                problems.push(json!({ "migration": migration, "message": message, "help": help }));
            }
            Answer::Fine | Answer::Later => {}
        }
    }
    if problems.is_empty() {
        return Ok(true);
    }
    session.print_json(json!({ "problems": problems }));
    Ok(false)
}

/// What is pending, up to the one that was named.
fn chosen(session: &Session<'_>, standing: &Standing, args: &ApplyArgs) -> Result<Vec<usize>, Error> {
    let last = match args.to.as_ref().or(args.already.as_ref()) {
        Some(wanted) => session.target.place_of(wanted)?,
        None => usize::MAX,
    };
    Ok(standing.pending.iter().copied().filter(|at| *at <= last).collect())
}

fn edited_ones(session: &Session<'_>, pending: &[usize]) -> Vec<Diagnostic> {
    let one =
        |at: &usize| edited(&session.target.migrations.get(*at)?.up, "migration.sql", session.target.entries.get(*at)?);
    pending.iter().filter_map(one).collect()
}

/// Records what is pending as applied, where the database is what the last of it leads to.
fn already(
    session: &mut Session<'_>,
    standing: &Standing,
    (pending, last): (&[usize], usize),
    args: &ApplyArgs,
) -> Result<Outcome, Error> {
    if let Some(record) = &standing.unfinished {
        return Err(Error::Argument {
            message: format!("the migration `{}` was begun by underpin", record.id),
            help: "run `underpin apply`, which goes on with it".to_owned(),
        });
    }
    if !is_as_said(session, (None, Some(last)), args)? {
        return Ok(Outcome::Findings);
    }
    let mut recorded: Vec<&str> = Vec::new();
    for at in pending {
        let Some(migration) = session.target.migrations.get(*at) else { continue };
        if !args.dry_run {
            session.deployer.record(migration, "underpin, as it was there already")?;
        }
        session.done(if args.dry_run { "would record" } else { "recorded" }, &migration.id);
        recorded.push(&migration.id);
    }
    session.print_json(json!({ "recorded": recorded }));
    Ok(Outcome::Clean)
}

/// What Prisma has applied is recorded as applied.
fn adopt(deployer: &mut Deployer, standing: &Standing, target: &crate::target::Target) -> Result<(), Error> {
    for Known { at, record, from_prisma } in &standing.known {
        if let (true, Some(migration)) = (*from_prisma, target.migrations.get(*at)) {
            deployer.record(migration, &record.by)?;
        }
    }
    Ok(())
}

/// Whether the database is what its history says, or may be another.
pub(super) fn gate(session: &mut Session<'_>, standing: &Standing, args: &ApplyArgs) -> Result<bool, Error> {
    let last = standing.known.last();
    is_as_said(session, (last.map(|known| known.record.id.as_str()), last.map(|known| known.at)), args)
}

/// The same, for what a migration leads to, whose place is given. Where the database remembers it, it is named.
fn is_as_said(
    session: &mut Session<'_>,
    (remembered, at): (Option<&str>, Option<usize>),
    args: &ApplyArgs,
) -> Result<bool, Error> {
    let drift = match (session.drift(remembered, at), args.allow_drift) {
        (Ok(drift), _) => drift,
        (Err(Error::Database(underpin_db::Error::NotFound)), true) => return Ok(true),
        (Err(Error::Database(underpin_db::Error::NotFound)), false) => {
            return Err(Error::Argument {
                message: "whether the database is what its history says cannot be told without a throw-away PostgreSQL"
                    .to_owned(),
                help: "set UNDERPIN_POSTGRES to one, install one, or give --allow-drift".to_owned(),
            });
        }
        (Err(error), _) => return Err(error),
    };
    if drift.is_none() {
        return Ok(true);
    }
    session.print_changes(&drift);
    if args.allow_drift {
        session.note("the database is not what its history says; going on, as --allow-drift says");
        return Ok(true);
    }
    let (message, help) = match at.is_none() {
        true => (
            "the database is not empty, and has no history",
            "`underpin baseline` makes a history that starts at it, and `apply --already` records it; or give --allow-drift to \
             leave alone what is there",
        ),
        false => (
            "the database is not what its history says: someone has changed it",
            "see `underpin drift`; put the change into the specs or take it back, or give --allow-drift",
        ),
    };
    if session.context.format == Format::Json {
        let changes: Vec<Value> = drift.plan.changes.iter().map(|change| change.to_string().into()).collect();
        session.print_json(json!({ "problems": [{ "message": message, "help": help }], "drift": changes }));
        return Ok(false);
    }
    session.refuse(message, help);
    Ok(false)
}
