//! `reset`: a database is emptied, and every migration applied anew.

use underpin_schema::Name;

use super::{
    Context, Outcome, apply,
    output::print_diagnostics,
    session::{Session, confirm},
};
use crate::{
    Error,
    args::{ApplyArgs, ResetArgs},
    target::read_target,
};

/// Empties the database and applies all migrations.
pub fn run(context: &Context, args: &ResetArgs) -> Result<Outcome, Error> {
    let target = read_target(&context.current, &args.target)?;
    if target.has_errors() {
        print_diagnostics(context, &target.sources, &target.diagnostics);
        return Ok(Outcome::Findings);
    }
    let mut session = Session::open(context, &target)?;
    if !args.force_production {
        refuse_production(&mut session, "reset drops every table with its rows")?;
    }
    if !args.yes {
        let question = format!("All tables of {} are dropped, with all rows.", target.address);
        confirm(&question, target.address.database())?;
    }
    session.lock(&args.limits)?;
    let (schema, _) = target.schema_after(target.entries.len().checked_sub(1))?;
    let others: Vec<&str> = schema.namespaces.iter().map(Name::as_str).collect();
    session.deployer.empty(&others)?;
    session.done("emptied", &target.address.to_string());
    let (target, limits) = (args.target.clone(), args.limits.clone());
    apply::apply(
        &mut session,
        &ApplyArgs { target, limits, to: None, already: None, dry_run: false, allow_drift: false },
    )
}

/// Refuses where people may rely on the database.
pub(super) fn refuse_production(session: &mut Session<'_>, what: &str) -> Result<(), Error> {
    let signs = session.deployer.signs_of_production()?;
    if signs.is_empty() {
        return Ok(());
    }
    Err(Error::Argument {
        message: format!("{what}, and {} looks like production: {}", session.target.address, signs.join("; ")),
        help: "give --force-production where you are sure that it may be lost".to_owned(),
    })
}
