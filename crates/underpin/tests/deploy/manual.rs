//! The commands of docs/deploy.md, in their order, on one database. `UPDATE_CASES=1` puts in what they print.

use std::fs;

use underpin_db::Address;
use underpin_testing::{cases::repository, postgres};

use crate::{
    history::{assert_silent, command, shop, url},
    support::Run,
};

#[test]
fn the_manual_shows_what_the_commands_print() {
    let Some(cluster) = postgres("manual") else { return };
    let workspace = shop();
    let database = cluster.database().unwrap();
    let url = url(&database, None);
    let shown = Address::parse(&url).unwrap().to_string();
    let path = repository().join("docs/deploy.md");
    let manual = fs::read_to_string(&path).unwrap();
    let (mut wanted, mut inside, mut ran) = (String::new(), false, 0);
    for line in manual.lines() {
        inside = if inside { line != "```" } else { line == "```console" };
        if inside && line != "```console" && !line.starts_with("$ ") {
            continue;
        }
        wanted.push_str(&format!("{line}\n"));
        let Some(words) = line.strip_prefix("$ underpin ").filter(|_| inside) else { continue };
        let mut command = command(&workspace, &url, []);
        let run = Run::from(command.args(words.split(' ')).output().unwrap());
        assert_silent(&run);
        assert!(run.stderr.is_empty() && run.code < 2, "{words}: {}", run.stderr);
        wanted.push_str(&timeless(&run.stdout.replace(&shown, "shop on localhost:5432")));
        ran += 1;
    }
    assert!(ran > 8, "the commands are gone");
    if underpin_testing::cases::update() {
        fs::write(&path, wanted).unwrap();
        return;
    }
    assert!(manual == wanted, "docs/deploy.md is out of date; UPDATE_CASES=1 brings it up to date:\n{wanted}");
}

/// With the same time everywhere.
fn timeless(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        match line.find(" UTC, ").and_then(|end| Some((line.get(..end.checked_sub(19)?)?, line.get(end..)?))) {
            Some((before, after)) => out.push_str(&format!("{before}2026-01-04 09:00:00{after}\n")),
            None => out.push_str(&format!("{line}\n")),
        }
    }
    out
}
