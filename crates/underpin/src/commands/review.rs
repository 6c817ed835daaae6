//! `review`: what the latest migration does.

use std::fs;

use rayon::join;
use serde_json::{Value, json};
use underpin_render::{File, prisma, rust};
use underpin_schema::{Code, Diagnostic, Schema, has_errors, spec::PrismaOutputSpec};

use super::{
    Context, Format, Outcome,
    output::{DONE, QUIET, TITLE, diagnostics_to_json, print, print_diagnostics, print_json},
};
use crate::{
    Error,
    display::{steps, unified, visible},
    history::{Entry, History, PLAN, read_history, read_snapshot},
    project::{Selection, System, find_systems, read_system, show},
};

/// Prints the latest migration of every system: its SQL with the words over it, its steps, and how it changes the
/// generated text.
pub fn run(context: &Context, selection: &Selection) -> Result<Outcome, Error> {
    let mut outcome = Outcome::Clean;
    let mut answers = Vec::new();
    for place in find_systems(&context.current, selection)? {
        let mut system = read_system(&place)?;
        // What is wrong with the specs is for other commands: this one looks at what is written already.
        let history = match &system.outputs.migrations {
            Some(folder) => read_history(folder, &mut system.sources)?,
            None => History::default(),
        };
        let mut diagnostics = history.diagnostics.clone();
        let review = match history.last() {
            Some(last) => match review(&system, &history, last)? {
                Ok(review) => Some(review),
                Err(diagnostic) => {
                    diagnostics.push(diagnostic);
                    None
                }
            },
            None => None,
        };
        print_diagnostics(context, &system.sources, &diagnostics);
        if has_errors(&diagnostics) {
            outcome = Outcome::Findings;
        }
        if context.format == Format::Text {
            print(&match &review {
                Some(review) => review.in_words(&place.name()),
                None => format!("{DONE}no migration yet{DONE:#} {}\n", place.name()),
            });
        }
        answers.push(json!({
            "name": place.name(),
            "review": review.map(Review::into_json),
            "diagnostics": diagnostics_to_json(&system.sources, &diagnostics),
        }));
    }
    print_json(context, answers);
    Ok(outcome)
}

/// The latest migration, as it is shown.
struct Review {
    id: String,
    folder: String,
    sql: String,
    plan: String,
    steps: String,
    diffs: Vec<(String, String)>,
}

impl Review {
    fn in_words(&self, system: &str) -> String {
        let mut out =
            format!("{TITLE}{system}: {}{TITLE:#}\n{QUIET}{}/migration.sql{QUIET:#}\n\n", self.id, self.folder);
        for line in self.sql.lines().filter(|line| !line.contains("underpin:sha256:")) {
            let style = if line.starts_with("--") { QUIET } else { anstyle::Style::new() };
            out.push_str(&format!("{style}{}{style:#}\n", visible(line)));
        }
        out.push_str(&format!("\n{TITLE}steps, with their locks{TITLE:#}\n\n{}", self.steps));
        out.push_str(&format!("{TITLE}generated text, before and after{TITLE:#}\n\n"));
        if self.diffs.is_empty() {
            out.push_str("no difference\n");
        }
        self.diffs.iter().for_each(|(_, diff)| out.push_str(diff));
        out
    }

    fn into_json(self) -> Value {
        let plan: Value = serde_json::from_str(&self.plan).unwrap_or_default();
        let plain = |text: &str| anstream::adapter::strip_str(text).to_string();
        let diffs = self.diffs.iter().map(|(path, diff)| json!({ "path": path, "diff": plain(diff) }));
        json!({ "id": self.id, "sql": self.sql, "plan": plan, "diffs": diffs.collect::<Vec<_>>() })
    }
}

fn review(system: &System, history: &History, last: &Entry) -> Result<Result<Review, Diagnostic>, Error> {
    let parent = history.entries.len().checked_sub(2).and_then(|index| history.entries.get(index));
    let read_parent = || parent.map_or_else(|| Ok(Default::default()), read_snapshot);
    let (old, new): (Result<(Schema, Code), _>, _) = join(read_parent, || read_snapshot(last));
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(diagnostic), _) | (_, Err(diagnostic)) => return Ok(Err(diagnostic)),
    };
    let (old_files, new_files) = join(|| parent.map_or_else(Vec::new, |_| texts(system, &old)), || texts(system, &new));
    let read = |name: &str| {
        let path = last.folder.join(name);
        fs::read_to_string(&path).map_err(Error::io("read", &path))
    };
    let plan = read(PLAN)?;
    let steps = steps(&plan).map_err(|error| Error::Internal { message: format!("{PLAN}: {error}") })?;
    Ok(Ok(Review {
        id: last.id.to_string(),
        folder: show(&last.folder),
        sql: read("migration.sql")?,
        plan,
        steps,
        diffs: diffs(&old_files, &new_files),
    }))
}

/// The generated text of a schema, without the lines that change with everything else.
fn texts(system: &System, (schema, code): &(Schema, Code)) -> Vec<File> {
    let mut files = Vec::new();
    if let Some(path) = &system.outputs.prisma {
        // Of a file that people write, only what is ours is of this migration.
        let text = match system.spec.outputs.prisma.as_ref().is_some_and(PrismaOutputSpec::is_merged) {
            true => prisma::section(schema, code),
            false => prisma::schema(schema, code).0,
        };
        files.push(File::new(show(path), text));
    }
    if let Some(folder) = &system.outputs.rust {
        let found = rust::crate_files(schema, code).0.into_iter();
        files.extend(found.map(|file| File::new(show(&folder.join(file.path)), file.text)));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn diffs(old: &[File], new: &[File]) -> Vec<(String, String)> {
    let mut paths: Vec<&str> = old.iter().chain(new).map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let text = |files: &[File], path: &str| {
        let at = files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        files.get(at).map(|file| file.text.clone())
    };
    let diffs = paths.into_iter().map(|path| {
        let (before, after) = (text(old, path), text(new, path));
        (path.to_owned(), unified(path, before.as_deref(), after.as_deref()))
    });
    diffs.filter(|(_, diff)| !diff.is_empty()).collect()
}
