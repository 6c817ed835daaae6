//! The corpus of changes: each `cases/<group>/<name>.md` is a page of the manual, an expected plan, and a proof on a real
//! PostgreSQL. `UPDATE_CASES=1` rewrites what is generated; `CASES=enums/` runs the cases whose path holds that text.

mod answered;
mod answers;
mod case;
mod dump;
mod holds;
mod manual;
mod planned;
mod proof;
mod proved;
mod rows;

use std::collections::BTreeSet;

use case::{Case, all};
use planned::{Outcome, Planned};
use underpin_db::Cluster;
use underpin_plan::Change;
use underpin_testing::{cases, postgres};

/// How many cases are proved at once; more gain little, since the server does most of the work.
const WORKERS: usize = 2;

#[test]
fn every_case_plans_what_it_says() {
    let wrong: Vec<String> = all().iter().flat_map(planned::check).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_case_does_to_rows_what_it_says() {
    let Some(cluster) = postgres("every_case_does_to_rows_what_it_says") else { return };
    let wrong = in_workers(cluster, |case| proof::check(case, cluster));
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_case_is_proved() {
    let Some(cluster) = postgres("every_case_is_proved") else { return };
    let wrong = in_workers(cluster, |case| proved::check(case, cluster));
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_case_is_planned_between_scripts_with_answers() {
    let Some(cluster) = postgres("every_case_is_planned_between_scripts_with_answers") else { return };
    let wrong = in_workers(cluster, |case| answered::check(case, cluster));
    assert!(wrong.is_empty(), "{} cases\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Looks at every case that is for such a server, and gathers what is wrong.
fn in_workers(cluster: &Cluster, check: impl Fn(&Case) -> Vec<String> + Sync) -> Vec<String> {
    let (mut cases, check) = (all(), &check);
    cases.retain(|case| case.oldest_server().is_none_or(|oldest| oldest <= cluster.version()));
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let mine = cases.iter().skip(worker).step_by(WORKERS);
                scope.spawn(move || mine.flat_map(check).collect::<Vec<_>>())
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a case does not panic")).collect()
    })
}

#[test]
fn every_kind_of_change_has_a_case() {
    if case::filter().is_some() {
        return;
    }
    let mut seen = BTreeSet::new();
    for case in all() {
        if let Ok(Planned { outcome: Outcome::Plan(plan), .. }) = Planned::new(&case) {
            seen.extend(plan.changes.iter().map(Change::kind_name));
        }
    }
    let missing: Vec<_> = Change::kinds().into_iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "no case of tests/changes plans {missing:?}");
}

#[test]
fn the_manual_is_made_of_the_cases() {
    if case::filter().is_some() {
        return;
    }
    let docs = cases::repository().join("docs");
    let pages = manual::pages(&all());
    for (path, text) in &pages {
        let path = docs.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the manual");
        cases::check(&path, text);
    }
    let entries = std::fs::read_dir(docs.join("changes")).into_iter().flatten();
    for entry in entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()) {
        assert!(
            pages.iter().any(|(path, _)| *path == format!("changes/{entry}")),
            "docs/changes/{entry} is of no group"
        );
    }
}
