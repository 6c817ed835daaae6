//! What `apply`, `down`, `status`, `drift` and `reset` have in common.

use std::io::{self, BufRead, IsTerminal};

use serde_json::{Value, json};
use underpin_db::{
    Unmanaged,
    deploy::{Deployer, Drift, Event, Expected, Failure, Limits, Problem, Standing},
};
use underpin_plan::Pair;
use underpin_render::words;
use underpin_schema::Diagnostic;

use super::{
    Context, Format,
    output::{DANGER, DONE, HELP, QUIET, TITLE, diagnostics_to_json, print, print_aside, print_diagnostics},
};
use crate::{
    Error,
    display::{steps, visible},
    generate::render_plan_between,
    sources::Ground,
    target::{DeployLimits, Target},
};

/// How many differences stand in a message that is about something else.
const LISTED: usize = 20;

/// A database that is worked on.
pub(super) struct Session<'a> {
    pub(super) context: &'a Context,
    pub(super) target: &'a Target,
    pub(super) deployer: Deployer,
}

impl<'a> Session<'a> {
    /// Connects.
    pub(super) fn open(context: &'a Context, target: &'a Target) -> Result<Self, Error> {
        Ok(Self { context, target, deployer: Deployer::connect(&target.address)? })
    }

    /// Waits for other deploys, and says so.
    pub(super) fn lock(&mut self, limits: &DeployLimits) -> Result<(), Error> {
        let wait = limits.wait(self.target.deploy.as_ref())?;
        let format = self.context.format;
        Ok(self.deployer.lock(wait, &mut |holder| {
            if format == Format::Text {
                print_aside(&format!("{QUIET}waiting for {}{QUIET:#}\n", visible(holder)));
            }
        })?)
    }

    /// Where the database stands.
    pub(super) fn standing(&mut self) -> Result<Standing, Error> {
        Ok(self.deployer.standing(&self.target.migrations)?)
    }

    /// The limits of a migration.
    pub(super) fn limits(&self, limits: &DeployLimits, id: &str) -> Result<Limits, Error> {
        limits.of(self.target.deploy.as_ref(), id)
    }

    /// Compares the database with what a migration leads to, whose place is given; with what the database itself remembers,
    /// where that migration is named too.
    pub(super) fn drift(&mut self, last: Option<&str>, at: Option<usize>) -> Result<Drift, Error> {
        let (schema, _) = self.target.schema_after(at)?;
        let server = || match Ground::of(self.context.current.clone()).cluster() {
            Ok(cluster) => Ok(cluster.clone()),
            Err(Error::Database(error)) => Err(error),
            Err(_) => Err(underpin_db::Error::NotFound),
        };
        Ok(self.deployer.drift(&Expected { last, schema: &schema, server: &server })?)
    }

    /// Says what keeps the history and the database apart.
    pub(super) fn print_problems(&self, problems: &[Problem]) {
        problems.iter().for_each(|problem| self.refuse(&problem.to_string(), problem.help()));
    }

    /// Says what is wrong with the files.
    pub(super) fn print_diagnostics(&self, diagnostics: &[Diagnostic]) {
        print_diagnostics(self.context, &self.target.sources, diagnostics);
    }

    /// Says what differs: what would bring the database back, change by change.
    pub(super) fn print_changes(&self, drift: &Drift) {
        if self.context.format == Format::Text {
            let changes = drift.plan.changes.iter().map(ToString::to_string);
            let refused = drift.diagnostics.iter().map(|diagnostic| diagnostic.message.clone());
            let all: Vec<String> = changes.chain(refused).collect();
            let mut lines: String = all.iter().take(LISTED).map(|line| format!("  {}\n", visible(line))).collect();
            if all.len() > LISTED {
                lines.push_str(&format!("  ... and {} more; `underpin drift` shows them all\n", all.len() - LISTED));
            }
            print_aside(&format!("to be what its history says, the database would have to:\n{lines}"));
        }
    }

    /// Says the same as a plan, with its steps.
    pub(super) fn print_drift(&self, drift: &Drift) -> Result<(), Error> {
        if drift.plan.changes.is_empty() {
            self.print_changes(drift);
            return Ok(());
        }
        let steps = steps(&render_drift(drift)?).map_err(|error| Error::Internal { message: error.to_string() })?;
        let summary = words::summary(&drift.plan).to_string();
        print(&format!(
            "{TITLE}what would bring the database back to its history{TITLE:#}\n{}\n{steps}",
            visible(&summary)
        ));
        Ok(())
    }

