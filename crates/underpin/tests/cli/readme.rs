//! The pages for people show what is really there: each of their excerpts is cut out of its file again, and each of their
//! outputs is printed again. `UPDATE_CASES=1` puts what is there into the pages.

use std::{fs, path::Path};

use crate::{plan_excerpts as plan, support::Workspace};

/// The line before a block that says where the block comes from.
const MARK: &str = "<!-- ";

#[test]
fn the_readme_shows_what_is_there() {
    check("README.md");
}

#[test]
fn the_walk_of_the_architecture_is_true() {
    check("ARCHITECTURE.md");
}

fn check(page: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join(page);
    let shown = fs::read_to_string(&path).expect("a page");
    let mut wanted = String::new();
    let mut lines = shown.lines();
    let mut blocks = 0;
    while let Some(line) = lines.next() {
        wanted.push_str(line);
        wanted.push('\n');
        let Some(order) = line.strip_prefix(MARK).and_then(|rest| rest.strip_suffix(" -->")) else { continue };
        blocks += 1;
        let fence = lines.next().expect("a block after a mark");
        assert!(fence.starts_with("```"), "{fence}");
        lines.by_ref().take_while(|line| !line.starts_with("```")).for_each(drop);
        let block = plan::block(&root, order).unwrap_or_else(|| block(&root, order));
        wanted.push_str(&format!("{fence}\n{block}\n```\n"));
    }
    assert!(blocks > 4, "the marks are gone");
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(&path, wanted).expect("written");
        return;
    }
    assert!(shown == wanted, "{page} is out of date; UPDATE_CASES=1 brings it up to date");
}

/// `PATH from 'FIRST' to 'LAST'`: the lines of the file from the one that starts so to the next that starts so. Or
/// `output of COMMAND`, run over the system with mistakes that lies beside this test.
fn block(root: &Path, order: &str) -> String {
    if let Some(command) = order.strip_prefix("output of underpin ") {
        let workspace = Workspace::empty();
        workspace.write("specs/shop/underpin.yaml", include_str!("mistakes/underpin.yaml"));
        workspace.write("specs/shop/models/order.yaml", include_str!("mistakes/order.yaml"));
        return workspace.run([command]).expect_code(1).stderr.trim_end().to_owned();
    }
    let mut parts = order.split('\'');
    let mut part = || parts.next().unwrap_or_default().to_owned();
    let (path, first, _, last) = (part(), part(), part(), part());
    let path = path.trim_end_matches(" from ");
    let text = fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let start = text.lines().position(|line| line.starts_with(&first)).unwrap_or_else(|| panic!("{first} in {path}"));
    let rest = text.lines().skip(start);
    let length = rest.clone().skip(1).position(|line| line.starts_with(&last)).map_or(usize::MAX, |at| at + 2);
    rest.take(length).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}
