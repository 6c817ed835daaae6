//! Row-level security.

use std::fmt::{self, Write};

use underpin_plan::Pair;
use underpin_schema::{Name, Policy, PolicyCommand, PolicyMode, QName, RowSecurity};

use super::{
    ident::{Ident, Path, write_list},
    text::Parens,
};

/// `CREATE POLICY`. <https://www.postgresql.org/docs/current/sql-createpolicy.html>
pub(super) fn write_policy(f: &mut fmt::Formatter<'_>, table: &QName, name: &Name, policy: &Policy) -> fmt::Result {
    let Policy { mode, command, roles, using, check, comment: _ } = policy;
    write!(f, "CREATE POLICY {} ON {}", Ident(name), Path(table))?;
    match mode {
        PolicyMode::Permissive => {}
        PolicyMode::Restrictive => f.write_str("\n    AS RESTRICTIVE")?,
    }
    f.write_str(match command {
        PolicyCommand::All => "\n    FOR ALL",
        PolicyCommand::Select => "\n    FOR SELECT",
        PolicyCommand::Insert => "\n    FOR INSERT",
        PolicyCommand::Update => "\n    FOR UPDATE",
        PolicyCommand::Delete => "\n    FOR DELETE",
    })?;
    if !roles.is_empty() {
        f.write_str("\n    TO ")?;
        write_list(f, roles.iter().map(|role| Ident(role)))?;
    }
    if let Some(using) = using {
        write!(f, "\n    USING {}", Parens(using.as_str()))?;
    }
    if let Some(check) = check {
        write!(f, "\n    WITH CHECK {}", Parens(check.as_str()))?;
    }
    f.write_char(';')
}

/// `DROP POLICY`
pub(super) fn write_drop_policy(f: &mut fmt::Formatter<'_>, table: &QName, name: &Name) -> fmt::Result {
    write!(f, "DROP POLICY {} ON {};", Ident(name), Path(table))
}

/// From one state of row-level security to another. Whether policies are applied at all, and whether they bind the owner
/// too, are two switches of a table; one statement sets both, so that neither stays behind.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
pub(super) fn write_row_security(f: &mut fmt::Formatter<'_>, table: &QName, level: Pair<RowSecurity>) -> fmt::Result {
    use RowSecurity::{Enabled, Forced, Off};
    let clauses = match (level.old, level.new) {
        (Off | Enabled, Enabled) => "ENABLE ROW LEVEL SECURITY",
        (Forced, Enabled) => "NO FORCE ROW LEVEL SECURITY",
        (Off, Forced) => "ENABLE ROW LEVEL SECURITY,\n    FORCE ROW LEVEL SECURITY",
        (Enabled | Forced, Forced) => "FORCE ROW LEVEL SECURITY",
        (Off | Enabled, Off) => "DISABLE ROW LEVEL SECURITY",
        (Forced, Off) => "NO FORCE ROW LEVEL SECURITY,\n    DISABLE ROW LEVEL SECURITY",
    };
    write!(f, "ALTER TABLE {}\n    {clauses};", Path(table))
}
