//! What to do with the system, and its migrations.

use std::fmt::{self, Display, Formatter};

use super::{System, text::Name};

/// The commands for the system, and the migrations in their order.
pub(super) struct History<'a>(pub &'a System<'a>);

impl Display for History<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let System { name, schema: _, code: _, migrations, areas: _ } = self.0;
        // A name for a shell to read; any other is for the reader to put in.
        let plain = |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter));
        let name = if !name.is_empty() && plain(name) { name } else { "NAME" };
        writeln!(f, "\n```")?;
        let commands = [
            ("gen --check", "is everything here what the specs say?"),
            ("gen", "write what is missing or out of date"),
            ("plan", "what would the next migration do?"),
            ("review", "what does the latest one do?"),
            ("prove --all", "run every migration on a real PostgreSQL, with rows"),
        ];
        for (command, what) in commands {
            let line = format!("underpin {command} --system {name}");
            let width = "underpin prove --all --system ".len() + name.len();
            writeln!(f, "{line:width$}  {what}")?;
        }
        writeln!(f, "```")?;
        if !migrations.is_empty() {
            writeln!(f, "\n## Migrations\n")?;
        }
        for (at, id) in migrations.iter().enumerate() {
            writeln!(f, "{}. {}", at + 1, Name(id))?;
        }
        Ok(())
    }
}
