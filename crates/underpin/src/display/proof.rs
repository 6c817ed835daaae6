//! A proof, for people.

use anstyle::{AnsiColor, Style};
use underpin_db::prove::{Proof, Verdict};

use super::visible;

const HOLDS: Style = AnsiColor::Green.on_default().bold();
const FAILS: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// How many things that are not as expected are named one by one.
const SHOWN: usize = 20;

/// One line for each conclusion, and what speaks against those that do not hold.
pub fn proof(proof: &Proof) -> String {
    let mut out = String::new();
    for conclusion in &proof.conclusions {
        let words = conclusion.point.words();
        match conclusion.verdict {
            Verdict::Holds => {
                out.push_str(&format!("  {HOLDS}holds{HOLDS:#}  {words:<20} {}\n", visible(&conclusion.seen)));
            }
            Verdict::Unasked => out.push_str(&format!("  {QUIET}unasked{QUIET:#} {words}\n")),
            Verdict::Fails => {
                out.push_str(&format!("  {FAILS}fails{FAILS:#}  {words}\n"));
                out.push_str(&format!("         expected  {}\n", visible(&conclusion.expected)));
                out.push_str(&format!("         seen      {}\n", visible(&conclusion.seen)));
                for detail in conclusion.details.iter().take(SHOWN) {
                    out.push_str(&format!("           {}\n", visible(detail)));
                }
                let more = conclusion.details.len().saturating_sub(SHOWN);
                if more > 0 {
                    out.push_str(&format!("           and {more} more\n"));
                }
            }
        }
    }
    for note in &proof.notes {
        out.push_str(&format!("  {QUIET}note   {}{QUIET:#}\n", visible(note)));
    }
    out
}
