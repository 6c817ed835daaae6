//! What a person wrote in Prisma for a system, to be compared with what underpin writes.

use std::fs;

use crate::cases::repository;

/// The Prisma text of a system with the blocks that a person wrote (`tests/prisma-oracle/seeds`) in the place of ours; `None`
/// where no one wrote any.
///
/// # Panics
/// Where a block of theirs has none of ours in its place: it would be compared with nothing.
pub fn by_hand(system: &str, ours: &str) -> Option<String> {
    let theirs = fs::read_to_string(repository().join(format!("tests/prisma-oracle/seeds/{system}.prisma"))).ok()?;
    let mut kept = String::new();
    let mut replaced = Vec::new();
    let mut skipping = false;
    for line in ours.lines() {
        if theirs.lines().any(|other| other == line && opens(other)) {
            replaced.push(line);
            skipping = true;
        }
        if !skipping {
            kept.push_str(line);
            kept.push('\n');
        }
        skipping &= line != "}";
    }
    for line in theirs.lines().filter(|line| opens(line)) {
        assert!(replaced.contains(&line), "{system}: nothing of ours is called `{line}`");
    }
    Some(kept + &theirs)
}

/// Whether a line opens a block.
fn opens(line: &str) -> bool {
    line.ends_with(" {") && !line.starts_with(' ')
}
