//! A database full of what is not managed: it is taken up, changed and taken back, and all of that stays as it was.

use std::fs;

use underpin_testing::postgres;

use super::{dump::dump, folder, made, underpin};

#[test]
fn what_is_not_managed_stays_through_a_whole_history() {
    let Some(cluster) = postgres("what_is_not_managed_stays_through_a_whole_history") else { return };
    let live = made(cluster, include_str!("zoo.sql"));
    let folder = folder(&[]);
    let url = live.url();
    let run = |args: &[&str]| underpin(folder.path(), cluster, args);
    let held = || {
        let statements = dump(&live, 14).expect("pg_dump").unwrap_or_default();
        statements.into_iter().filter(|one| !one.contains("_underpin_migrations")).collect::<Vec<_>>()
    };
    let before = held();
    let pulled = run(&["pull", &url, "zoo"]).expect(0);
    for one in ["partitioned table parted", "procedure pr", "rule r", "publication pub", "trigger t.ctr"] {
        assert!(pulled.err.contains(one), "{one} is not named: {}", pulled.err);
    }
    assert_eq!(run(&["plan", "--from", &url, "--to", "specs:zoo", "--sql"]).expect(0).out, "-- Nothing differs.\n");
    run(&["baseline", "zoo", "--database", &url]).expect(0);
    assert_eq!(held(), before);

    let path = folder.path().join("zoo/models/ex.yaml");
    let model = fs::read_to_string(&path).expect("a model");
    fs::write(&path, model.replacen("fields:\n", "fields:\n  note: string?\n", 1)).expect("written");
    run(&["gen", "zoo", "--name", "note"]).expect(0);
    run(&["apply", "zoo", "--database", &url]).expect(0);
    let changed: Vec<String> = held().into_iter().filter(|one| !before.contains(one)).collect();
    assert!(matches!(changed.as_slice(), [one] if one.contains("note text")), "{changed:#?}");
    run(&["drift", "zoo", "--database", &url]).expect(0);
    run(&["down", "zoo", "--database", &url]).expect(0);
    assert_eq!(held(), before);
    run(&["drift", "zoo", "--database", &url]).expect(0);
}
