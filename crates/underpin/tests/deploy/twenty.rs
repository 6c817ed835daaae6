//! Many deploys at once.

use std::process::Stdio;

use underpin_testing::postgres;

use crate::{
    history::{IDS, assert_silent, command, dump, records, run, shop, url, with_rows},
    support::Run,
};

#[test]
fn of_twenty_deploys_one_applies_and_the_others_find_nothing_to_do() {
    let Some(cluster) = postgres("twenty") else { return };
    let workspace = shop();
    let start = with_rows(cluster, &workspace);
    let alone = cluster.database_like(&start).expect("a copy");
    run(&workspace, &url(&alone, None), ["apply"]).expect_code(0);
    let together = cluster.database_like(&start).expect("a copy");
    let url = url(&together, None);
    let start = || {
        let mut command = command(&workspace, &url, ["apply"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
    };
    let children: Vec<_> = (0..20).map(|_| start()).collect();
    let outputs = children.into_iter().map(|child| child.wait_with_output().expect("it ends"));
    let runs: Vec<Run> = outputs.map(Run::from).collect();
    for run in &runs {
        assert_silent(run);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    }
    for id in &IDS[1..] {
        let told = runs.iter().filter(|run| run.stdout.contains(&format!("applied {id}"))).count();
        assert_eq!(told, 1, "{id} is applied once");
    }
    assert_eq!(runs.iter().filter(|run| run.stdout.contains("up to date")).count(), 19);
    assert_eq!(records(&together), records(&alone));
    assert_eq!(dump(cluster, &together), dump(cluster, &alone));
    let indexes = together.texts("SELECT indexname::text FROM pg_indexes WHERE tablename = '_underpin_migrations'");
    assert_eq!(indexes.expect("indexes"), ["_underpin_migrations_pkey"]);
}
