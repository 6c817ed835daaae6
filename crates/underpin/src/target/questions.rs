//! What the migrations that are to run ask of the rows, as far as it can be asked before any of them runs.

use std::collections::BTreeSet;

use serde::Deserialize;
use underpin_db::deploy::Way;
use underpin_schema::QName;

use super::Target;
use crate::{
    Error,
    files::{State, read_state},
    history::PLAN,
};

/// A question to the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The id of the migration that asks it.
    pub migration: String,
    /// The statement that asks.
    pub sql: String,
}

/// What is read of a plan.json.
#[derive(Default, Deserialize)]
struct PlanFile {
    #[serde(default)]
    up: Vec<Step>,
    #[serde(default)]
    down: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    op: String,
    #[serde(default)]
    asks: Option<serde_json::Value>,
    sql: String,
    #[serde(default)]
    locks: Vec<Lock>,
    #[serde(default)]
    scans: Vec<QName>,
    #[serde(default)]
    needs: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Lock {
    table: QName,
}

/// The questions of these migrations whose answer cannot change until they are asked: no step of their own migration has to
/// come before them, and no migration before theirs touches the tables that they look at. All others are asked in their place,
/// and stop the transaction that they stand in.
///
/// # Errors
/// Where a plan.json cannot be read.
pub fn questions(target: &Target, places: &[usize], way: Way) -> Result<Vec<Question>, Error> {
    let (mut found, mut touched) = (Vec::new(), BTreeSet::new());
    for at in places {
        let (Some(migration), Some(entry)) = (target.migrations.get(*at), target.entries.get(*at)) else { continue };
        let State::Ours(text) = read_state(&entry.folder.join(PLAN))? else { return Ok(found) };
        let plan: PlanFile = serde_json::from_str(&text).unwrap_or_default();
        let (steps, script) = match way {
            Way::Up => (plan.up, &migration.up),
            Way::Down => (plan.down, &migration.down),
        };
        for step in steps.iter().filter(|step| step.asks.is_some() && step.needs.is_empty()) {
            // An expression may read other tables than its own.
            let reads_others = step.asks.as_ref().is_some_and(|asks| asks.get("yields").is_some());
            if reads_others && !touched.is_empty() {
                continue;
            }
            // Nothing is asked that the script does not ask.
            if step.scans.iter().all(|table| !touched.contains(table)) && script.contains(&step.sql) {
                found.push(Question { migration: migration.id.clone(), sql: step.sql.clone() });
            }
        }
        // What a step of a person writes, nobody knows but that person.
        if steps.iter().any(|step| step.op == "run") {
            return Ok(found);
        }
        touched.extend(steps.into_iter().flat_map(|step| step.locks).map(|lock| lock.table));
    }
    Ok(found)
}
