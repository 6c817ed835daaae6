//! A summary as lines for people.

use std::fmt;

use super::{Effects, Lock, Loss, Summary};

/// How many lines a list shows before it says how many more there are: enough for a review, and no wall.
const SHOWN: usize = 40;

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { title, changes, up, down: _, irreversible } = self;
        writeln!(f, "{title}")?;
        match changes.len() {
            0 => return Ok(()),
            // The title has said it.
            1 => writeln!(f)?,
            _ => {
                writeln!(f)?;
                write_list(f, "Changes:", changes)?;
            }
        }
        write!(f, "{up}")?;
        if irreversible.is_empty() {
            writeln!(f, "Undo: down.sql takes all of it back")
        } else {
            write_list(f, "Undo: not possible by down.sql, which refuses to run:", irreversible)
        }
    }
}

impl fmt::Display for Effects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Effects { asks, writes, locks, rewrites, scans, shows, destroys, commits } = self;
        if !asks.is_empty() {
            write_list(f, "Asks of the rows, and stops unless:", asks)?;
        }
        if !writes.is_empty() {
            write_list(f, "Writes to rows:", writes)?;
        }
        if locks.is_empty() {
            writeln!(f, "Locks: no table that was there before")?;
        } else {
            write_list(f, "Locks on tables that were there before, until the end of the transaction:", locks)?;
        }
        if !rewrites.is_empty() {
            write_list(f, "Writes every row anew, under that lock:", rewrites)?;
        }
        if !scans.is_empty() {
            write_list(f, "Reads every row, under that lock:", scans)?;
        }
        if !shows.is_empty() {
            write_list(f, "May show rows that were hidden:", shows)?;
        }
        if destroys.is_empty() {
            writeln!(f, "Destroys: nothing")?;
        } else {
            write_list(f, "Destroys:", destroys)?;
        }
        if !commits.is_empty() {
            write_list(f, "Commits half-way:", commits)?;
        }
        Ok(())
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Lock { table, mode, blocks } = self;
        write!(f, "{table}: {mode}, blocks {blocks}")
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Loss { object, reason } = self;
        write!(f, "{object}: {reason}")
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, title: &str, lines: &[impl fmt::Display]) -> fmt::Result {
    writeln!(f, "{title}")?;
    for line in lines.iter().take(SHOWN) {
        writeln!(f, "  {line}")?;
    }
    match lines.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(f, "  and {more} more, all in plan.json"),
    }
}