    /// Says how a run goes on.
    pub(super) fn tell(format: Format) -> impl FnMut(Event) {
        move |event| {
            if let (Event::Again { reason, pause }, Format::Text) = (event, format) {
                let pause = pause.as_millis();
                print_aside(&format!("{QUIET}  {}; trying again in {pause} ms{QUIET:#}\n", visible(&reason)));
            }
        }
    }

    /// Says why something is not done.
    pub(super) fn refuse(&self, message: &str, help: &str) {
        if self.context.format == Format::Text {
            print_aside(&format!("{DANGER}error{DANGER:#}: {}\n  {HELP}help{HELP:#}: {help}\n", visible(message)));
        }
    }

    /// Says that something was done.
    pub(super) fn done(&self, what: &str, name: &str) {
        if self.context.format == Format::Text {
            print(&format!("{DONE}{what}{DONE:#} {}\n", visible(name)));
        }
    }

    /// Says something of less weight.
    pub(super) fn note(&self, text: &str) {
        if self.context.format == Format::Text {
            print(&format!("{QUIET}{}{QUIET:#}\n", visible(text)));
        }
    }

    /// Says why a script stopped, and what is left of it.
    pub(super) fn print_failure(&self, id: &str, failure: &Failure) {
        if self.context.format == Format::Json {
            return;
        }
        let mut text = format!("{DANGER}error{DANGER:#}: {}\n", visible(&describe_failure(id, failure)));
        if !failure.line.is_empty() {
            text.push_str(&format!("  {QUIET}{}{QUIET:#}\n", visible(&failure.line)));
        }
        text.push_str(&format!("  {}\n", failure.left));
        if let Some(help) = failure.help() {
            text.push_str(&format!("  {HELP}help{HELP:#}: {help}\n"));
        }
        print_aside(&text);
    }

    /// The answer for programs.
    pub(super) fn print_json(&self, answer: Value) {
        if self.context.format == Format::Json {
            let mut all = json!({ "system": self.target.name, "database": self.target.address.to_string() });
            if let (Some(all), Value::Object(more)) = (all.as_object_mut(), answer) {
                all.extend(more);
            }
            print(&format!("{all:#}\n"));
        }
    }

    /// The diagnostics for programs.
    pub(super) fn json_diagnostics(&self, diagnostics: &[Diagnostic]) -> Value {
        diagnostics_to_json(&self.target.sources, diagnostics)
    }
}

/// The plan of a drift as plan.json would have it.
pub(super) fn render_drift(drift: &Drift) -> Result<String, Error> {
    render_plan_between("drift", &drift.plan, Pair { old: &drift.live, new: &drift.expected })
}

fn describe_failure(id: &str, failure: &Failure) -> String {
    let at = match failure.statement {
        Some((at, of)) => format!(" at statement {at} of {of}"),
        None => String::new(),
    };
    format!("the migration `{id}` stopped{at}: {}", failure.reason())
}

/// A failure for programs.
pub(super) fn failure_json(id: &str, failure: &Failure) -> Value {
    json!({
        "migration": id,
        "statement": failure.statement.map(|(at, _)| at),
        "of": failure.statement.map(|(_, of)| of),
        "line": failure.line,
        "reason": failure.reason(),
        "sqlstate": failure.error.sqlstate(),
        "left": failure.left.to_string(),
    })
}

/// Problems for programs.
pub(super) fn problems_json(problems: &[Problem]) -> Value {
    problems.iter().map(|problem| json!({ "message": problem.to_string(), "help": problem.help() })).collect()
}

/// Things that are not managed, for programs.
pub(super) fn unmanaged_json(unmanaged: &[Unmanaged]) -> Value {
    let one = |one: &Unmanaged| json!({ "kind": one.kind.to_string(), "name": one.name, "why": one.why });
    unmanaged.iter().map(one).collect()
}

/// Asks a person to write a word. Where nobody sits there, nobody agrees.
pub(super) fn confirm(question: &str, word: &str) -> Result<(), Error> {
    let refused = |message: &str| Error::Argument {
        message: message.to_owned(),
        help: "give --yes where you are sure".to_owned(),
    };
    if !io::stdin().is_terminal() {
        return Err(refused("this asks before it does anything, and nobody is there to answer"));
    }
    print_aside(&format!("{}\nWrite `{}` to go on: ", visible(question), visible(word)));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|_| refused("the answer could not be read"))?;
    match answer.trim() == word {
        true => Ok(()),
        false => Err(refused("that was not the word; nothing was done")),
    }
}
