//! What a rebuild must not lose: `cases/<name>/` holds a database before and after, as scripts. The plan between the two is
//! run on the first, and the dump of what comes of it has to be that of the second; or the plan is refused, in the words
//! of `refused.txt`.

#[path = "../changes/dump.rs"]
mod dump;

use std::{
    fs,
    path::{Path, PathBuf},
};

use underpin::sources::{Answers, Ground, Loaded, Source, load, losses, settle};
use underpin_db::{Cluster, run_script};
use underpin_plan::{Pair, Plan, plan};
use underpin_render::sql;
use underpin_schema::{Diagnostic, Severity, has_errors};
use underpin_testing::postgres;

#[test]
fn nothing_is_lost() {
    let Some(cluster) = postgres("nothing_is_lost") else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traits/cases");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    let mut ground = Ground::default();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{}: {}", case.display(), check(case, cluster, &mut ground).err()?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn check(case: &Path, cluster: &Cluster, ground: &mut Ground) -> Result<(), String> {
    let (planned, said) = planned(case, ground)?;
    let refusals: Vec<&str> =
        said.iter().filter(|one| one.severity == Severity::Error).map(|one| &*one.message).collect();
    if let Ok(expected) = fs::read_to_string(case.join("refused.txt")) {
        let expected = expected.trim();
        return match refusals.iter().any(|message| message.contains(expected)) {
            true => Ok(()),
            false => Err(format!("it is not refused with `{expected}`, but {refusals:?}")),
        };
    }
    if !refusals.is_empty() {
        return Err(format!("it is refused: {}", refusals.join("; ")));
    }
    let run = |script: &str| {
        let database = cluster.database().map_err(words)?;
        database.with(|client| Ok(run_script(client, script).map(|_| ()))).map_err(words)?.map_err(words)?;
        Ok::<_, String>(database)
    };
    let (before, after) = (text(case, "before.sql")?, text(case, "after.sql")?);
    let migrated = run(&before)?;
    let script = sql::script(&planned);
    migrated
        .with(|client| Ok(run_script(client, &script).map(|_| ())))
        .map_err(words)?
        .map_err(|error| format!("{error}\n{script}"))?;
    let (was, wanted) = (dump::dump(&migrated, cluster.version())?, dump::dump(&run(&after)?, cluster.version())?);
    match was == wanted {
        true => Ok(()),
        false => Err(format!("{was:#?}\nis not\n{wanted:#?}\n{script}")),
    }
}

fn planned(case: &Path, ground: &mut Ground) -> Result<(Plan, Vec<Diagnostic>), String> {
    let mut read = |name: &str| load(&Source::Sql(name.into()), case, ground).map_err(words);
    let (mut old, mut new): (Loaded, Loaded) = (read("before.sql")?, read("after.sql")?);
    settle(&mut old, &mut new, ground).map_err(words)?;
    let mut said = Vec::new();
    let path = case.join("answers.yaml");
    if path.exists() {
        let (mut answers, found) = Answers::read(&path, &mut new.sources).map_err(words)?;
        said.extend(found);
        let schema = new.schema().clone();
        said.extend(answers.join(Pair { old: old.schema(), new: &schema }, &mut new.resolved));
    }
    let (planned, found) = plan(Pair { old: old.schema(), new: new.schema() }, &new.resolved);
    said.extend(found);
    if !has_errors(&said) {
        said.extend(losses(&old.unmanaged, &planned.changes));
    }
    Ok((planned, said))
}

fn text(case: &Path, name: &str) -> Result<String, String> {
    fs::read_to_string(case.join(name)).map_err(words)
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
